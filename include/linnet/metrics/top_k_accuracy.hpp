// SPDX-License-Identifier: MIT
// TopKAccuracy: the share of samples whose class is among the K best scores. Source: sklearn.metrics.top_k_accuracy_score.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <cstdint>
#include <string_view>
#include <tuple>

namespace linnet {

/// Of equal scores, that of the higher class counts first, as in scikit-learn. A single score is that of class 1 of two, which it predicts
/// above 0.5.
template <Index K = 5>
struct TopKAccuracy {
  static_assert(K >= 1, "TopKAccuracy: K must be at least 1");
  std::int64_t correct = 0;  ///< counts since the last reset
  std::int64_t total = 0;

  static constexpr std::string_view name = "top_k_accuracy";
  static constexpr Index classes = 0;  ///< as many as there are scores
  static constexpr bool mean_of_samples = true;

  void reset() { correct = total = 0; }
  constexpr auto accumulated() { return std::tie(correct, total); }

  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    ++total;
    if (prediction.size() == 1) {
      correct += K > 1 || detail::predicted_class(prediction, 0.5f) == detail::target_class(prediction, target, 0.5f);
      return;
    }
    const Index truth = detail::target_class(prediction, target, 0.5f);
    if (truth < 0 || truth >= static_cast<Index>(prediction.size())) return;
    const T score = prediction[static_cast<std::size_t>(truth)];
    Index better = 0;
    for (std::size_t j = 0; j < prediction.size(); ++j) {
      better += prediction[j] > score || (prediction[j] == score && static_cast<Index>(j) > truth);
    }
    correct += better < K;
  }

  /// Returns a number in [0, 1]; 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : static_cast<double>(correct) / static_cast<double>(total); }
};

}  // namespace linnet
