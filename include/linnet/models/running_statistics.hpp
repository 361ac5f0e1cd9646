// SPDX-License-Identifier: MIT
// RunningStatistics: mean and variance of each feature of a stream, for a Normalization on a device that keeps no data. Source: Welford,
// "Note on a method for calculating corrected sums of squares and products" (1962).
#pragma once

#include <linnet/core/integers.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>
#include <linnet/kernels/standardize.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

namespace linnet {

/// Takes rows of `Columns` features one by one: mean += d / n, squares += d^2 (n - 1) / n for the deviation d from the mean before. In
/// double, with operations that no compiler fuses: same rows, same bits on every CPU. `adapt(model, statistics)` gives them to a model.
template <Index Columns>
class RunningStatistics {
  static_assert(Columns >= 1, "RunningStatistics: there must be at least 1 feature");

 public:
  static constexpr Index columns = Columns;

  /// Counts a row, of float, double or small integers. Returns false, and does not count it, if a number is not finite, or so large that
  /// the variance might overflow a float (1e18).
  template <class X>
  requires(std::is_floating_point_v<typename decltype(detail::number_type<X>())::type> ||
           detail::SmallInteger<typename decltype(detail::number_type<X>())::type>) bool update(const X& row) {
    const std::span numbers = detail::flat_view<double>(row);
    detail::expect(numbers.size() == width, "RunningStatistics: a row needs one number for each feature");
    for (const auto number : numbers) {
      const auto x = static_cast<double>(number);
      if (!(x >= -1e18 && x <= 1e18)) return false;
    }
    const auto n = static_cast<double>(++count_);
    for (std::size_t j = 0; j < width; ++j) {
      const double d = static_cast<double>(numbers[j]) - mean_[j];
      mean_[j] += d / n;
      squares_[j] += d * d * (n - 1.0) / n;
    }
    return true;
  }

  /// The rows so far.
  std::uint64_t count() const { return count_; }
  /// Of feature j; 0 before the first row.
  double mean(Index j) const { return mean_[static_cast<std::size_t>(j)]; }
  /// The population variance; 0 of a feature that is constant up to rounding.
  double variance(Index j) const {
    if (count_ == 0) return 0.0;
    const auto n = static_cast<double>(count_);
    const double variance = squares_[static_cast<std::size_t>(j)] / n;
    return kernels::is_constant(n, mean(j), variance) ? 0.0 : variance;
  }
  /// Forgets all rows.
  void reset() { *this = {}; }

 private:
  static constexpr auto width = static_cast<std::size_t>(Columns);

  std::array<double, width> mean_{};
  std::array<double, width> squares_{};  ///< sum of the squares of the deviations
  std::uint64_t count_ = 0;
};

}  // namespace linnet
