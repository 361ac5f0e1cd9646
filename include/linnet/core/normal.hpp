// SPDX-License-Identifier: MIT
// The standard normal distribution in float arithmetic of our own: the same bits with every compiler, CPU and C library.
//
//   density(x) = e^(-x^2 / 2) / sqrt(2 pi),   cdf(x) = integral of density up to x = (1 + erf(x / sqrt 2)) / 2
//
// Below 0 the cdf is e^(-a^2 / 2) P(u) for a = |x| and u = (a - 3) / (a + 3), so that it keeps its digits far from 0; above it is 1 less
// that. P has degree 9 and is a minimax fit, relative error 1e-8, for a up to 14.5, where e^(-a^2 / 2) is below every float.
// Errors in units of the last place: density 4, cdf 10. The form is that of Shepherd and Laframboise (1981), Mathematics of Computation 36.
#pragma once

#include <linnet/core/math.hpp>

namespace linnet::math {
inline namespace LINNET_CODE {

/// Density and cumulative distribution function at one place.
template <class T>
struct Normal {
  T density, cdf;
};

/// Returns both at x. NaN stays NaN.
LINNET_INLINE_MATH Normal<float> standard_normal(float x) {
  if constexpr (LINNET_USE_LIBM) return {0.39894228f * std::exp(-0.5f * x * x), 0.5f * std::erfc(x / -1.41421356f)};
  float a = select(x < 0.0f, -x, x);
  a = select(a > 14.5f, 14.5f, a);
  // a^2 = z^2 + (a - z) (a + z): z has 12 bits, and its square no rounding error, which e^x would magnify.
  const float z = std::bit_cast<float>(std::bit_cast<std::uint32_t>(a) & 0xfffff000u);
  const float rest = 0.5f * ((z - a) * (z + a));
  float factor = fma(rest, 0.25f, 1.0f);
  factor = fma(rest * 0.33333334f, factor, 1.0f);
  factor = fma(rest * 0.5f, factor, 1.0f);
  factor = fma(rest, factor, 1.0f);
  const float power = math::exp(-0.5f * (z * z)) * factor;
  const float u = (a - 3.0f) / (a + 3.0f);
  float p = 5.316190072e-05f;
  p = fma(p, u, 1.150136595e-04f);
  p = fma(p, u, -3.390128259e-04f);
  p = fma(p, u, -9.832881624e-04f);
  p = fma(p, u, 2.904387424e-03f);
  p = fma(p, u, 6.131942384e-03f);
  p = fma(p, u, -4.621326178e-02f);
  p = fma(p, u, 1.232250407e-01f);
  p = fma(p, u, -2.064026147e-01f);
  p = fma(p, u, 1.215139478e-01f);
  const float tail = power * p;
  return {0.39894228f * power, select(x > 0.0f, 1.0f - tail, tail)};
}
inline Normal<double> standard_normal(double x) {
  return {0.39894228040143268 * std::exp(-0.5 * x * x), 0.5 * std::erfc(x / -1.4142135623730951)};
}

}  // namespace LINNET_CODE
}  // namespace linnet::math
