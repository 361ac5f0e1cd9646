// SPDX-License-Identifier: MIT
// Checks of data and options on a host, before anything changes. Each text names the expected and the actual value.
#pragma once

#include <linnet/core/labels.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace linnet::detail {

/// Returns the index of the first number that is not finite, or -1. The scan is branch-free and runs at the speed of memory.
template <class T>
Index first_not_finite(const T* x, Index count) {
  int bad = 0;
  for (Index i = 0; i < count; ++i) bad |= !math::is_finite(x[i]);
  if (!bad) return -1;
  Index i = 0;
  while (math::is_finite(x[i])) ++i;
  return i;
}

/// Returns the extents without a last extent of 1: a single channel, or a single number, may be omitted.
inline std::span<const Index> without_single_channel(std::span<const Index> dims) {
  return dims.empty() || dims.back() != 1 ? dims : dims.first(dims.size() - 1);
}

/// Groups a flat view into samples of shape `dims`. `what` is x or y; `whose` names the owner of the shape.
template <class View>
LINNET_COLD void give_shape(const char* who, const char* what, const char* whose, View& view, std::span<const Index> dims) {
  Index size = 1;
  for (const Index d : dims) size *= d;
  require(view.samples() % size == 0, [&] {
    return text(who, ": ", what, " has ", view.samples(), " numbers, which is not a whole number of samples; ", whose,
                extents(dims), " numbers per sample");
  });
  view.give_shape(dims);
}

/// Checks that x (samples, dims...) is finite and not empty, and has the model's input shape. As in Keras, data for Input<28, 28, 1> may
/// come as (samples, 28, 28), for Input<1> as (samples), and the other way round.
/// A flat x takes the shape.
template <class T>
LINNET_OWN_CODE void require_samples(const char* who, ArrayView<T>& x, std::span<const Index> dims) {
  require(!x.empty(), [&] { return text(who, ": x has no samples"); });
  if (x.is_flat()) give_shape(who, "x", "the model's Input<...> needs ", x, dims);
  const auto have = x.sample_dims();
  const auto given = without_single_channel(have), wanted = without_single_channel(dims);
  require(std::equal(given.begin(), given.end(), wanted.begin(), wanted.end()), [&] {
    return text(who, ": x has ", have.empty() ? std::string("1") : extents(have),
                " numbers per sample, the model's Input<...> needs ", extents(dims));
  });
  const Index bad = first_not_finite(x.data(), x.samples() * x.features());
  require(bad < 0, [&] {
    return text(who, ": x has ", x.data()[bad], " in sample ", bad / x.features(), "; every number must be finite");
  });
}

/// Checks that every index is below `count`.
LINNET_COLD LINNET_OWN_CODE inline void require_indices(const char* who, std::span<const std::uint32_t> indices, Index count) {
  for (std::size_t i = 0; i < indices.size(); ++i) {
    require(indices[i] < static_cast<std::uint64_t>(count),
            [&] { return text(who, " has ", indices[i], " at place ", i, "; x has the samples 0 to ", count - 1); });
  }
}

/// Requirements of a loss and an output for targets, so that the checks below are compiled once per program, not once per model.
struct TargetRule {
  std::string_view loss;
  bool integers;
  std::span<const Index> dims;            ///< of the model's output
  bool (*accepts)(double) = nullptr;      ///< null: any finite number
  bool (*accepts_sum)(double) = nullptr;  ///< for the sum of a sample's numbers; null: any
  std::string_view rule{};                ///< the accepted values, in words
};

/// Returns the rule of loss `L` on outputs of shape `Output`.
template <class L, class Output>
constexpr TargetRule target_rule() {
  TargetRule rule{L::name, L::integer_targets, Output::dims};
  if constexpr (requires { L::accepts(0.0); }) {
    rule.accepts = [](double target) { return L::accepts(target); };
    rule.rule = L::target_rule;
  }
  if constexpr (requires { L::accepts_sum(0.0); }) rule.accepts_sum = [](double sum) { return L::accepts_sum(sum); };
  return rule;
}

/// Checks that y matches `samples` samples and the model's output, and has values that the loss accepts.
LINNET_OWN_CODE inline void require_targets(const char* who, TargetView& y, Index samples, const TargetRule& rule) {
  if (y.is_flat() && !rule.integers) give_shape(who, "y", "the model's output has ", y, rule.dims);
  require(y.samples() == samples, [&] { return text(who, ": x has ", samples, " samples, y has ", y.samples()); });
  const auto have = y.sample_dims();
  const auto have_text = [&] { return have.empty() ? std::string("1") : extents(have); };
  Index outputs = 1;
  for (const Index d : rule.dims) outputs *= d;
  if (rule.integers) {
    require(y.features() == 1,
            [&] { return text(who, ": y has ", have_text(), " numbers per sample, ", rule.loss, " needs one class index"); });
    for (Index i = 0; i < samples; ++i) {
      const double label = y[i];
      require(label == std::floor(label) && label >= 0 && label < static_cast<double>(outputs), [&] {
        return text(who, ": y[", i, "] is ", label, ", the model has the classes 0 to ", outputs - 1, " (integers)");
      });
    }
    return;
  }
  require(std::equal(have.begin(), have.end(), rule.dims.begin(), rule.dims.end()) || (outputs == 1 && have.empty()), [&] {
    return text(who, ": y has ", have_text(), " numbers per sample, the model's output has ", extents(rule.dims));
  });
  for (Index i = 0; i < samples * outputs; ++i) {
    const double value = y[i];
    require(math::is_finite(value),
            [&] { return text(who, ": y has ", value, " in sample ", i / outputs, "; every number must be finite"); });
    require(!rule.accepts || rule.accepts(value),
            [&] { return text(who, ": y has ", value, " in sample ", i / outputs, ", ", rule.loss, " needs ", rule.rule); });
  }
  for (Index i = 0; rule.accepts_sum && i < samples; ++i) {
    double sum = 0.0;
    for (Index j = 0; j < outputs; ++j) sum += y[i * outputs + j];
    require(rule.accepts_sum(sum),
            [&] { return text(who, ": y sums to ", sum, " in sample ", i, ", ", rule.loss, " needs ", rule.rule); });
  }
}

/// Checks that every class with a weight exists, and has only one weight.
LINNET_COLD inline void require_classes(std::span<const std::pair<std::int32_t, float>> class_weight, const TargetRule& rule) {
  Index outputs = 1;
  for (const Index d : rule.dims) outputs *= d;
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

/// Returns the first sample whose target is several labels or none, or -1.
inline Index first_of_several_labels(const TargetView& targets) {
  const Index width = targets.features();
  for (Index i = 0; i < targets.samples(); ++i) {
    const auto number = [&](std::size_t j) { return targets[i * width + static_cast<Index>(j)]; };
    if (several_labels(static_cast<std::size_t>(width), number)) return i;
  }
  return -1;
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

/// Checks that weights (samples) are finite and not negative. An empty view means no weights.
template <class T>
LINNET_OWN_CODE void require_weights(const char* who, const ArrayView<T>& weights, Index samples) {
  if (weights.empty()) return;
  require(weights.samples() == samples && weights.features() == 1, [&] {
    return text(who, ": sample_weight needs one weight for each of the ", samples, " samples, it has ",
                weights.samples() * weights.features());
  });
  for (Index i = 0; i < samples; ++i) {
    const T w = weights.data()[i];
    require(math::is_finite(w) && w >= T(0),
            [&] { return text(who, ": sample_weight[", i, "] is ", w, "; weights are finite and not negative"); });
  }
}

}  // namespace linnet::detail
