// SPDX-License-Identifier: MIT
// measure and update: a metric over arrays of labels and scores, in one call or batch by batch, with every check. On a host.
#pragma once

#include <linnet/core/concepts.hpp>
#include <linnet/core/views.hpp>

#include <cmath>
#include <vector>

namespace linnet {

/// Adds samples to a metric. `scores` (samples, outputs...) are what predict gave, or class labels that were predicted (samples) if
/// they are integers; `labels` are class indices (samples), or as many numbers as a sample has scores.
///
/// Throws InvalidInput, before the metric has changed, for empty or unequal arrays, scores that are not finite and labels that are no
/// class.
template <Metric M, class Labels, class Scores>
void update(M& metric, const Labels& labels, const Scores& scores) {
  using T = std::remove_const_t<typename Scores::Scalar>;
  const ArrayView<T> view(scores);
  const TargetView targets(labels);
  const Index samples = view.samples(), width = view.features();
  detail::require(samples > 0, [] { return std::string("update: there are no samples"); });
  const bool rows = targets.features() == width;
  detail::require(targets.samples() == samples && (rows || targets.features() == 1), [&] {
    return detail::text("update: scores are ", samples, " times ", width, ", labels ", targets.samples(), " times ",
                        targets.features(), "; give one label a sample, or one for each score");
  });
  for (Index i = 0; i < samples * width; ++i) {
    detail::require(std::isfinite(static_cast<double>(view.data()[i])), [&] {
      return detail::text("update: sample ", i / width, " has the score ", view.data()[i], "; every score must be finite");
    });
  }
  for (Index i = 0; i < samples * targets.features(); ++i) {
    const double label = targets[i];
    detail::require(
        rows ? std::isfinite(label) : label >= 0.0 && label < static_cast<double>(width) && label == std::floor(label), [&] {
          return detail::text("update: label ", i, " is ", label,
                              rows ? "; it must be finite" : "; the scores have the classes 0 to ",
                              rows ? std::string() : detail::text(width - 1, " (integers)"));
        });
  }
  std::vector<T> row(static_cast<std::size_t>(width));
  for (Index i = 0; i < samples; ++i) {
    const std::span<const T> prediction(view.data() + i * width, static_cast<std::size_t>(width));
    if (rows) {
      targets.copy(i * width, width, row.data());
      metric.update(prediction, std::span<const T>(row));
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
