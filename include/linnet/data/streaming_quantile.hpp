// SPDX-License-Identifier: MIT
// StreamingQuantile: a quantile of a stream of numbers in constant memory, such as the threshold of an anomaly detector. Source: Jain and
// Chlamtac, "The P^2 algorithm for dynamic calculation of quantiles and histograms without storing observations" (1985).
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace linnet {

/// Estimates the quantile `p` of all numbers so far: StreamingQuantile{0.99}. Five markers keep the smallest number, the quantile, the
/// largest, and two between them; each number moves them towards the heights that they should have, along a parabola through three of them.
///
/// The first five numbers are sorted, and give an exact quantile, the lower of two. In double, with operations that no compiler fuses: same
/// numbers, same bits on every CPU.
class StreamingQuantile {
 public:
  /// `p` is in (0, 1); anything else fails.
  explicit StreamingQuantile(double p) : share_{0.0, p / 2.0, p, (1.0 + p) / 2.0, 1.0} {
    detail::expect(p > 0.0 && p < 1.0, "StreamingQuantile: the quantile must be above 0 and below 1");
    reset();
  }

  /// Forgets all numbers.
  void reset() {
    count_ = 0;
    for (std::size_t i = 0; i < markers; ++i) {
      place_[i] = static_cast<double>(i + 1);
      wanted_[i] = 1.0 + 4.0 * share_[i];
    }
  }

  /// Counts a number. Returns false, and does not count it, if it is not finite.
  bool update(double x) {
    if (!math::is_finite(x)) return false;
    if (count_ < markers) {
      height_[static_cast<std::size_t>(count_++)] = x;
      std::sort(height_.begin(), height_.begin() + static_cast<std::ptrdiff_t>(count_));
      return true;
    }
    ++count_;
    height_[0] = (std::min)(height_[0], x);
    height_[4] = (std::max)(height_[4], x);
    std::size_t above = 1;  // the first marker that the number moves to the right
    while (above < 4 && height_[above] <= x) ++above;
    for (std::size_t i = above; i < markers; ++i) place_[i] += 1.0;
    for (std::size_t i = 0; i < markers; ++i) wanted_[i] += share_[i];
    for (std::size_t i = 1; i < 4; ++i) adjust(i);
    return true;
  }

  /// Returns the estimate; 0 before the first number.
  double result() const {
    if (count_ >= markers) return height_[2];
    if (count_ == 0) return 0.0;
    const auto rank = static_cast<std::size_t>(share_[2] * static_cast<double>(count_ - 1));
    return height_[rank];
  }

  /// The numbers so far.
  std::uint64_t count() const { return count_; }

 private:
  static constexpr std::size_t markers = 5;

  /// Moves marker i by one place if it is a place or more from where it should be, and a neighbour leaves room.
  void adjust(std::size_t i) {
    const double off = wanted_[i] - place_[i];
    const double left = place_[i] - place_[i - 1], right = place_[i + 1] - place_[i];
    const bool up = off >= 1.0 && right > 1.0;
    if (!up && !(off <= -1.0 && left > 1.0)) return;
    const double step = up ? 1.0 : -1.0;
    const double from_left = (left + step) * (height_[i + 1] - height_[i]) / right;
    const double from_right = (right - step) * (height_[i] - height_[i - 1]) / left;
    double moved = height_[i] + step * ((from_left + from_right) / (left + right));
    if (!(moved > height_[i - 1] && moved < height_[i + 1])) {  // along a line instead
      moved = up ? height_[i] + (height_[i + 1] - height_[i]) / right : height_[i] - (height_[i] - height_[i - 1]) / left;
    }
    height_[i] = moved;
    place_[i] += step;
  }

  std::array<double, markers> share_;     ///< the quantiles of the markers
  std::array<double, markers> height_{};  ///< in ascending order
  std::array<double, markers> place_{};   ///< numbers up to each marker
  std::array<double, markers> wanted_{};  ///< the place that each should have
  std::uint64_t count_ = 0;
};

}  // namespace linnet
