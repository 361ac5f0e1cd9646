// SPDX-License-Identifier: MIT
// MeanSquaredError: mean of (y - p)^2 over the outputs. Source: keras.losses.MeanSquaredError.
#pragma once

#include <linnet/core/math.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Prediction p (M), target y (M): loss = sum((p - y)^2) / M, gradient = 2 (p - y) / M.
struct MeanSquaredError {
  static constexpr std::string_view name = "mean_squared_error";
  static constexpr bool integer_targets = false;

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const T count = static_cast<T>(p.size());
    const T twice = T(2) / count;
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T d = p[j] - y[j];
      sum = math::fma(d, d, sum);
      if (!gradient.empty()) gradient[j] = twice * d;
    }
    return sum / count;
  }
};

}  // namespace linnet
