// SPDX-License-Identifier: MIT
// Accuracy: the share of samples that are classified right. Sources: keras.metrics.SparseCategoricalAccuracy,
// CategoricalAccuracy and BinaryAccuracy, chosen by the shape of prediction and target.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>

namespace linnet {

/// One output: it is above `threshold` exactly if the target is. Several: the largest stands where the target says, which is a
/// class index or a row whose largest entry is the class. Of equal scores the first counts.
struct Accuracy {
  float threshold = 0.5f;    ///< for a single output
  std::int64_t correct = 0;  ///< counts since the last reset
  std::int64_t total = 0;

  static constexpr std::string_view name = "accuracy";
  static constexpr Index classes = 0;  ///< as many as there are scores

  void reset() { correct = total = 0; }
  constexpr auto accumulated() { return std::tie(correct, total); }

  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    ++total;
    correct += detail::predicted_class(prediction, threshold) == detail::target_class(prediction, target, threshold);
  }

  /// In [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }
};

}  // namespace linnet
