// SPDX-License-Identifier: MIT
// StandardScaler and MinMaxScaler: scale each feature with statistics of the training data, which they keep for inference.
// Source: sklearn.preprocessing. The layer Normalization does the same within a model.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/checks.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/kernels/standardize.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// z is a fraction, which an integer cannot represent.
template <class T>
constexpr void require_floating() {
  static_assert(std::is_floating_point_v<T>,
                "a scaler takes and gives float or double; convert integers first, for example with .cast<float>()");
}

/// Returns the number of features of x, the extent of its last axis. Throws InvalidInput if there are no numbers or one is not finite.
template <int Rank, class T>
Index features_of(const char* who, const Tensor<Rank, T>& x) {
  require_floating<T>();
  static_assert(Rank >= 2, "scaler: x has no axis of features; give it one, (samples, 1)");
  require(x.size() > 0, [&] { return text(who, ": x has no samples"); });
  const Index bad = first_not_finite(x.data(), x.size()), features = x.dimension(Rank - 1);
  require(bad < 0,
          [&] { return text(who, ": x has ", x.data()[bad], " in row ", bad / features, "; every number must be finite"); });
  return features;
}

/// Applies f(number, feature) to all numbers of x. Throws InvalidInput unless x has as many features as `scale`.
template <int Rank, class T, class Function>
Tensor<Rank, T> each_feature(const char* who, const Tensor<Rank, T>& x, const std::vector<double>& scale, const Function& f) {
  require_floating<T>();
  require(!scale.empty(), [&] { return text(who, ": it has no statistics; call fit first"); });
  const auto features = static_cast<std::size_t>(x.dimension(Rank - 1));
  require(features == scale.size(),
          [&] { return text(who, ": x has ", features, " features, the data of fit had ", scale.size()); });
  Tensor<Rank, T> y(x.dimensions());
  for (Index row = 0; row < x.size(); row += x.dimension(Rank - 1)) {
    for (std::size_t j = 0; j < features; ++j) {
      const auto i = static_cast<std::size_t>(row) + j;
      y.data()[i] = static_cast<T>(f(static_cast<double>(x.data()[i]), j));
    }
  }
  return y;
}

/// z = (x - shift) / scale, feature by feature, in double.
template <int Rank, class T>
Tensor<Rank, T> scaled(const char* who, const Tensor<Rank, T>& x, const std::vector<double>& shift,
                       const std::vector<double>& scale) {
  return each_feature(who, x, scale, [&](double v, std::size_t j) { return (v - shift[j]) / scale[j]; });
}

/// Back from z to x.
template <int Rank, class T>
Tensor<Rank, T> unscaled(const char* who, const Tensor<Rank, T>& z, const std::vector<double>& shift,
                         const std::vector<double>& scale) {
  return each_feature(who, z, scale, [&](double v, std::size_t j) { return math::fma(v, scale[j], shift[j]); });
}

}  // namespace detail

/// z = (x - mean) / scale, feature by feature (the last axis), in double: mean 0 and standard deviation 1 on the data of `fit`.
///
/// `variance` is that of the population, and `scale` its square root, or 1 for a feature that is constant up to rounding.
struct StandardScaler {
  std::vector<double> mean{}, variance{}, scale{};

  /// Computes the statistics of x (samples, ..., features). Throws InvalidInput if x is empty, not finite, or has a variance that
  /// overflows, and then keeps its previous statistics.
  template <int Rank, class T>
  void fit(const Tensor<Rank, T>& x) {
    const Index columns = detail::features_of("StandardScaler", x), rows = x.size() / columns;
    const auto features = static_cast<std::size_t>(columns);
    StandardScaler fitted{std::vector<double>(features), std::vector<double>(features), std::vector<double>(features)};
    kernels::column_statistics(x.data(), rows, columns, [&](Index column, double m, double v) {
      detail::require(math::is_finite(v),
                      [&] { return detail::text("StandardScaler: the variance of feature ", column, " overflows"); });
      const auto j = static_cast<std::size_t>(column);
      fitted.mean[j] = m;
      fitted.variance[j] = v;
      fitted.scale[j] = kernels::is_constant(static_cast<double>(rows), m, v) ? 1.0 : std::sqrt(v);
    });
    *this = std::move(fitted);
  }

  /// Throws InvalidInput before fit, or if x has a different number of features.
  template <int Rank, class T>
  Tensor<Rank, T> transform(const Tensor<Rank, T>& x) const {
    return detail::scaled("StandardScaler", x, mean, scale);
  }
  template <int Rank, class T>
  Tensor<Rank, T> fit_transform(const Tensor<Rank, T>& x) {
    fit(x);
    return transform(x);
  }
  /// Back from z to x.
  template <int Rank, class T>
  Tensor<Rank, T> inverse_transform(const Tensor<Rank, T>& z) const {
    return detail::unscaled("StandardScaler", z, mean, scale);
  }
};

/// z = (x - minimum) / scale, feature by feature (the last axis), in double: from 0 to 1 on the data of `fit`; other data may go beyond.
///
/// `scale` is maximum - minimum, and 1 for a feature that is constant (below 10 epsilon of double).
struct MinMaxScaler {
  std::vector<double> minimum{}, maximum{}, scale{};

  /// Computes the statistics of x (samples, ..., features). Throws InvalidInput if x is empty, not finite, or has a range that overflows,
  /// and then keeps its previous statistics.
  template <int Rank, class T>
  void fit(const Tensor<Rank, T>& x) {
    const auto features = static_cast<std::size_t>(detail::features_of("MinMaxScaler", x));
    constexpr double infinity = std::numeric_limits<double>::infinity();
    MinMaxScaler fitted{std::vector<double>(features, infinity), std::vector<double>(features, -infinity),
                        std::vector<double>(features)};
    for (std::size_t i = 0; i < static_cast<std::size_t>(x.size()); ++i) {
      const double number = static_cast<double>(x.data()[i]);
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

  /// Throws InvalidInput before fit, or if x has a different number of features.
  template <int Rank, class T>
  Tensor<Rank, T> transform(const Tensor<Rank, T>& x) const {
    return detail::scaled("MinMaxScaler", x, minimum, scale);
  }
  template <int Rank, class T>
  Tensor<Rank, T> fit_transform(const Tensor<Rank, T>& x) {
    fit(x);
    return transform(x);
  }
  /// Back from z to x.
  template <int Rank, class T>
  Tensor<Rank, T> inverse_transform(const Tensor<Rank, T>& z) const {
    return detail::unscaled("MinMaxScaler", z, minimum, scale);
  }
};

}  // namespace linnet
