// SPDX-License-Identifier: MIT
// ConfusionMatrix: how often each class was predicted as each class. Source: sklearn.metrics.confusion_matrix.
#pragma once

#include <linnet/metrics/decision.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <tuple>

namespace linnet {

/// The divisor of a normalised confusion matrix: the samples of the true class, those of the predicted class, or all.
enum class Normalize { rows, columns, all };

/// Counts (true class, predicted class) of `Classes` classes, 8 * Classes^2 bytes, no heap. With one score per sample, Classes is 2.
template <Index Classes>
struct ConfusionMatrix {
  static_assert(Classes >= 2, "ConfusionMatrix: there must be at least 2 classes");
  static constexpr Index classes = Classes;
  static constexpr std::string_view name = "confusion_matrix";

  float threshold = 0.5f;                                                         ///< for a single score
  std::array<std::int64_t, static_cast<std::size_t>(Classes* Classes)> counts{};  ///< row-major
  std::int64_t outside = 0;  ///< samples whose target or prediction is not a class; they are counted only here

  void reset() {
    counts.fill(0);
    outside = 0;
  }
  constexpr auto accumulated() { return std::tie(counts, outside); }

  /// Adds one sample.
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    count(detail::target_class(prediction, target, threshold), detail::predicted_class(prediction, threshold));
  }
  /// Adds one sample of class `truth` that was predicted as class `predicted`.
  constexpr void count(Index truth, Index predicted) {
    if (truth < 0 || truth >= Classes || predicted < 0 || predicted >= Classes) {
      ++outside;
    } else {
      ++counts[static_cast<std::size_t>(truth * Classes + predicted)];
    }
  }

  /// Returns the samples of class `truth` that were predicted as class `predicted`.
  constexpr std::int64_t operator()(Index truth, Index predicted) const {
    return counts[static_cast<std::size_t>(truth * Classes + predicted)];
  }
  /// Returns the samples of class k, and the samples that were predicted as it.
  constexpr std::int64_t support(Index k) const {
    std::int64_t sum = 0;
    for (Index j = 0; j < Classes; ++j) sum += (*this)(k, j);
    return sum;
  }
  constexpr std::int64_t predictions(Index k) const {
    std::int64_t sum = 0;
    for (Index i = 0; i < Classes; ++i) sum += (*this)(i, k);
    return sum;
  }
  constexpr std::int64_t total() const {
    std::int64_t sum = 0;
    for (const std::int64_t c : counts) sum += c;
    return sum;
  }
  constexpr std::int64_t correct() const {
    std::int64_t sum = 0;
    for (Index k = 0; k < Classes; ++k) sum += (*this)(k, k);
    return sum;
  }

  /// Returns the share of each count in its row, its column or all; 0 if the divisor is 0, as in scikit-learn.
  constexpr std::array<double, static_cast<std::size_t>(Classes* Classes)> normalized(Normalize by) const {
    std::array<double, static_cast<std::size_t>(Classes * Classes)> shares{};
    for (Index i = 0; i < Classes; ++i) {
      for (Index j = 0; j < Classes; ++j) {
        const std::int64_t whole = by == Normalize::rows ? support(i) : by == Normalize::columns ? predictions(j) : total();
        const auto cell = static_cast<std::size_t>(i * Classes + j);
        shares[cell] = whole == 0 ? 0.0 : static_cast<double>(counts[cell]) / static_cast<double>(whole);
      }
    }
    return shares;
  }

  /// Returns the share of samples on the diagonal: the accuracy.
  constexpr double result() const { return total() == 0 ? 0.0 : static_cast<double>(correct()) / static_cast<double>(total()); }
};

}  // namespace linnet
