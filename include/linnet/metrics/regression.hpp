// SPDX-License-Identifier: MIT
// MeanSquaredErrorMetric, RootMeanSquaredError, MeanAbsoluteErrorMetric, MeanAbsolutePercentageError and R2: the distance of numbers from
// their targets. Sources: sklearn.metrics; keras.metrics.RootMeanSquaredError, MeanAbsolutePercentageError.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>

namespace linnet {

namespace detail {

struct SquaredError {
  static constexpr bool linear = true;  ///< the mean over samples is of_mean of the mean
  static constexpr std::string_view name = "mean_squared_error";
  static double add(double sum, double difference, double) { return math::fma(difference, difference, sum); }
  static double of_mean(double mean) { return mean; }
};
struct RootOfSquaredError : SquaredError {
  static constexpr bool linear = false;
  static constexpr std::string_view name = "root_mean_squared_error";
  static double of_mean(double mean) { return math::sqrt(mean); }
};
struct AbsoluteError {
  static constexpr bool linear = true;
  static constexpr std::string_view name = "mean_absolute_error";
  static double add(double sum, double difference, double) { return sum + (difference < 0.0 ? -difference : difference); }
  static double of_mean(double mean) { return mean; }
};
struct AbsolutePercentageError {
  static constexpr bool linear = true;
  static constexpr std::string_view name = "mean_absolute_percentage_error";
  static double add(double sum, double difference, double target) {
    const double size = target < 0.0 ? -target : target;
    const double share = difference / (size < 1e-7 ? 1e-7 : size);
    return sum + (share < 0.0 ? -share : share);
  }
  static double of_mean(double mean) { return 100.0 * mean; }
};

}  // namespace detail

/// The mean of a function of prediction - target, and of the target, over all numbers of all samples.
template <class Error>
struct MeanError {
  double sum = 0.0;
  std::int64_t total = 0;  ///< numbers, not samples

  static constexpr std::string_view name = Error::name;
  static constexpr Index outputs = 0;  ///< any number
  static constexpr bool mean_of_samples = Error::linear;

  void reset() { *this = {}; }
  constexpr auto accumulated() { return std::tie(sum, total); }
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    for (std::size_t j = 0; j < prediction.size(); ++j) {
      const double y = static_cast<double>(target[j]);
      sum = Error::add(sum, static_cast<double>(prediction[j]) - y, y);
    }
    total += static_cast<std::int64_t>(prediction.size());
  }
  /// Returns 0 before the first sample.
  double result() const { return total == 0 ? 0.0 : Error::of_mean(sum / static_cast<double>(total)); }
};

/// Mean of (prediction - target)^2; the loss of that name is MeanSquaredError.
using MeanSquaredErrorMetric = MeanError<detail::SquaredError>;
/// Mean of |prediction - target|; the loss of that name is MeanAbsoluteError.
using MeanAbsoluteErrorMetric = MeanError<detail::AbsoluteError>;
/// Square root of the mean of (prediction - target)^2, in the unit of the target.
using RootMeanSquaredError = MeanError<detail::RootOfSquaredError>;
/// 100 times the mean of |prediction - target| / |target|; a target nearer to 0 than 1e-7 counts as 1e-7.
using MeanAbsolutePercentageError = MeanError<detail::AbsolutePercentageError>;

/// Coefficient of determination: 1 - sum (target - prediction)^2 / sum (target - mean target)^2, averaged over the outputs.
///
/// 1 for exact predictions, 0 for predicting the mean. If all targets are equal it is 1 for exact predictions and otherwise 0, as in
/// scikit-learn; with fewer than two samples it is undefined: NaN. Welford's method (1962) updates means and squares.
template <Index Outputs = 1>
struct R2 {
  static_assert(Outputs >= 1, "R2: there must be at least one output");
  std::array<double, static_cast<std::size_t>(Outputs)> mean{}, squares{}, residuals{};
  std::int64_t total = 0;

  static constexpr std::string_view name = "r2";
  static constexpr Index outputs = Outputs;

  void reset() { *this = {}; }
  constexpr auto accumulated() { return std::tie(mean, squares, residuals, total); }
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    ++total;
    for (std::size_t j = 0; j < mean.size(); ++j) {
      const double y = static_cast<double>(target[j]), error = y - static_cast<double>(prediction[j]), d = y - mean[j];
      mean[j] += d / static_cast<double>(total);
      squares[j] = math::fma(d, y - mean[j], squares[j]);
      residuals[j] = math::fma(error, error, residuals[j]);
    }
  }
  double result() const {
    if (total < 2) return std::numeric_limits<double>::quiet_NaN();
    double sum = 0.0;
    for (std::size_t j = 0; j < mean.size(); ++j) {
      sum += squares[j] != 0.0 ? 1.0 - residuals[j] / squares[j] : (residuals[j] == 0.0 ? 1.0 : 0.0);
    }
    return sum / static_cast<double>(Outputs);
  }
};

}  // namespace linnet
