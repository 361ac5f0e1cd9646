// SPDX-License-Identifier: MIT
// MeanAbsoluteError: mean of |y - p| over the outputs. Source: keras.losses.MeanAbsoluteError.
#pragma once

#include <linnet/config.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Prediction p (M), target y (M): loss = sum|p - y| / M, gradient = sign(p - y) / M (0 where they are equal).
struct MeanAbsoluteError {
  static constexpr std::string_view name = "mean_absolute_error";
  static constexpr bool integer_targets = false;

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const T count = static_cast<T>(p.size());
    const T slope = T(1) / count;
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T d = p[j] - y[j];
      sum += d < T(0) ? -d : d;
      // Avoids a choice of three, on which GCC 12 crashes with -O3 -mavx.
      if (!gradient.empty()) gradient[j] = slope * (static_cast<T>(d > T(0)) - static_cast<T>(d < T(0)));
    }
    return sum / count;
  }
};

}  // namespace linnet
