// SPDX-License-Identifier: MIT
// StandardScaler and MinMaxScaler: scale each feature with statistics of the training data, which they keep for inference.
// Source: sklearn.preprocessing. The layer Normalization does the same within a model.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/data/scaling.hpp>
#include <linnet/kernels/standardize.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

namespace linnet {

/// z = (x - mean) / scale, feature by feature (the last axis), in double: mean 0 and standard deviation 1 on the data of `fit`.
///
/// `variance` is that of the population, and `scale` its square root, or 1 for a feature that is constant up to rounding.
struct StandardScaler {
  std::vector<double> mean{}, variance{}, scale{};

  /// Computes the statistics of x (samples, ..., features), or of a list, a series of one feature. Throws InvalidInput if x is empty, not finite, or has a variance that
  /// overflows, and then keeps its previous statistics.
  template <class X>
  void fit(const X& x) {
    const Index columns = detail::features_of("StandardScaler", x), rows = detail::ScalerData<X>::size(x) / columns;
    const auto features = static_cast<std::size_t>(columns);
    StandardScaler fitted{std::vector<double>(features), std::vector<double>(features), std::vector<double>(features)};
    kernels::column_statistics(std::data(x), rows, columns, [&](Index column, double m, double v) {
      detail::require(math::is_finite(v),
                      [&] { return detail::text("StandardScaler: the variance of feature ", column, " overflows"); });
      const auto j = static_cast<std::size_t>(column);
      fitted.mean[j] = m;
      fitted.variance[j] = v;
      fitted.scale[j] = kernels::is_constant(static_cast<double>(rows), m, v) ? 1.0 : std::sqrt(v);
    });
    *this = std::move(fitted);
  }

  /// Returns z, a tensor, or a std::vector for a list. Throws InvalidInput before fit, or if x has a different number of features.
  template <class X>
  auto transform(const X& x) const {
    return detail::scaled("StandardScaler", x, mean, scale);
  }
  template <class X>
  auto fit_transform(const X& x) {
    fit(x);
    return transform(x);
  }
  /// Back from z to x.
  template <class X>
  auto inverse_transform(const X& z) const {
    return detail::unscaled("StandardScaler", z, mean, scale);
  }
};

/// z = (x - minimum) / scale, feature by feature (the last axis), in double: from 0 to 1 on the data of `fit`; other data may go beyond.
///
/// `scale` is maximum - minimum, and 1 for a feature that is constant (below 10 epsilon of double).
struct MinMaxScaler {
  std::vector<double> minimum{}, maximum{}, scale{};

  /// Computes the statistics of x (samples, ..., features), or of a list, a series of one feature. Throws InvalidInput if x is empty, not finite, or has a range that overflows,
  /// and then keeps its previous statistics.
  template <class X>
  void fit(const X& x) {
    const auto features = static_cast<std::size_t>(detail::features_of("MinMaxScaler", x));
    constexpr double infinity = std::numeric_limits<double>::infinity();
    MinMaxScaler fitted{std::vector<double>(features, infinity), std::vector<double>(features, -infinity),
                        std::vector<double>(features)};
    for (std::size_t i = 0; i < static_cast<std::size_t>(detail::ScalerData<X>::size(x)); ++i) {
      const double number = static_cast<double>(std::data(x)[i]);
      fitted.minimum[i % features] = (std::min)(fitted.minimum[i % features], number);
      fitted.maximum[i % features] = (std::max)(fitted.maximum[i % features], number);
    }
    for (std::size_t j = 0; j < features; ++j) {
      const double range = fitted.maximum[j] - fitted.minimum[j];
      detail::require(math::is_finite(range),
                      [&] { return detail::text("MinMaxScaler: the range of feature ", j, " overflows"); });
      fitted.scale[j] = range < 10.0 * std::numeric_limits<double>::epsilon() ? 1.0 : range;
    }
    *this = std::move(fitted);
  }

  /// Returns z, a tensor, or a std::vector for a list. Throws InvalidInput before fit, or if x has a different number of features.
  template <class X>
  auto transform(const X& x) const {
    return detail::scaled("MinMaxScaler", x, minimum, scale);
  }
  template <class X>
  auto fit_transform(const X& x) {
    fit(x);
    return transform(x);
  }
  /// Back from z to x.
  template <class X>
  auto inverse_transform(const X& z) const {
    return detail::unscaled("MinMaxScaler", z, minimum, scale);
  }
};

}  // namespace linnet
