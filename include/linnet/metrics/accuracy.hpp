// SPDX-License-Identifier: MIT
// Accuracy: the share of samples that are classified right. Sources: keras.metrics.SparseCategoricalAccuracy,
// CategoricalAccuracy and BinaryAccuracy, chosen by the shape of prediction and target, and by the loss.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>

namespace linnet {

/// One output: it is above `threshold` exactly if the target is. Several: the largest stands where the target says, which is a
/// class index or a row whose largest entry is the class. Of equal scores the first counts.
///
/// Of several labels a sample (see `multilabel`) it is BinaryAccuracy: the share of labels that are right. ExactMatch is the share of
/// samples of which all labels are, which scikit-learn calls accuracy.
struct Accuracy {
  float threshold = 0.5f;  ///< for a single output, and for labels
  bool multilabel =
      false;  ///< each output is a label; compile knows that from the loss, and so do targets of several ones or none
  std::int64_t correct = 0;  ///< counts since the last reset
  std::int64_t total = 0;
  std::int64_t labelled = 0;  ///< samples that were counted label by label; a training knows from its loss

  static constexpr std::string_view name = "accuracy";
  static constexpr Index classes = 0;  ///< as many as there are scores

  void reset() { correct = total = labelled = 0; }
  constexpr auto accumulated() { return std::tie(correct, total); }
  /// True if samples were counted by their class.
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

  /// In [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }
};

}  // namespace linnet
