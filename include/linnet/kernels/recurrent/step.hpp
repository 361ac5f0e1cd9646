// SPDX-License-Identifier: MIT
// One time step of a recurrent layer, as its cell sees it: rows of N samples, forward and backward. A cell has U units and
//
//   gates          columns of its products, in units: the kernel is (C, gates U), the recurrent kernel (U, gates U)
//   kept           numbers per unit that a step remembers for backward; the gates are the first
//   carries_c      true if beside h a second number per unit goes from step to step
//   direct         true if h' reaches h on a way around the products
//   biased         true if the recurrent product has a bias of its own
//   forward(step), backward(step)
//   weight_gradient(before, dz, dw, steps, n)   the gradient of the recurrent kernel, from h' and the memories of all steps after the first
//   recurrent_bias_gradient(memory, rows, bias_gradient, db)   that of its own bias, if it is biased
#pragma once

#include <linnet/kernels/recurrent/products.hpp>
#include <linnet/kernels/simd/math.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// N rows, `row` numbers apart; all are the same if row is 0.
template <class T>
struct Rows {
  T* data;
  Index row;

  LINNET_ALWAYS_INLINE T* operator[](Index i) const { return data + i * row; }
};

/// The way forward. h' and c' are those of the step before.
template <class T, class Samples>
struct RecurrentStep {
  Samples n;
  const T* kernel;         ///< the recurrent kernel (U, gates U)
  const T* bias;           ///< the recurrent bias (gates U) of a cell that has one
  T* memory;               ///< (N, kept U): x W + b in its gates; afterwards what backward needs
  T* product;              ///< (N, gates U): scratch
  Rows<const T> before;    ///< h' (N, U)
  Rows<T> h;               ///< (N, U); may be h'
  Rows<const T> c_before;  ///< c' (N, U)
  Rows<T> c;               ///< (N, U); may be c'
  bool first;              ///< h' is 0
};

/// The way back: `memory` becomes the gradients of the products.
template <class T>
struct RecurrentStepBack {
  Index n;
  const T* kernel;
  const T* transposed;     ///< what transpose_weights made of the recurrent kernel
  T* memory;               ///< (N, kept U)
  Rows<const T> before;    ///< h' (N, U)
  Rows<const T> c_before;  ///< c' (N, U)
  T* dh;                   ///< (N, U): gradient of h; afterwards what reaches h' around the products, if the cell is direct
  T* dc;                   ///< (N, U): gradient of c, afterwards that of c'
  T* dq;                   ///< (N, gates U): scratch
  T* dh_before;            ///< (N, U): what reaches h' through the products
  bool first;              ///< nobody needs dh_before
};

namespace detail {

template <class A, class T>
concept HasPackets = requires(const A& a, const simd::ExactPacket<T, 1024>& v) {
  a.packet(v);
};

template <class T, Index U, class... Activations>
constexpr auto gate_packet() {
  if constexpr (simd::has_math<T, U> && (HasPackets<Activations, T> && ...)) {
    return simd::ExactPacket<T, U>{};
  } else {
    return T{};
  }
}

}  // namespace detail

/// In which a cell of U units computes its gates: packets if all of its activations have them, otherwise numbers.
template <class T, Index U, class... Activations>
using GatePacket = decltype(detail::gate_packet<T, U, Activations...>());

/// a(x) for a number or a packet.
template <class A, class V>
LINNET_ALWAYS_INLINE V activated(const A& a, const V& x) {
  if constexpr (simd::lanes<V> == 1) {
    return a(x);
  } else {
    return a.packet(x);
  }
}

/// Makes `now` (U) what was before, so that a loop may update it in place.
template <Index U, class T>
LINNET_ALWAYS_INLINE void carry_over(const T* before, T* now) {
  if (now == before) return;
  for (Index u = 0; u < U; ++u) now[u] = before[u];
}

/// `product` (N, Columns) = h' U + b', for the first Columns columns of a recurrent kernel of All. In the first step h' is 0.
template <Index U, Index Columns, Index All, class T, class Samples, class Start>
void recurrent_product(const RecurrentStep<T, Samples>& s, const Start& start) {
  if (!s.first) {
    strided_product<U, Columns, All>(s.before.data, s.before.row, s.kernel, s.product, All, s.n, start);
    return;
  }
  const Start from = start.at(0);
  for (Index i = 0; i < s.n; ++i) {
    for (Index j = 0; j < Columns; ++j) s.product[i * All + j] = from.template operator()<T>(s.product, j);
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
