// SPDX-License-Identifier: MIT
// BinnedAuc: the area under the ROC curve from counts in bins, streaming and of fixed size. Source: keras.metrics.AUC.
#pragma once

#include <linnet/core/shape.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>

namespace linnet {

/// Area under the ROC curve of probabilities in [0, 1], for `Thresholds` thresholds at equal distances (Keras: 200); the curve between
/// two thresholds is a straight line. 16 * (Thresholds - 1) bytes, no heap.
///
/// One score a sample, the target 0 or 1; or two scores, where that of class 1 counts, and a class index or a row of two. Scores outside
/// of [0, 1] are refused by measure and the checked update; in compile and sample by sample they count in the first or last bin.
template <Index Thresholds = 200>
struct BinnedAuc {
  static_assert(Thresholds >= 3, "BinnedAuc: there must be at least 3 thresholds");
  static constexpr std::size_t bins = static_cast<std::size_t>(Thresholds - 1);
  std::array<std::int64_t, bins> positives{};  ///< samples with a score in (i / bins, (i + 1) / bins]; 0 is in the first
  std::array<std::int64_t, bins> negatives{};

  static constexpr std::string_view name = "auc";
  static constexpr Index classes = 2;
  static constexpr bool probabilities = true;

  void reset() { *this = {}; }
  constexpr auto accumulated() { return std::tie(positives, negatives); }

  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    const T score = prediction.size() == 1 ? prediction[0] : prediction[1];
    const T position = score * static_cast<T>(bins);
    std::size_t bin = position > T(0) ? (position < static_cast<T>(bins) ? static_cast<std::size_t>(position) : bins - 1) : 0;
    if (bin > 0 && static_cast<T>(bin) == position) --bin;  // a threshold itself is not above that threshold
    ++(static_cast<T>(target.back()) > T(0.5) ? positives : negatives)[bin];
  }

  /// NaN while there are no samples of one side.
  double result() const {
    double p = 0.0, n = 0.0, area = 0.0;
    for (std::size_t i = bins; i-- > 0;) {
      area += static_cast<double>(negatives[i]) * (p + 0.5 * static_cast<double>(positives[i]));
      p += static_cast<double>(positives[i]);
      n += static_cast<double>(negatives[i]);
    }
    return p == 0.0 || n == 0.0 ? std::numeric_limits<double>::quiet_NaN() : area / (p * n);
  }
};

}  // namespace linnet
