// SPDX-License-Identifier: MIT
// measure and update: a metric over arrays of labels and scores, in one call or batch by batch, with every check. On a host.
#pragma once

#include <linnet/core/concepts.hpp>
#include <linnet/core/views.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace linnet {

namespace detail {

/// What update below checks: as many labels as samples, as many scores as metric M counts classes or outputs, numbers it can take.
template <class M, class T>
void require_measurable(const TargetView& labels, const ArrayView<T>& scores) {
  constexpr bool decides = requires { M::classes; };  // else it compares numbers, or is of unknown kind
  constexpr bool compares = requires { M::outputs; };
  const Index samples = scores.samples(), width = scores.features();
  require(samples > 0, [] { return std::string("update: there are no samples"); });
  require(labels.samples() == samples && (labels.features() == width || (labels.features() == 1 && !compares)), [&] {
    return text("update: scores are ", samples, " times ", width, ", labels ", labels.samples(), " times ", labels.features(),
                compares ? "; give one number for each score" : "; give one label a sample, or one for each score");
  });
  if constexpr (compares) {
    require(M::outputs == 0 || M::outputs == width,
            [&] { return text("update: samples have ", width, " numbers, ", M::name, " is of ", M::outputs); });
  }
  constexpr bool integers = std::is_integral_v<T>;  // predicted labels
  constexpr bool probabilities = requires { requires M::probabilities; };
  Index classes = std::numeric_limits<std::int32_t>::max();
  if constexpr (decides) {
    require(!integers || width == 1, [&] {
      return text("update: samples have ", width, " integers; give one predicted label, or scores that are not");
    });
    const Index scored = std::max<Index>(width, 2);
    require(M::classes == 0 || integers || M::classes == scored,
            [&] { return text("update: the scores are of ", scored, " classes, ", M::name, " is of ", M::classes); });
    classes = M::classes > 0 ? M::classes : integers ? classes : scored;
  } else if (width > 1) {
    classes = width;
  }
  const auto is_class = [&](double label) {
    return label >= 0.0 && label < static_cast<double>(classes) && label == std::floor(label);
  };
  for (Index i = 0; i < samples * width; ++i) {
    const double score = static_cast<double>(scores.data()[i]);
    require(std::isfinite(score),
            [&] { return text("update: sample ", i / width, " has the score ", score, "; every score must be finite"); });
    require(!probabilities || (score >= 0.0 && score <= 1.0), [&] {
      return text("update: sample ", i / width, " has the score ", score, "; ", M::name, " takes probabilities, from 0 to 1");
    });
    require(!decides || !integers || is_class(score), [&] {
      return text("update: prediction ", i, " is ", score, "; there are the classes 0 to ", classes - 1, " (integers)");
    });
  }
  const bool indices = labels.features() == 1 && (decides || width > 1);
  for (Index i = 0; i < samples * labels.features(); ++i) {
    const double label = labels[i];
    require(indices ? is_class(label) : std::isfinite(label), [&] {
      return text("update: label ", i, " is ", label, "; ",
                  indices ? text("there are the classes 0 to ", classes - 1, " (integers)") : std::string("it must be finite"));
    });
  }
}

}  // namespace detail

/// Adds samples to a metric. `scores` (samples, outputs...) are what predict gave, or class labels that were predicted (samples) if
/// they are integers; `labels` are class indices (samples), or as many numbers as a sample has scores.
///
/// Throws InvalidInput, before the metric has changed, for empty or unequal arrays, scores that are not finite or not the probabilities
/// that the metric takes, labels that are no class, scores that the metric is not of, and settings of the metric that cannot be.
template <Metric M, class Labels, class Scores>
void update(M& metric, const Labels& labels, const Scores& scores) {
  using T = std::remove_const_t<typename Scores::Scalar>;
  using Target = std::conditional_t<std::is_integral_v<T>, double, T>;
  const ArrayView<T> view(scores);
  const TargetView targets(labels);
  detail::require_settings(metric);
  detail::require_measurable<M>(targets, view);
  const Index samples = view.samples(), width = view.features();
  std::vector<Target> row(static_cast<std::size_t>(width));
  for (Index i = 0; i < samples; ++i) {
    const std::span<const T> prediction(view.data() + i * width, static_cast<std::size_t>(width));
    const auto with_row = [&] {
      targets.copy(i * width, width, row.data());
      metric.update(prediction, std::span<const Target>(row));
    };
    if constexpr (requires { M::outputs; }) {  // it compares number by number
      with_row();
    } else if (targets.features() == width) {
      with_row();
    } else {
      const std::int32_t label = static_cast<std::int32_t>(targets[i]);
      metric.update(prediction, std::span<const std::int32_t>(&label, 1));
    }
  }
}

/// The metric over all samples: measure(F1<10>{}, labels, scores).result().
template <Metric M, class Labels, class Scores>
M measure(M metric, const Labels& labels, const Scores& scores) {
  update(metric, labels, scores);
  return metric;
}

}  // namespace linnet
