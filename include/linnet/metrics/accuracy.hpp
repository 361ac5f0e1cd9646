// SPDX-License-Identifier: MIT
// Accuracy: the share of samples that are classified correctly. Sources: keras.metrics.SparseCategoricalAccuracy,
// CategoricalAccuracy and BinaryAccuracy, chosen by the shape of prediction and target, and by the loss.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>

namespace linnet {

/// With one output a sample is correct if output and target are on the same side of `threshold`. With several, the largest score must be
/// at the target's class: a class index, or the largest entry of a row. The first of equal scores counts.
///
/// For several labels per sample (see `multilabel`) it is BinaryAccuracy: the share of correct labels. ExactMatch is the share of samples
/// whose labels are all correct, which scikit-learn calls accuracy.
struct Accuracy {
  float threshold = 0.5f;  ///< for a single output, and for labels
  bool multilabel =
      false;  ///< each output is a label; compile sets it from the loss, and targets of several ones or none imply it
  std::int64_t correct = 0;  ///< counts since the last reset
  std::int64_t total = 0;
  std::int64_t labelled = 0;  ///< samples that were counted label by label

  static constexpr std::string_view name = "accuracy";
  static constexpr Index classes = 0;  ///< as many as there are scores
  static constexpr bool mean_of_samples = true;

  void reset() { correct = total = labelled = 0; }
  constexpr auto accumulated() { return std::tie(correct, total); }
  /// Returns true if samples were counted by their class.
  bool has_classes() const { return total > 0 && labelled == 0; }

  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    if (detail::counts_labels(prediction, target, multilabel, labelled, total)) {
      ++labelled;
      total += static_cast<std::int64_t>(prediction.size());
      correct += detail::right_labels(prediction, target, threshold);
      return;
    }
    ++total;
    correct += detail::predicted_class(prediction, threshold) == detail::target_class(prediction, target, threshold);
  }

  /// Returns a number in [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }
};

}  // namespace linnet
