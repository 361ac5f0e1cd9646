// SPDX-License-Identifier: MIT
// Poisson: targets are counts, predictions their mean. Source: keras.losses.Poisson.
#pragma once

#include <linnet/core/math.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// Prediction p (M) above 0, for example of a softplus, target y (M): loss = mean of p - y log(p + 1e-7), gradient = (1 - y / (p + 1e-7)) / M.
/// It is the negative logarithm of the probability of y without the term log(y!); it may be negative.
struct Poisson {
  static constexpr std::string_view name = "poisson";
  static constexpr bool integer_targets = false;
  static constexpr std::string_view target_rule = "targets of 0 or more";

  template <class T>
  static constexpr bool accepts(T target) {
    return target >= T(0);
  }

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const T count = static_cast<T>(p.size());
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T mean = p[j] + T(1e-7);
      sum += math::fma(-y[j], math::log(mean), p[j]);
      if (!gradient.empty()) gradient[j] = (T(1) - y[j] / mean) / count;
    }
    return sum / count;
  }
};

}  // namespace linnet
