// SPDX-License-Identifier: MIT
// tanh and sigmoid of core/math.hpp on packets: a lane has the bits of the scalar call. Compilers make vectors of loops over the scalar
// functions, too, but chains of masks of their comparisons, and a step of a recurrent layer waits for each of them.
#pragma once

#include <linnet/kernels/simd.hpp>

LINNET_PUSH_NO_UNINITIALIZED_WARNING
namespace linnet::simd {

/// True if packets of T whose lanes divide N have the functions below.
template <class T, Index N>
#if (defined(EIGEN_VECTORIZE_SSE) || LINNET_HAS_NEON) && !LINNET_USE_LIBM
inline constexpr bool has_math = std::is_same_v<T, float>&& lanes<ExactPacket<T, N>> >= 4;
#else
inline constexpr bool has_math = false;
#endif

namespace detail {

/// 1 + e^-x. The steps are those of math::detail::exp_parts, in fewer operations: r and every second sum of the polynomial have the other sign,
/// and as 1 is added, no power of two is so small that it needs two factors. `Negative`: x is not above 0.
template <bool Negative, class V>
LINNET_ALWAYS_INLINE V one_plus_exp_of_minus(const V& argument) {
  namespace e = Eigen::internal;
  using Integers = typename e::unpacket_traits<V>::integer_packet;
  const V round_magic = set<V>(12582912.0f);
  V x = e::pmax(argument, set<V>(-89.0f));  // of a NaN it is the NaN
  if constexpr (!Negative) x = e::pmin(x, set<V>(86.0f));
  const V shifted = fma(x, set<V>(-1.44269504088896341f), round_magic);
  const V n = sub(shifted, round_magic);
  V r = fma(n, set<V>(0.693359375f), x);
  r = fma(n, set<V>(-2.12194440e-4f), r);
  V p = set<V>(1.9875691500e-4f);
  p = fma(p, r, set<V>(-1.3981999507e-3f));
  p = fma(p, r, set<V>(8.3334519073e-3f));
  p = fma(p, r, set<V>(-4.1665795894e-2f));
  p = fma(p, r, set<V>(1.6666665459e-1f));
  p = fma(p, r, set<V>(-5.0000001201e-1f));
  const V one_minus_exp = fma(p, mul(r, r), r);
  const Integers exponent = e::plogical_shift_left<23>(e::preinterpret<Integers>(shifted));  // the low bits of the magic are 0
  const auto power = [&](const V& of_zero) {                                                 // of_zero 2^n
    return e::preinterpret<V>(e::padd(exponent, e::preinterpret<Integers>(of_zero)));
  };
  const V minus_half = fma(one_minus_exp, power(set<V>(0.5f)), power(set<V>(-0.5f)));  // of e^-x: 2^128 is no number
  return fma(minus_half, set<V>(-2.0f), set<V>(1.0f));
}

}  // namespace detail

/// See math::sigmoid.
template <class V>
LINNET_ALWAYS_INLINE V sigmoid(const V& x) {
  return div(set<V>(1.0f), detail::one_plus_exp_of_minus<false>(x));
}

/// See math::tanh.
template <class V>
LINNET_ALWAYS_INLINE V tanh(const V& x) {
  namespace e = Eigen::internal;
  const V sign = set<V>(-0.0f), minus = e::por(x, sign), z = mul(x, x);
  V p = set<V>(-5.70498872745e-3f);
  p = fma(p, z, set<V>(2.06390887954e-2f));
  p = fma(p, z, set<V>(-5.37397155531e-2f));
  p = fma(p, z, set<V>(1.33314422036e-1f));
  p = fma(p, z, set<V>(-3.33332819422e-1f));
  const V near_zero = fma(mul(p, z), x, x);
  const V large = sub(set<V>(1.0f), div(set<V>(2.0f), detail::one_plus_exp_of_minus<true>(add(minus, minus))));
  return e::pselect(e::pcmp_lt(set<V>(-0.625f), minus), near_zero, e::por(large, e::pand(x, sign)));
}

}  // namespace linnet::simd
LINNET_POP_WARNINGS
