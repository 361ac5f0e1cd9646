// SPDX-License-Identifier: MIT
// A step of an LSTM (Hochreiter and Schmidhuber, 1997), its gates in one pass:
//
//   i, f, g, o = R(z_i), R(z_f), A(z_g), R(z_o)      z = x W + b + h' U
//   c = f c' + i g                                   h = o A(c)
//
// h' and c' are those of the step before.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/recurrent/one_row.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// A row of a step's memory is i, f, g, o, c (5 U).
template <Index U, class A, class R>
struct LstmCell {
  A activation;
  R recurrent_activation;

  static constexpr Index units = U, gates = 4, kept = 5;
  static constexpr bool carries_c = true, direct = false, biased = false;

  template <class T, class Samples>
  void forward(const RecurrentStep<T, Samples>& s) const {
    if constexpr (one_pass<GatePacket<T, U, A, R>, U, Samples>) {
      if (!s.first) return one_row_forward(s.memory, s.kernel, s.before[0], s.c_before[0], s.c[0], s.h[0]);
    }
    recurrent_product<U, 4 * U, 4 * U>(s, FromZero{});
    for (Index k = 0; k < s.n; ++k) {
      carry_over<U>(s.c_before[k], s.c[k]);
      gates_forward(s.memory + k * kept * U, s.product + k * 4 * U, s.c[k], s.h[k]);
    }
  }

  template <class T>
  void backward(const RecurrentStepBack<T>& s) const {
    for (Index k = 0; k < s.n; ++k) gates_backward(s.memory + k * kept * U, s.c_before[k], s.dh + k * U, s.dc + k * U);
    if (!s.first) transposed_product<U, 4 * U, 4 * U>(s.memory, kept * U, s.kernel, s.transposed, s.dh_before, U, s.n);
  }

  /// See SimpleRnnCell.
  template <class T>
  static void weight_gradient(const SequenceRows<const T>& before, const SequenceRows<const T>& dz, T* dw, Index steps,
                              Index n) {
    sequence_weight_gradient<U, 4 * U, 4 * U>(before, dz, dw, steps, n);
  }

  // Not inlined: then their pointers are known not to overlap, and the compiler uses vectors.
 private:
  /// m (5 U), the product q (4 U), c (U) from step to step, h (U).
  template <class T>
  LINNET_NOINLINE void gates_forward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT q, T* LINNET_RESTRICT c,
                                     T* LINNET_RESTRICT h) const {
    using V = GatePacket<T, U, A, R>;
    for (Index u = 0; u < U; u += simd::lanes<V>) {
      const auto product = [&](Index g) LINNET_INLINE_LAMBDA { return simd::load<V>(q + g * U + u); };
      simd::store(h + u, unit_gates<V>(m + u, product, c + u, c + u));
    }
  }
  /// The same of one row with its product: h and c may be h' and c'.
  template <class T>
  LINNET_NOINLINE void one_row_forward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT kernel, const T* before,
                                       const T* c_before, T* c, T* h) const {
    using V = GatePacket<T, U, A, R>;
    const GateSums<V, U, 4> q(before, kernel, [](Index) LINNET_INLINE_LAMBDA { return simd::set<V>(T(0)); });
    for (Index b = 0; b < q.packets; ++b) {
      const Index u = b * q.lanes;
      const auto product = [&](Index g) LINNET_INLINE_LAMBDA { return q.sum[b][g]; };
      simd::store(h + u, unit_gates<V>(m + u, product, c_before + u, c + u));
    }
  }
  /// The gates of some units; returns h. m is x W + b and becomes the gates, product(g) is h' U of gate g.
  template <class V, class T, class Product>
  LINNET_ALWAYS_INLINE V unit_gates(T* m, const Product& product, const T* c_before, T* c) const {
    const auto sum = [&](Index g) LINNET_INLINE_LAMBDA { return simd::add(simd::load<V>(m + g * U), product(g)); };
    const V i = activated(recurrent_activation, sum(0)), f = activated(recurrent_activation, sum(1));
    const V g = activated(activation, sum(2)), o = activated(recurrent_activation, sum(3));
    const V now = simd::fma(f, simd::load<V>(c_before), simd::mul(i, g));
    simd::store(m, i);
    simd::store(m + U, f);
    simd::store(m + 2 * U, g);
    simd::store(m + 3 * U, o);
    simd::store(c, now);
    return simd::mul(o, activated(activation, now));
  }
  /// m (5 U) becomes the gradient of z (4 U); c' (U), dh (U), dc (U).
  template <class T>
  LINNET_NOINLINE void gates_backward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT before, const T* LINNET_RESTRICT dh,
                                      T* LINNET_RESTRICT dc) const {
    for (Index u = 0; u < U; ++u) {
      const T i = m[u], f = m[U + u], g = m[2 * U + u], o = m[3 * U + u];
      const T a = activation(m[4 * U + u]);
      const T d = math::fma(dh[u] * o, activation.gradient(a, T(1)), dc[u]);
      m[u] = recurrent_activation.gradient(i, d * g);
      m[U + u] = recurrent_activation.gradient(f, d * before[u]);
      m[2 * U + u] = activation.gradient(g, d * i);
      m[3 * U + u] = recurrent_activation.gradient(o, dh[u] * a);
      dc[u] = d * f;
    }
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
