// SPDX-License-Identifier: MIT
// Loops over a flat block: packets first, then single numbers, with the same arithmetic.
#pragma once

#include <linnet/kernels/simd.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Calls `f.operator()<V>(i)` with V the widest packet for whole vectors of the `n` numbers, then V = T for the rest.
template <class T, class Function>
LINNET_ALWAYS_INLINE void for_each_packet(Index n, const Function& f) {
  using V = simd::Packet<T, 1024>;
  constexpr Index L = simd::lanes<V>;
  const Index whole = n / L * L;
  for (Index i = 0; i < whole; i += L) f.template operator()<V>(i);
  if constexpr (L > 1) {
    for (Index i = whole; i < n; ++i) f.template operator()<T>(i);
  }
}

/// Returns the sum of f(x[i]) in an order that does not depend on the vector width: 16 interleaved partial sums, added in order.
/// `f(x, sum)` returns sum plus the term, with fma where it multiplies.
template <class T, class Function>
T ordered_sum(const T* x, Index n, const Function& f) {
  constexpr Index parts = 16;
  T partial[parts]{};
  Index i = 0;
  for (; i + parts <= n; i += parts) {
    for (Index k = 0; k < parts; ++k) partial[k] = f(x[i + k], partial[k]);
  }
  for (Index k = 0; i + k < n; ++k) partial[k] = f(x[i + k], partial[k]);
  T sum = T(0);
  for (Index k = 0; k < parts; ++k) sum += partial[k];
  return sum;
}

/// Returns the sum of x[i]^2, in the order of ordered_sum.
template <class T>
T sum_of_squares(const T* x, Index n) {
  return ordered_sum(x, n, [](T v, T sum) { return math::fma(v, v, sum); });
}

/// Returns the sum of x[i]^2 in the fastest order, for comparison with a bound: its last bits differ between CPUs.
template <class T>
LINNET_NOINLINE T rough_sum_of_squares(const T* x, Index n) {
  using V = simd::Packet<T, 1024>;
  constexpr Index parts = 4, L = simd::lanes<V>;
  V sums[static_cast<std::size_t>(parts)];
  for (V& sum : sums) sum = simd::set<V>(T(0));
  Index i = 0;
  for (; i + parts * L <= n; i += parts * L) {
    LINNET_UNROLL
    for (Index k = 0; k < parts; ++k) {
      const V number = simd::load<V>(x + i + k * L);
      sums[k] = simd::fma(number, number, sums[k]);
    }
  }
  T lanes[static_cast<std::size_t>(parts * L)];
  LINNET_UNROLL
  for (Index k = 0; k < parts; ++k) simd::store(lanes + k * L, sums[k]);
  T sum = T(0);
  for (const T lane : lanes) sum += lane;
  for (const T *rest = x + i, *end = x + n; rest != end; ++rest) sum = math::fma(*rest, *rest, sum);
  return sum;
}

/// Returns the sum of |x[i]|, in the order of ordered_sum.
template <class T>
T sum_of_magnitudes(const T* x, Index n) {
  return ordered_sum(x, n, [](T v, T sum) { return sum + (v < T(0) ? -v : v); });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
