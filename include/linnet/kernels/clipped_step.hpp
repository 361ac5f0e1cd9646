// SPDX-License-Identifier: MIT
// The in-place step of plain gradient descent for gradients that are clamped, or whose squares might not be finite: the careful form of
// a dense layer's weight gradient with StoreStep. N rows, K inputs, M units. And the step along gradients that are in memory.
#pragma once

#include <linnet/kernels/elementwise.hpp>

#include <limits>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Makes the step w += step g for the gradients g = x^T dy, clamped to [-limit, limit], and the same for `bias` (null: none), and skips
/// NaNs. Without a limit (0) it makes no step if their squares might overflow, like all optimizers. Returns false and does nothing if no
/// gradient needs this care: by Cauchy and Schwarz none exceeds ||(x, 1)|| ||dy||, which takes N (K + M) operations to compute. The sums
/// have the order of dense_weight_gradient and bias_gradient.
template <class T>
LINNET_COLD bool clipped_step(T step, T limit, const T* x, const T* dy, T* w, T* bias, Index rows, Index inputs, Index units) {
  const T bound = (rough_sum_of_squares(x, rows * inputs) + static_cast<T>(rows)) * rough_sum_of_squares(dy, rows * units);
  const T rounding = T(0.999);
  if (bound <= (limit > T(0) ? rounding * limit * limit : (std::numeric_limits<T>::max)())) return false;
  if (!(limit > T(0))) return true;
  const auto move = [&](T& parameter, T g) {
    g = g > limit ? limit : (g < -limit ? -limit : g);
    if (g == g) parameter = math::fma(step, g, parameter);
  };
  for (Index j = 0; j < units; ++j) {
    for (Index k = 0; k < inputs; ++k) {
      T g = T(0);
      for (Index i = 0; i < rows; ++i) g = math::fma(x[i * inputs + k], dy[i * units + j], g);
      move(w[k * units + j], g);
    }
    if (!bias) continue;
    T g = dy[j];
    for (Index i = 1; i < rows; ++i) g += dy[i * units + j];
    move(bias[j], g);
  }
  return true;
}

/// w += step g for n gradients, clamped to [-limit, limit] (0: not), and no step for a NaN.
template <class T>
LINNET_NOINLINE void step_along(T step, T limit, const T* g, T* w, Index n) {
  if (limit > T(0)) {
    for (Index i = 0; i < n; ++i) {
      const T clamped = g[i] > limit ? limit : (g[i] < -limit ? -limit : g[i]);
      if (clamped == clamped) w[i] = math::fma(step, clamped, w[i]);
    }
    return;
  }
  for_each_packet<T>(n, [=]<class V>(Index i) {
    simd::store(w + i, simd::fma(simd::set<V>(step), simd::load<V>(g + i), simd::load<V>(w + i)));
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
