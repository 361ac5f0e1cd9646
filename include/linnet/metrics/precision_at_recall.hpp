// SPDX-License-Identifier: MIT
// PrecisionAtRecall: the best precision of all thresholds that find enough of the positives. Source: keras.metrics.PrecisionAtRecall.
#pragma once

#include <linnet/metrics/binned_auc.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>

namespace linnet {

/// Largest precision among the `Thresholds` thresholds at equal distances in [0, 1] (Keras: 200) whose recall is at least `recall`; 0 if
/// there is none, as without positives. 16 * Thresholds bytes, no heap. threshold_for_recall finds a threshold from all scores.
///
/// A sample has one score, a probability, and a target 0 or 1; or two scores, of which that of class 1 counts, and a class index or a row of
/// two. measure and the checked update refuse scores outside of [0, 1]; in compile and sample by sample they count as 0 or 1.
template <Index Thresholds = 200>
struct PrecisionAtRecall {
  static_assert(Thresholds >= 2, "PrecisionAtRecall: there must be at least 2 thresholds");
  static constexpr std::size_t size = static_cast<std::size_t>(Thresholds);
  double recall = std::numeric_limits<double>::quiet_NaN();  ///< in [0, 1]; it has no default
  /// Samples by the number of thresholds below their score.
  std::array<std::int64_t, size> positives{}, negatives{};

  static constexpr std::string_view name = "precision_at_recall";
  static constexpr Index classes = 2;
  static constexpr bool probabilities = true;

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return recall >= 0.0 && recall <= 1.0 ? nullptr : "PrecisionAtRecall: recall must be given, in [0, 1]";
  }

  void reset() {
    positives.fill(0);
    negatives.fill(0);
  }
  constexpr auto accumulated() { return std::tie(positives, negatives); }

  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    detail::expect(!detail::several_labels(target),
                   "PrecisionAtRecall: a target has several labels or none; it takes two classes");
    const std::size_t below = detail::thresholds_below(prediction.back(), size - 1);
    ++(static_cast<T>(target.back()) > T(0.5) ? positives : negatives)[below];
  }

  /// Returns a number in [0, 1], or NaN for settings that problem() refuses.
  double result() const {
    if (problem()) return std::numeric_limits<double>::quiet_NaN();
    double all = 0.0;
    for (const std::int64_t count : positives) all += static_cast<double>(count);
    double best = 0.0, tp = 0.0, fp = 0.0;
    for (std::size_t below = size; --below > 0;) {  // from the threshold next to 1 down to 0
      tp += static_cast<double>(positives[below]);
      fp += static_cast<double>(negatives[below]);
      if (tp > 0.0 && tp / all >= recall && tp / (tp + fp) > best) best = tp / (tp + fp);
    }
    return best;
  }
};

}  // namespace linnet
