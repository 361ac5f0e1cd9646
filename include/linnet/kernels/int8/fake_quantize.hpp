// SPDX-License-Identifier: MIT
// Float numbers rounded to the grid that int8 has for them, and straight-through gradients, for quantisation-aware training.
// Source: Jacob et al. (2018), section 3.
#pragma once

#include <linnet/kernels/elementwise.hpp>
#include <linnet/kernels/int8/arithmetic.hpp>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

/// Returns the integers nearest to x, halves away from zero, for |x| below 2^22; a NaN stays a NaN. V is a packet or a number.
template <class T, class V>
LINNET_ALWAYS_INLINE V nearest_integer(const V& x) {
  const V whole = simd::set<V>(sizeof(T) == 4 ? T(0x1p23) : T(0x1p52));  // a sum with it has no fraction
  const V size = simd::maximum(x, simd::sub(simd::set<V>(T(0)), x));
  const V even = simd::sub(simd::add(size, whole), whole);
  const V half = simd::set<V>(T(0.5)), one = simd::set<V>(T(1));
  const V up = simd::add(even, simd::where_equal(simd::sub(size, even), half, one));
  return simd::sub(simd::where_equal(x, size, up), simd::where_different(x, size, up));
}

/// The real numbers that int8 has for a range: multiples of `scale` from `low` to `high`.
template <class T>
struct Grid {
  T scale, low, high;

  /// The scale must not be 0.
  constexpr explicit Grid(Quantization q)
      : scale(static_cast<T>(q.scale)),
        low(scale * static_cast<T>(-128 - q.zero)),
        high(scale * static_cast<T>(127 - q.zero)) {}

  /// Rounds `n` numbers x to those of the grid, y, which may be x.
  void round_all(const T* x, T* y, Index n) const {
    for_each_packet<T>(n, [&]<class V>(Index i) {
      const V zero = simd::set<V>(T(0)), unit = simd::set<V>(scale);
      const V above = simd::maximum(simd::load<V>(x + i), simd::set<V>(low));
      const V inside = simd::sub(zero, simd::maximum(simd::sub(zero, above), simd::set<V>(-high)));
      simd::store(y + i, simd::mul(unit, nearest_integer<T>(simd::div(inside, unit))));
    });
  }
};

/// The smallest and the largest of `n` numbers and 0; NaN if one of them is NaN.
template <class T>
struct Extremes {
  T low, high;
};
template <class T>
LINNET_NOINLINE Extremes<T> extremes(const T* x, Index n) {
  using V = simd::Packet<T, 1024>;
  constexpr Index L = simd::lanes<V>;
  const Index whole = n / L * L;
  const V zero = simd::set<V>(T(0));
  V low = zero, high = zero;  // low: of -x
  for (Index i = 0; i < whole; i += L) {
    const V number = simd::load<V>(x + i);
    high = simd::maximum(high, number);
    low = simd::maximum(low, simd::sub(zero, number));
  }
  T lows[static_cast<std::size_t>(L)], highs[static_cast<std::size_t>(L)];
  simd::store(lows, low);
  simd::store(highs, high);
  T least = T(0), most = T(0);
  for (Index k = 0; k < L; ++k) {
    least = simd::maximum(least, lows[k]);
    most = simd::maximum(most, highs[k]);
  }
  if constexpr (L > 1) {
    for (Index i = whole; i < n; ++i) {
      least = simd::maximum(least, -x[i]);
      most = simd::maximum(most, x[i]);
    }
  }
  return {-least, most};
}

/// Rounds the columns of w (rows, columns) to integers in [-127, 127] times the largest absolute number of the column / 127, as quantize
/// does with the weights of an output. `scales` (columns) is working memory.
template <class T>
LINNET_NOINLINE void round_weights(const T* w, T* to, Index rows, Index columns, T* scales) {
  for (Index j = 0; j < columns; ++j) scales[j] = T(0);
  for (Index r = 0; r < rows; ++r) {
    for_each_packet<T>(columns, [&]<class V>(Index j) {
      const V number = simd::load<V>(w + r * columns + j), size = simd::maximum(number, simd::sub(simd::set<V>(T(0)), number));
      simd::store(scales + j, simd::maximum(simd::load<V>(scales + j), size));
    });
  }
  for (Index j = 0; j < columns; ++j) {
    const T scale = scales[j] / T(127);
    scales[j] = scale >= T(1e-30) ? scale : T(1);  // such weights are 0 in int8
  }
  for (Index r = 0; r < rows; ++r) {
    for_each_packet<T>(columns, [&]<class V>(Index j) {
      const V scale = simd::load<V>(scales + j), units = simd::div(simd::load<V>(w + r * columns + j), scale);
      simd::store(to + r * columns + j, simd::mul(scale, nearest_integer<T>(units)));
    });
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
