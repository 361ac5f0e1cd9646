// SPDX-License-Identifier: MIT
// A step of a GRU (Cho et al., 2014), its gates in one pass:
//
//   z, r = R(x W_z + b_z + h' U_z), R(x W_r + b_r + h' U_r)
//   g    = A(x W_g + b_g + r (h' U_g + b'_g))   reset after the product: Keras's default, and what cuDNN and PyTorch have
//   g    = A(x W_g + b_g + (r h') U_g)          reset before the product: the paper
//   h    = z h' + (1 - z) g
//
// h' is that of the step before.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/recurrent/one_row.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// A row of a step's memory is z, r, g and h' U_g + b'_g (4 U), or r h' if the reset comes before the product.
template <Index U, bool ResetAfter, bool UseBias, class A, class R>
struct GruCell {
  A activation;
  R recurrent_activation;

  static constexpr Index units = U, gates = 3, kept = 4;
  static constexpr bool carries_c = false, direct = true, biased = ResetAfter && UseBias;

  template <class T, class Samples>
  void forward(const RecurrentStep<T, Samples>& s) const {
    if constexpr (ResetAfter && one_pass<GatePacket<T, U, A, R>, U, Samples>) {
      if (!s.first) return one_row_forward(s.memory, s.kernel, s.bias, s.before[0], s.h[0]);
    }
    if constexpr (biased) {
      recurrent_product<U, 3 * U, 3 * U>(s, FromBias<T>{s.bias});
    } else {
      recurrent_product<U, (ResetAfter ? 3 : 2) * U, 3 * U>(s, FromZero{});
    }
    for (Index k = 0; k < s.n; ++k) {
      T* const m = s.memory + k * kept * U;
      if constexpr (ResetAfter) {
        carry_over<U>(s.before[k], s.h[k]);
        gates_forward(m, s.product + k * 3 * U, s.h[k]);
      } else {
        resets_forward(m, s.product + k * 3 * U, s.before[k]);
      }
    }
    if constexpr (!ResetAfter) {
      strided_product<U, U, 3 * U>(s.memory + 3 * U, kept * U, s.kernel + 2 * U, s.product, 3 * U, s.n, FromZero{});
      for (Index k = 0; k < s.n; ++k) {
        carry_over<U>(s.before[k], s.h[k]);
        outputs_forward(s.memory + k * kept * U, s.product + k * 3 * U, s.h[k]);
      }
    }
  }

  template <class T>
  void backward(const RecurrentStepBack<T>& s) const {
    if constexpr (ResetAfter) {
      for (Index k = 0; k < s.n; ++k) gates_backward(s.memory + k * kept * U, s.before[k], s.dh + k * U, s.dq + k * 3 * U);
      if (!s.first) transposed_product<U, 3 * U, 3 * U>(s.dq, 3 * U, s.kernel, s.transposed, s.dh_before, U, s.n);
    } else {
      for (Index k = 0; k < s.n; ++k) outputs_backward(s.memory + k * kept * U, s.before[k], s.dh + k * U);
      const T* const last = simd::has_vectors ? s.transposed + 2 * U * U : nullptr;
      transposed_product<U, U, 3 * U>(s.memory + 2 * U, kept * U, s.kernel + 2 * U, last, s.dh_before, U, s.n);
      for (Index k = 0; k < s.n; ++k) {
        resets_backward(s.memory + k * kept * U, s.before[k], s.dh + k * U, s.dh_before + k * U);
      }
      if (!s.first) transposed_product<U, 2 * U, 3 * U>(s.memory, kept * U, s.kernel, s.transposed, s.dh_before, U, s.n);
    }
  }

  /// See SimpleRnnCell.
  template <class T>
  static void weight_gradient(const SequenceRows<const T>& before, const SequenceRows<const T>& dz, T* dw, Index steps,
                              Index n) {
    const SequenceRows<const T> last{dz.data + 3 * U, dz.step, dz.sample};
    sequence_weight_gradient<U, 2 * U, 3 * U>(before, dz, dw, steps, n);
    if constexpr (ResetAfter) {
      sequence_weight_gradient<U, U, 3 * U>(before, last, dw + 2 * U, steps, n);
    } else {
      sequence_weight_gradient<U, U, 3 * U>(last, {dz.data + 2 * U, dz.step, dz.sample}, dw + 2 * U, steps, n);
    }
  }
  /// The gradient of the recurrent bias (3 U), from that of the bias and the rows of all steps.
  template <class T>
  static void recurrent_bias_gradient(const T* memory, Index rows, const T* bias_gradient, T* db) requires biased {
    std::copy_n(bias_gradient, 2 * U, db);
    strided_column_sums<U>(memory + 3 * U, kept * U, rows, db + 2 * U);
  }

  // Not inlined: then their pointers are known not to overlap, and the compiler uses vectors.
 private:
  template <class T>
  LINNET_NOINLINE void gates_forward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT q, T* LINNET_RESTRICT h) const {
    using V = GatePacket<T, U, A, R>;
    for (Index u = 0; u < U; u += simd::lanes<V>) {
      const auto product = [&](Index g) LINNET_INLINE_LAMBDA { return simd::load<V>(q + g * U + u); };
      simd::store(h + u, unit_gates<V>(m + u, product, h + u));
    }
  }
  /// The same of one row with its product: h may be h'.
  template <class T>
  LINNET_NOINLINE void one_row_forward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT kernel,
                                       [[maybe_unused]] const T* LINNET_RESTRICT bias, const T* before, T* h) const {
    using V = GatePacket<T, U, A, R>;
    const GateSums<V, U, 3> q(before, kernel, [&]([[maybe_unused]] Index j) LINNET_INLINE_LAMBDA {
      if constexpr (biased) {
        return simd::load<V>(bias + j);
      } else {
        return simd::set<V>(T(0));
      }
    });
    for (Index b = 0; b < q.packets; ++b) {
      const auto product = [&](Index g) LINNET_INLINE_LAMBDA { return q.sum[b][g]; };
      simd::store(h + b * q.lanes, unit_gates<V>(m + b * q.lanes, product, before + b * q.lanes));
    }
  }
  /// The gates of some units; returns h. m is x W + b and becomes the gates, product(g) is h' U + b' of gate g.
  template <class V, class T, class Product>
  LINNET_ALWAYS_INLINE V unit_gates(T* m, const Product& product, const T* before) const {
    const auto sum = [&](Index g) LINNET_INLINE_LAMBDA { return simd::add(simd::load<V>(m + g * U), product(g)); };
    const V z = activated(recurrent_activation, sum(0)), r = activated(recurrent_activation, sum(1)), last = product(2);
    const V g = activated(activation, simd::fma(r, last, simd::load<V>(m + 2 * U)));
    simd::store(m, z);
    simd::store(m + U, r);
    simd::store(m + 2 * U, g);
    simd::store(m + 3 * U, last);
    return simd::fma(z, simd::load<V>(before), simd::mul(simd::sub(simd::set<V>(T(1)), z), g));
  }
  template <class T>
  LINNET_NOINLINE void gates_backward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT before, T* LINNET_RESTRICT dh,
                                      T* LINNET_RESTRICT dq) const {
    for (Index u = 0; u < U; ++u) {
      const T z = m[u], r = m[U + u], g = m[2 * U + u];
      const T dg = activation.gradient(g, dh[u] * (T(1) - z));
      const T dz = recurrent_activation.gradient(z, dh[u] * (before[u] - g));
      const T dr = recurrent_activation.gradient(r, dg * m[3 * U + u]);
      m[u] = dq[u] = dz;
      m[U + u] = dq[U + u] = dr;
      m[2 * U + u] = dg;
      m[3 * U + u] = dq[2 * U + u] = dg * r;
      dh[u] *= z;
    }
  }

  // Reset before the product: z, r and r h'; then g and h.
  template <class T>
  LINNET_NOINLINE void resets_forward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT q, const T* LINNET_RESTRICT before) const {
    for (Index u = 0; u < U; ++u) {
      const T r = recurrent_activation(m[U + u] + q[U + u]);
      m[u] = recurrent_activation(m[u] + q[u]);
      m[U + u] = r;
      m[3 * U + u] = r * before[u];
    }
  }
  template <class T>
  LINNET_NOINLINE void outputs_forward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT q, T* LINNET_RESTRICT h) const {
    for (Index u = 0; u < U; ++u) {
      const T z = m[u], g = activation(m[2 * U + u] + q[u]);
      m[2 * U + u] = g;
      h[u] = math::fma(z, h[u], (T(1) - z) * g);
    }
  }
  template <class T>
  LINNET_NOINLINE void outputs_backward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT before, T* LINNET_RESTRICT dh) const {
    for (Index u = 0; u < U; ++u) {
      const T z = m[u], g = m[2 * U + u];
      m[u] = recurrent_activation.gradient(z, dh[u] * (before[u] - g));
      m[2 * U + u] = activation.gradient(g, dh[u] * (T(1) - z));
      dh[u] *= z;
    }
  }
  /// `reset` (U) is the gradient of r h'.
  template <class T>
  LINNET_NOINLINE void resets_backward(T* LINNET_RESTRICT m, const T* LINNET_RESTRICT before, T* LINNET_RESTRICT dh,
                                       const T* LINNET_RESTRICT reset) const {
    for (Index u = 0; u < U; ++u) {
      const T r = m[U + u];
      m[U + u] = recurrent_activation.gradient(r, reset[u] * before[u]);
      dh[u] = math::fma(reset[u], r, dh[u]);
    }
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
