// SPDX-License-Identifier: MIT
// What scalers share: their data, a tensor or a list, and the passes over it, feature by feature.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/checks.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/no_data.hpp>
#include <linnet/core/tensor.hpp>

#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet::detail {

/// Data of a scaler: a tensor (samples, ..., features), or a list, a series of one feature.
template <class X>
struct ScalerData {
  static_assert(
      NumberList<X>,
      "a scaler takes a linnet::Tensor (samples, ..., features), or a list of numbers, which is one feature; convert a "
      "matrix or a map to a tensor");
  using T = std::remove_cvref_t<decltype(*std::begin(std::declval<const X&>()))>;
  static Index features(const X&) { return 1; }
  static Index size(const X& x) { return static_cast<Index>(std::size(x)); }
  static std::vector<T> like(const X& x) { return std::vector<T>(std::size(x)); }
};
template <int Rank, class Number>
struct ScalerData<Tensor<Rank, Number>> {
  static_assert(Rank >= 2, "scaler: x has no axis of features; give it one, (samples, 1)");
  using T = Number;
  static Index features(const Tensor<Rank, T>& x) { return x.dimension(Rank - 1); }
  static Index size(const Tensor<Rank, T>& x) { return x.size(); }
  static Tensor<Rank, T> like(const Tensor<Rank, T>& x) { return Tensor<Rank, T>(x.dimensions()); }
};

/// z is a fraction, which an integer cannot represent.
template <class T>
constexpr void require_floating() {
  static_assert(std::is_floating_point_v<T>,
                "a scaler takes and gives float or double; convert integers first, for example with .cast<float>()");
}

/// Returns the number of features of x, the extent of its last axis. Throws InvalidInput if there are no numbers or one is not finite.
template <class X>
Index features_of(const char* who, const X& x) {
  using Data = ScalerData<X>;
  require_floating<typename Data::T>();
  require(Data::size(x) > 0, [&] { return text(who, ": x has no samples"); });
  const Index bad = first_not_finite(std::data(x), Data::size(x)), features = Data::features(x);
  require(bad < 0, [&] {
    return text(who, ": x has ", std::data(x)[bad], " in row ", bad / features, "; every number must be finite");
  });
  return features;
}

/// Applies f(number, feature) to all numbers of x. Throws InvalidInput unless x has as many features as `scale`.
template <class X, class Function>
auto each_feature(const char* who, const X& x, const std::vector<double>& scale, const Function& f) {
  using Data = ScalerData<X>;
  using T = typename Data::T;
  require_floating<T>();
  require(!scale.empty(), [&] { return text(who, ": it has no statistics; call fit first"); });
  const auto features = static_cast<std::size_t>(Data::features(x));
  require(features == scale.size(),
          [&] { return text(who, ": x has ", features, " features, the data of fit had ", scale.size()); });
  auto y = Data::like(x);
  for (std::size_t i = 0; i < static_cast<std::size_t>(Data::size(x)); i += features) {
    for (std::size_t j = 0; j < features; ++j) {
      y.data()[i + j] = static_cast<T>(f(static_cast<double>(std::data(x)[i + j]), j));
    }
  }
  return y;
}

/// z = (x - shift) / scale, feature by feature, in double.
template <class X>
auto scaled(const char* who, const X& x, const std::vector<double>& shift, const std::vector<double>& scale) {
  return each_feature(who, x, scale, [&](double v, std::size_t j) { return (v - shift[j]) / scale[j]; });
}

/// Back from z to x.
template <class X>
auto unscaled(const char* who, const X& z, const std::vector<double>& shift, const std::vector<double>& scale) {
  return each_feature(who, z, scale, [&](double v, std::size_t j) { return math::fma(v, scale[j], shift[j]); });
}

}  // namespace linnet::detail
