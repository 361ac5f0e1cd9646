// SPDX-License-Identifier: MIT
// exp, log and their relatives in float arithmetic of our own: the same bits with every compiler, CPU and C library.
//
// Each function is branch-free, so that compilers can run it in vector lanes; a lane gives the bits of the scalar call. The
// code uses fma to add a product to a sum. Errors against exact results, in units of the last place: log 0.9, exp 1.1, tanh 1.4,
// log1p 1.5, expm1 1.6, sigmoid 2.5. A program that defines LINNET_USE_LIBM as 1 uses the C library's functions instead, with their
// accuracy, size and bits. The double overloads are those of the standard library: they serve gradient checks and reference
// computations. Polynomials: Cephes Mathematical Library (S. L. Moshier), single precision.
#pragma once

#include <linnet/config.hpp>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace linnet::math {
inline namespace LINNET_CODE {

/// a * b + c with one rounding if the CPU has the instruction (LINNET_HAS_FMA), otherwise with two.
LINNET_ALWAYS_INLINE float fma(float a, float b, float c) {
  if constexpr (LINNET_HAS_FMA) {
    return std::fma(a, b, c);
  } else {
    return a * b + c;
  }
}
LINNET_ALWAYS_INLINE double fma(double a, double b, double c) {
  if constexpr (LINNET_HAS_FMA) {
    return std::fma(a, b, c);
  } else {
    return a * b + c;
  }
}

/// condition ? a : b, both of them computed. GCC would compute only one, in a branch, and a loop with a branch runs without vectors.
LINNET_ALWAYS_INLINE constexpr float select(bool condition, float a, float b) {
  if constexpr (LINNET_SELECTS_BY_MASK) {
    const std::uint32_t mask = condition ? ~std::uint32_t{0} : std::uint32_t{0};
    return std::bit_cast<float>((std::bit_cast<std::uint32_t>(a) & mask) | (std::bit_cast<std::uint32_t>(b) & ~mask));
  } else {
    return condition ? a : b;
  }
}
LINNET_ALWAYS_INLINE constexpr double select(bool condition, double a, double b) { return condition ? a : b; }

namespace detail {

/// exp(x) = scale_1 * scale_2 * (1 + em1): em1 = exp(r) - 1 for the remainder |r| <= ln(2)/2, both scales powers of two.
struct ExpParts {
  float em1, scale_1, scale_2;
};

LINNET_INLINE_MATH ExpParts exp_parts(float x) {
  constexpr float round_magic = 12582912.0f;  // 1.5 * 2^23: adding it leaves the nearest integer in the low bits
  x = x < -104.0f ? -104.0f : x;              // below: 0; a NaN fails both comparisons and stays
  x = x > 89.0f ? 89.0f : x;                  // above: infinity
  const float shifted = fma(x, 1.44269504088896341f, round_magic);
  const float n = shifted - round_magic;
  float r = fma(n, -0.693359375f, x);
  r = fma(n, 2.12194440e-4f, r);
  float p = 1.9875691500e-4f;
  p = fma(p, r, 1.3981999507e-3f);
  p = fma(p, r, 8.3334519073e-3f);
  p = fma(p, r, 4.1665795894e-2f);
  p = fma(p, r, 1.6666665459e-1f);
  p = fma(p, r, 5.0000001201e-1f);
  const std::int32_t exponent = std::bit_cast<std::int32_t>(shifted) - std::bit_cast<std::int32_t>(round_magic);
  const std::int32_t half = exponent >> 1;
  const auto power = [](std::int32_t e) { return std::bit_cast<float>(static_cast<std::uint32_t>(e + 127) << 23); };
  return {fma(p, r * r, r), power(half), power(exponent - half)};
}

}  // namespace detail

/// e^x. Overflows to infinity above 88.73, underflows through the denormals to 0; NaN stays NaN.
LINNET_INLINE_MATH float exp(float x) {
  if constexpr (LINNET_USE_LIBM) return std::exp(x);
  const detail::ExpParts e = detail::exp_parts(x);
  return (1.0f + e.em1) * e.scale_1 * e.scale_2;
}
inline double exp(double x) { return std::exp(x); }

/// e^x - 1 without the cancellation near 0.
LINNET_INLINE_MATH float expm1(float x) {
  if constexpr (LINNET_USE_LIBM) return std::expm1(x);
  const detail::ExpParts e = detail::exp_parts(x);
  const float power = e.scale_1 * e.scale_2;
  const float near_zero = fma(e.em1, power, power - 1.0f);
  const float large = (1.0f + e.em1) * e.scale_1 * e.scale_2;
  return select(x > 10.0f, large - 1.0f, near_zero);
}
inline double expm1(double x) { return std::expm1(x); }

/// Natural logarithm. log(0) is -infinity, of a negative number NaN.
LINNET_INLINE_MATH float log(float x) {
  if constexpr (LINNET_USE_LIBM) return std::log(x);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const bool tiny = x < (std::numeric_limits<float>::min)();
  const float normal = select(tiny, x * 8388608.0f, x);  // 2^23 lifts a denormal
  constexpr std::uint32_t sqrt_half = 0x3f3504f3u;
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(normal) - sqrt_half;
  const float e = static_cast<float>(static_cast<std::int32_t>(bits) >> 23) - select(tiny, 23.0f, 0.0f);
  const float f = std::bit_cast<float>((bits & 0x007fffffu) + sqrt_half) - 1.0f;  // mantissa in [sqrt(1/2), sqrt(2)), less 1
  const float f2 = f * f;
  float p = 7.0376836292e-2f;
  p = fma(p, f, -1.1514610310e-1f);
  p = fma(p, f, 1.1676998740e-1f);
  p = fma(p, f, -1.2420140846e-1f);
  p = fma(p, f, 1.4249322787e-1f);
  p = fma(p, f, -1.6668057665e-1f);
  p = fma(p, f, 2.0000714765e-1f);
  p = fma(p, f, -2.4999993993e-1f);
  p = fma(p, f, 3.3333331174e-1f);
  float y = fma(e, -2.12194440e-4f, (p * f) * f2);
  y = fma(f2, -0.5f, y);
  float result = fma(e, 0.693359375f, f + y);
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  if constexpr (LINNET_SELECTS_BY_MASK) {
    return select(x == infinity, infinity, select(x > 0.0f, result, select(x == 0.0f, -infinity, nan)));
  } else {
    result = x > 0.0f ? result : (x == 0.0f ? -infinity : nan);
    return x == infinity ? infinity : result;
  }
}
inline double log(double x) { return std::log(x); }

/// log(1 + x) without the loss near 0, for x >= -1.
LINNET_INLINE_MATH float log1p(float x) {
  if constexpr (LINNET_USE_LIBM) return std::log1p(x);
  const float w = 1.0f + x;
  const float lost = x - (w - 1.0f);  // the exact rounding error of the sum
  const float corrected = log(w) + lost / w;
  if constexpr (LINNET_SELECTS_BY_MASK) {
    return select(w > 0.0f, select(w < std::numeric_limits<float>::infinity(), corrected, log(w)), log(w));
  } else {
    return (w > 0.0f && w < std::numeric_limits<float>::infinity()) ? corrected : log(w);
  }
}
inline double log1p(double x) { return std::log1p(x); }

/// Hyperbolic tangent: x + x^3 P(x^2) below 0.625, 1 - 2 / (e^2|x| + 1) above.
LINNET_INLINE_MATH float tanh(float x) {
  if constexpr (LINNET_USE_LIBM) return std::tanh(x);
  const float a = x < 0.0f ? -x : x;
  const float z = x * x;
  float p = -5.70498872745e-3f;
  p = fma(p, z, 2.06390887954e-2f);
  p = fma(p, z, -5.37397155531e-2f);
  p = fma(p, z, 1.33314422036e-1f);
  p = fma(p, z, -3.33332819422e-1f);
  const float near_zero = fma(p * z, x, x);
  const float large = 1.0f - 2.0f / (exp(2.0f * a) + 1.0f);
  if constexpr (LINNET_SELECTS_BY_MASK) {
    return select(a < 0.625f, near_zero, select(x < 0.0f, -large, large));
  } else {  // one branch computes near_zero, the other the exponential function
    return a < 0.625f ? near_zero : (x < 0.0f ? -large : large);
  }
}
inline double tanh(double x) { return std::tanh(x); }

/// Logistic function 1 / (1 + e^-x). In float it is 0 below -88.72, because the result would be a denormal.
template <class T>
LINNET_ALWAYS_INLINE T sigmoid(T x) {
  return T(1) / (T(1) + math::exp(-x));
}

/// False for infinities and NaN.
LINNET_ALWAYS_INLINE constexpr bool is_finite(float x) { return x - x == 0.0f; }
LINNET_ALWAYS_INLINE constexpr bool is_finite(double x) { return x - x == 0.0; }

/// Square root, correctly rounded.
LINNET_ALWAYS_INLINE float sqrt(float x) { return std::sqrt(x); }
LINNET_ALWAYS_INLINE double sqrt(double x) { return std::sqrt(x); }

}  // namespace LINNET_CODE
}  // namespace linnet::math
