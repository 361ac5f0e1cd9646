// SPDX-License-Identifier: MIT
// Checks of targets and of weights on a host, before anything changes. Each text names the expected and the actual value.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/core/math.hpp>

#include <cmath>
#include <string_view>
#include <utility>

namespace linnet::detail {

/// Requirements of a loss and an output for targets, so that the checks below are compiled once per program, not once per model.
struct TargetRule {
  std::string_view loss;
  bool integers;
  std::span<const Index> dims;            ///< of the model's output
  Index rows;                             ///< of the output, each with a target of its own: its steps, or 1
  bool (*accepts)(double) = nullptr;      ///< null: any finite number
  bool (*accepts_sum)(double) = nullptr;  ///< for the sum of a row's numbers; null: any
  std::string_view rule{};                ///< the accepted values, in words
  /// The reason why a loss with several rules refuses the sample whose targets begin at a place; "" if it takes them.
  std::string (*refusal)(const TargetView&, Index) = nullptr;

  /// Numbers of a row of the output: classes, if targets are their indices.
  Index width() const {
    Index size = 1;
    for (const Index d : dims) size *= d;
    return size / rows;
  }
};

/// Returns the rule of loss `L` on outputs of shape `Output` with so many rows.
template <class L, class Output>
constexpr TargetRule target_rule(Index rows) {
  TargetRule rule{L::name, L::integer_targets, Output::dims, rows};
  if constexpr (requires { L::accepts(0.0); }) {
    rule.accepts = [](double target) { return L::accepts(target); };
    rule.rule = L::target_rule;
  }
  if constexpr (requires { L::accepts_sum(0.0); }) rule.accepts_sum = [](double sum) { return L::accepts_sum(sum); };
  if constexpr (requires { L::refused([](Index) { return 0.0; }); }) {
    rule.refusal = [](const TargetView& y, Index first) {
      const auto refused = L::refused([&](Index j) { return static_cast<double>(y[first + j]); });
      return refused.needs.empty() ? std::string() : text("the head with ", refused.loss, " needs ", refused.needs);
    };
  }
  return rule;
}

/// "[3] is ", or " of sample 3, step 5 is " if samples have several rows.
LINNET_COLD inline std::string place_of_number(Index row, Index rows) {
  return rows == 1 ? text("[", row, "] is ") : text(" of ", place_of_row(row, rows), " is ");
}

/// Checks the shape of y (samples, target) against the model's output; a flat y takes it.
LINNET_OWN_CODE inline void require_target_shape(const char* who, TargetView& y, Index samples, const TargetRule& rule) {
  require(rule.rows == 1 || y.samples() != samples || y.features() != 1, [&] {
    return text(who, ": y has one number per sample, and the model's output has ", rule.rows,
                " steps with a target each; for one target per sample leave out return_sequences, or put Flatten{} before the "
                "last Dense");
  });
  if (y.is_flat() && !rule.integers) give_shape(who, "y", "the model's output has ", y, rule.dims);
  if (y.is_flat() && rule.rows > 1) give_shape(who, "y", "one class index per step makes ", y, rule.dims.first(1));
  require(y.samples() == samples, [&] { return text(who, ": x has ", samples, " samples, y has ", y.samples()); });
  const auto have = y.sample_dims();
  const auto have_text = [&] { return have.empty() ? std::string("1") : extents(have); };
  const auto given = without_single_channel(have);
  if (rule.integers) {
    require(rule.rows == 1 ? y.features() == 1 : given.size() == 1 && given[0] == rule.rows, [&] {
      return text(who, ": y has ", have_text(), " numbers per sample, ", rule.loss, " needs ",
                  rule.rows == 1 ? std::string("one class index") : text(rule.rows, " class indices, one per step"));
    });
    return;
  }
  const auto wanted = without_single_channel(rule.dims);
  require(std::equal(given.begin(), given.end(), wanted.begin(), wanted.end()) || (rule.width() == 1 && have.empty()), [&] {
    return text(who, ": y has ", have_text(), " numbers per sample, the model's output has ", extents(rule.dims));
  });
}

/// Checks that y matches `samples` samples and the model's output, and has values that the loss accepts.
LINNET_OWN_CODE inline void require_targets(const char* who, TargetView& y, Index samples, const TargetRule& rule) {
  require_target_shape(who, y, samples, rule);
  const Index rows = samples * rule.rows, width = rule.width();
  if (rule.integers) {
    for (Index i = 0; i < rows; ++i) {
      const double label = y[i];
      require(label == std::floor(label) && label >= 0 && label < static_cast<double>(width), [&] {
        return text(who, ": y", place_of_number(i, rule.rows), label, ", the model has the classes 0 to ", width - 1,
                    " (integers)");
      });
    }
    return;
  }
  const auto place = [&](Index i) { return place_of_row(i / width, rule.rows); };
  for (Index i = 0; i < rows * width; ++i) {
    const double value = y[i];
    require(math::is_finite(value),
            [&] { return text(who, ": y has ", value, " in ", place(i), "; every number must be finite"); });
    require(!rule.accepts || rule.accepts(value),
            [&] { return text(who, ": y has ", value, " in ", place(i), ", ", rule.loss, " needs ", rule.rule); });
  }
  for (Index i = 0; rule.accepts_sum && i < rows; ++i) {
    double sum = 0.0;
    for (Index j = 0; j < width; ++j) sum += y[i * width + j];
    require(rule.accepts_sum(sum),
            [&] { return text(who, ": y sums to ", sum, " in ", place(i * width), ", ", rule.loss, " needs ", rule.rule); });
  }
  for (Index i = 0; rule.refusal && i < rows; ++i) {
    const std::string refusal = rule.refusal(y, i * width);
    require(refusal.empty(), [&] { return text(who, ": y in ", place(i * width), ": ", refusal); });
  }
}

/// Checks that every class with a weight exists, and has only one weight.
LINNET_COLD inline void require_classes(std::span<const std::pair<std::int32_t, float>> class_weight, const TargetRule& rule) {
  require(class_weight.empty() || rule.rows == 1, [&] {
    return text("fit: class_weight needs one class per sample, the model's output has ", rule.rows,
                " steps with a target each; give sample_weight, a weight per step, instead");
  });
  const Index outputs = rule.width();
  const bool indices = rule.integers || outputs > 1;
  for (std::size_t i = 0; i < class_weight.size(); ++i) {
    const std::int32_t label = class_weight[i].first;
    require(indices ? label >= 0 && label < outputs : !rule.accepts || rule.accepts(static_cast<double>(label)), [&] {
      return text("fit: class_weight has a weight of class ", label, ", ",
                  indices ? text("the model has the classes 0 to ", outputs - 1) : text(rule.loss, " needs ", rule.rule));
    });
    for (std::size_t k = 0; k < i; ++k) {
      require(class_weight[k].first != label, [&] { return text("fit: class_weight has two weights of class ", label); });
    }
  }
}

/// Checks that each target names one class if classes have weights: no row has several labels or none.
LINNET_COLD inline void require_one_class(const char* who, std::span<const std::pair<std::int32_t, float>> class_weight,
                                          const TargetView& y) {
  const Index several = class_weight.empty() ? -1 : first_of_several_labels(y);
  require(several < 0, [&] {
    return text(who, ": class_weight needs one class per sample, y has several labels or none in sample ", several,
                "; give sample_weight instead");
  });
}

/// Checks that weights (samples), or (samples, rows), are finite and not negative. An empty view means no weights; a flat one takes its
/// shape.
template <class T>
LINNET_OWN_CODE void require_weights(const char* who, ArrayView<T>& weights, Index samples, Index rows) {
  if (weights.empty()) return;
  if (weights.is_flat() && weights.samples() == samples * rows) weights.give_shape(std::span(&rows, 1));
  const auto given = without_single_channel(weights.sample_dims());
  require(weights.samples() == samples && (given.empty() || (given.size() == 1 && given[0] == rows)), [&] {
    return text(who, ": sample_weight needs one weight for each of the ", samples, " samples",
                rows == 1 ? std::string() : text(", or for each of their ", rows, " steps"), ", it has ",
                weights.samples() * weights.features());
  });
  for (Index i = 0; i < samples * weights.features(); ++i) {
    const T w = weights.data()[i];
    require(math::is_finite(w) && w >= T(0), [&] {
      return text(who, ": sample_weight", place_of_number(i, weights.features()), w, "; weights are finite and not negative");
    });
  }
}

}  // namespace linnet::detail
