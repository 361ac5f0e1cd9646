// SPDX-License-Identifier: MIT
// Accuracy: the share of samples that are classified right. Sources: keras.metrics.SparseCategoricalAccuracy,
// CategoricalAccuracy and BinaryAccuracy, chosen by the shape of prediction and target.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace linnet {

/// One output: it is above `threshold` exactly if the target is. Several: the largest stands where the target says, which is a
/// class index or a row whose largest entry is the class. Of equal scores the first counts.
struct Accuracy {
  float threshold = 0.5f;    ///< for a single output
  std::int64_t correct = 0;  ///< counts since the last reset
  std::int64_t total = 0;

  static constexpr std::string_view name = "accuracy";

  void reset() { correct = total = 0; }

  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    ++total;
    if (prediction.size() == 1) {
      const T limit = static_cast<T>(threshold);
      correct += (prediction[0] > limit) == (static_cast<T>(target[0]) > limit);
    } else if (target.size() == 1) {
      correct += argmax(prediction) == static_cast<std::size_t>(target[0]);
    } else {
      correct += argmax(prediction) == argmax(target);
    }
  }

  /// In [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }

 private:
  template <class T>
  static std::size_t argmax(std::span<const T> v) {
    std::size_t best = 0;
    for (std::size_t j = 1; j < v.size(); ++j) best = v[j] > v[best] ? j : best;
    return best;
  }
};

}  // namespace linnet
