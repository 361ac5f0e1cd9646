// SPDX-License-Identifier: MIT
// Huber: quadratic near 0, linear beyond `delta`. Sources: Huber (1964); keras.losses.Huber.
#pragma once

#include <linnet/core/math.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace linnet {

/// With d = p - y: loss = mean of (d^2 / 2 if |d| <= delta, otherwise delta |d| - delta^2 / 2); gradient = clamp(d, +-delta) / M.
struct Huber {
  float delta = 1.0f;  ///< above 0, in units of the target

  static constexpr std::string_view name = "huber";
  static constexpr bool integer_targets = false;

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return delta > 0.0f ? nullptr : "Huber: delta must be above 0"; }

  template <class T>
  LINNET_OWN_CODE T operator()(std::span<const T> p, std::span<const T> y, std::span<T> gradient) const {
    const T limit = static_cast<T>(delta);
    const T count = static_cast<T>(p.size());
    T sum = T(0);
    for (std::size_t j = 0; j < p.size(); ++j) {
      const T d = p[j] - y[j];
      const T clamped = d > limit ? limit : (d < -limit ? -limit : d);
      sum = math::fma(clamped, math::fma(T(-0.5), clamped, d), sum);  // c (d - c / 2) covers both branches
      if (!gradient.empty()) gradient[j] = clamped / count;
    }
    return sum / count;
  }
};

}  // namespace linnet
