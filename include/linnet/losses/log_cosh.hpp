// SPDX-License-Identifier: MIT
// LogCosh: quadratic near 0, linear far away, and smooth between. Source: keras.losses.LogCosh.
#pragma once

#include <linnet/core/math.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// With d = p - y: loss = mean of log(cosh(d)), about d^2 / 2 near 0 and |d| - log(2) far away; gradient = tanh(d) / M.
struct LogCosh {
  static constexpr std::string_view name = "log_cosh";
  static constexpr bool integer_targets = false;

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const T count = static_cast<T>(p.size());
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T d = p[j] - y[j], magnitude = d < T(0) ? -d : d;
      // cosh(d) overflows: log(cosh(d)) = |d| + log((1 + e^(-2|d|)) / 2).
      sum += magnitude + math::log1p(T(0.5) * math::expm1(T(-2) * magnitude));
      if (!gradient.empty()) gradient[j] = math::tanh(d) / count;
    }
    return sum / count;
  }
};

}  // namespace linnet
