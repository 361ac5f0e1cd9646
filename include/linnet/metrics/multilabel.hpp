// SPDX-License-Identifier: MIT
// BinaryAccuracy, HammingLoss and ExactMatch: the share of correct labels if a sample has any number of them.
// Sources: keras.metrics.BinaryAccuracy; sklearn.metrics.hamming_loss, accuracy_score.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>

namespace linnet {

/// The share of correct labels over all outputs of all samples: a score above `threshold` predicts 1, a target above one half is 1.
struct BinaryAccuracy {
  float threshold = 0.5f;
  std::int64_t correct = 0;  ///< labels since the last reset
  std::int64_t total = 0;

  static constexpr std::string_view name = "binary_accuracy";
  static constexpr Index outputs = 0;  ///< any number
  static constexpr bool labels = true;
  static constexpr bool mean_of_samples = true;

  void reset() { correct = total = 0; }
  constexpr auto accumulated() { return std::tie(correct, total); }
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    correct += detail::right_labels(prediction, target, threshold);
    total += static_cast<std::int64_t>(prediction.size());
  }
  /// Returns a number in [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }
};

/// The share of wrong labels: 1 - BinaryAccuracy.
struct HammingLoss {
  float threshold = 0.5f;
  std::int64_t wrong = 0;  ///< labels since the last reset
  std::int64_t total = 0;

  static constexpr std::string_view name = "hamming_loss";
  static constexpr Index outputs = 0;  ///< any number
  static constexpr bool labels = true;
  static constexpr bool mean_of_samples = true;

  void reset() { wrong = total = 0; }
  constexpr auto accumulated() { return std::tie(wrong, total); }
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    const auto count = static_cast<std::int64_t>(prediction.size());
    wrong += count - detail::right_labels(prediction, target, threshold);
    total += count;
  }
  /// Returns a number in [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(wrong) / static_cast<double>(total); }
};

/// The share of samples whose labels are all correct: subset accuracy.
struct ExactMatch {
  float threshold = 0.5f;
  std::int64_t correct = 0;  ///< samples since the last reset
  std::int64_t total = 0;

  static constexpr std::string_view name = "exact_match";
  static constexpr Index outputs = 0;  ///< any number
  static constexpr bool labels = true;
  static constexpr bool mean_of_samples = true;

  void reset() { correct = total = 0; }
  constexpr auto accumulated() { return std::tie(correct, total); }
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    ++total;
    correct += detail::right_labels(prediction, target, threshold) == static_cast<std::int64_t>(prediction.size());
  }
  /// Returns a number in [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }
};

}  // namespace linnet
