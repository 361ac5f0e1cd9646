// SPDX-License-Identifier: MIT
// The description of products: operands with their strides, the steps of a sum, its start and the way it is stored. A stride is an
// Index, or an Extent if the compiler knows it.
#pragma once

#include <linnet/kernels/simd.hpp>

#include <type_traits>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// A stride or extent that the compiler knows.
template <Index N>
using Extent = std::integral_constant<Index, N>;

// The start of accumulators: start.at(j) for a panel from column j, then (c, i) for the vector that goes to c, i columns further.

/// Accumulators start at zero.
struct FromZero {
  LINNET_ALWAYS_INLINE FromZero at(Index) const { return {}; }
  template <class V, class T>
  LINNET_ALWAYS_INLINE V operator()(const T*, Index) const {
    return simd::set<V>(T(0));
  }
};
/// Accumulators start at the bias of their column: bias[j].
template <class T>
struct FromBias {
  const T* bias;
  LINNET_ALWAYS_INLINE FromBias at(Index j) const { return {bias + j}; }
  template <class V>
  LINNET_ALWAYS_INLINE V operator()(const T*, Index j) const {
    return simd::load<V>(bias + j);
  }
};
/// Accumulators continue from the contents of c, an interrupted sum.
struct FromOutput {
  LINNET_ALWAYS_INLINE FromOutput at(Index) const { return {}; }
  template <class V, class T>
  LINNET_ALWAYS_INLINE V operator()(const T* c, Index) const {
    return simd::load<V>(c);
  }
};

// The way sums are stored: store(sum, c) for the sum that goes to c.

/// Sums are stored unchanged.
struct StoreSum {
  template <class V, class T>
  LINNET_ALWAYS_INLINE V operator()(const V& sum, const T*) const {
    return sum;
  }
};
/// Sums pass through relu before they are stored.
struct StoreRelu {
  template <class V, class T>
  LINNET_ALWAYS_INLINE V operator()(const V& sum, const T*) const {
    return simd::zero_negative(sum);
  }
};
/// Adds `factor` times the sum to c: the step of plain gradient descent, together with the gradient. Vectors must not overlap.
template <class T>
struct StoreStep {
  T factor;
  template <class V>
  LINNET_ALWAYS_INLINE V operator()(const V& sum, const T* c) const {
    return simd::fma(simd::set<V>(factor), sum, simd::load<V>(c));
  }
};

/// The steps of a sum in ascending order: `inner` steps, `middle` times at a distance, all of it `outer` times at another.
template <class Outer, class Middle, class Inner>
struct Steps {
  Outer outer;
  Middle middle;
  Inner inner;
  Index a_outer = 0;
  Index a_middle = 0;
  Index b_outer = 0;
  Index b_middle = 0;
};

/// Operands of a product: `a` is only broadcast and needs no alignment. Without vectors, columns of b may have a stride.
template <class T, class ARow, class AStep, class BStep, class CRow, class BColumn = Extent<1>>
struct Operands {
  const T* a;
  ARow a_row;
  AStep a_step;
  const T* b;
  BStep b_step;
  T* c;
  CRow c_row;
  BColumn b_column{};
};

namespace detail {

constexpr Steps<Extent<1>, Extent<1>, Index> steps_of(Index depth) { return {{}, {}, depth}; }
template <class Outer, class Middle, class Inner>
constexpr Steps<Outer, Middle, Inner> steps_of(const Steps<Outer, Middle, Inner>& steps) {
  return steps;
}

}  // namespace detail
}  // namespace LINNET_CODE
}  // namespace linnet::kernels
