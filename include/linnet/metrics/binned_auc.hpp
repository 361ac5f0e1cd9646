// SPDX-License-Identifier: MIT
// BinnedAuc: the area under the ROC curve from counts in bins, streaming and of fixed size, for two classes or several labels. Source:
// keras.metrics.AUC.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>

namespace linnet {

namespace detail {

/// Describes the task of a BinnedAuc with this number of labels.
template <Index Labels>
struct AucOf {
  static constexpr Index outputs = Labels;
  static constexpr bool labels = true;
};
template <>
struct AucOf<1> {
  static constexpr Index classes = 2;
};

/// Returns how many of the thresholds 0, 1 / steps, ..., 1 are below the score, at most `steps`; 0 for NaN.
template <class T>
std::size_t thresholds_below(T score, std::size_t steps) {
  const T position = score * static_cast<T>(steps);
  if (!(position > T(0))) return 0;
  if (position >= static_cast<T>(steps)) return steps;
  const auto whole = static_cast<std::size_t>(position);
  return static_cast<T>(whole) == position ? whole : whole + 1;  // a score equal to a threshold is not above it
}

}  // namespace detail

/// Area under the ROC curve of probabilities in [0, 1], for `Thresholds` thresholds at equal distances (Keras: 200); the curve between
/// two thresholds is a straight line. 16 * (Thresholds - 1) bytes per label, no heap.
///
/// A sample has one score and a target 0 or 1; or two scores, of which that of class 1 counts, and a class index or a row of two. With
/// `Labels` above 1 it has one score and one target 0 or 1 per label, and the result is the mean of the labels' areas. measure and the
/// checked update refuse scores outside of [0, 1]; in compile and sample by sample they count in the first or last bin.
template <Index Thresholds = 200, Index Labels = 1>
struct BinnedAuc : detail::AucOf<Labels> {
  static_assert(Thresholds >= 3, "BinnedAuc: there must be at least 3 thresholds");
  static_assert(Labels >= 1, "BinnedAuc: there must be at least 1 label");
  static constexpr std::size_t bins = static_cast<std::size_t>(Thresholds - 1);
  /// Samples with a score in (i / bins, (i + 1) / bins], label by label; 0 is in the first bin.
  std::array<std::int64_t, bins* static_cast<std::size_t>(Labels)> positives{};
  std::array<std::int64_t, bins* static_cast<std::size_t>(Labels)> negatives{};

  static constexpr std::string_view name = "auc";
  static constexpr bool probabilities = true;

  void reset() {
    positives.fill(0);
    negatives.fill(0);
  }
  constexpr auto accumulated() { return std::tie(positives, negatives); }

  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    if constexpr (Labels == 1) {
      detail::expect(!detail::several_labels(target),
                     "BinnedAuc: a target has several labels or none; write BinnedAuc<200, 2> for two labels");
      count(0, prediction.back(), static_cast<T>(target.back()) > T(0.5));
    } else {
      for (std::size_t k = 0; k < static_cast<std::size_t>(Labels); ++k) {
        count(k, prediction[k], detail::target_label(target[k]));
      }
    }
  }

  /// Returns the area of label k, or NaN without samples on both sides.
  double area(Index k) const {
    const std::size_t first = static_cast<std::size_t>(k) * bins;
    double p = 0.0, n = 0.0, area = 0.0;
    for (std::size_t i = first + bins; i-- > first;) {
      area += static_cast<double>(negatives[i]) * (p + 0.5 * static_cast<double>(positives[i]));
      p += static_cast<double>(positives[i]);
      n += static_cast<double>(negatives[i]);
    }
    return p == 0.0 || n == 0.0 ? std::numeric_limits<double>::quiet_NaN() : area / (p * n);
  }
  /// Returns the mean over the labels, or NaN if one of them lacks samples on one side.
  double result() const {
    double sum = 0.0;
    for (Index k = 0; k < Labels; ++k) sum += area(k);
    return sum / static_cast<double>(Labels);
  }

 private:
  template <class T>
  void count(std::size_t label, T score, bool positive) {
    const std::size_t below = detail::thresholds_below(score, bins), bin = below == 0 ? 0 : below - 1;
    ++(positive ? positives : negatives)[label * bins + bin];
  }
};

}  // namespace linnet
