// SPDX-License-Identifier: MIT
// Hinge and SquaredHinge: scores of any size for two sides, as of a support vector machine. Sources: keras.losses.Hinge, SquaredHinge.
#pragma once

#include <linnet/core/math.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

namespace detail {

/// Returns the mean over the margins m = max(1 - y p, 0) of what add(sum, m) adds; slope(m) is its derivative. A target 0 means -1.
template <class T, class Add, class Slope>
LINNET_OWN_CODE T mean_over_margins(std::span<const T> p, std::span<const T> y, std::span<T> gradient, Add add, Slope slope) {
  const T count = static_cast<T>(p.size());
  T sum = T(0);
  for (std::size_t j = 0; j < p.size(); ++j) {
    const T side = y[j] == T(0) ? T(-1) : y[j];
    const T missing = math::fma(-side, p[j], T(1));
    const T margin = missing < T(0) ? T(0) : missing;
    sum = add(sum, margin);
    if (!gradient.empty()) gradient[j] = -side * slope(margin) / count;
  }
  return sum / count;
}

/// The targets of both losses.
struct TwoSides {
  static constexpr bool integer_targets = false;
  static constexpr std::string_view target_rule = "targets of 1 and -1, or of 1 and 0";

  template <class T>
  static constexpr bool accepts(T target) {
    return target == T(1) || target == T(-1) || target == T(0);
  }
};

}  // namespace detail

/// Score p (M), target y (M) of 1 or -1, where 0 means -1: loss = mean of max(1 - y p, 0), gradient = -y / M where y p < 1, otherwise 0.
/// The decision is at 0: give metrics .threshold = 0.
struct Hinge : detail::TwoSides {
  static constexpr std::string_view name = "hinge";

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    return detail::mean_over_margins(
        p, y, gradient, [](T sum, T margin) { return sum + margin; }, [](T margin) { return static_cast<T>(margin > T(0)); });
  }
};

/// The same with the square: loss = mean of max(1 - y p, 0)^2, gradient = -2 y max(1 - y p, 0) / M.
struct SquaredHinge : detail::TwoSides {
  static constexpr std::string_view name = "squared_hinge";

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    return detail::mean_over_margins(
        p, y, gradient, [](T sum, T margin) { return math::fma(margin, margin, sum); }, [](T margin) { return T(2) * margin; });
  }
};

}  // namespace linnet
