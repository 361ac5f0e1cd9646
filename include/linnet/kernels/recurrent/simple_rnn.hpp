// SPDX-License-Identifier: MIT
// A step of a simple recurrent layer (Elman, 1990): h = A(x W + h' U + b), h' of the step before.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/recurrent/step.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// A row of a step's memory is h (N, U).
template <Index U, class A>
struct SimpleRnnCell {
  A activation;

  static constexpr Index units = U, gates = 1, kept = 1;
  static constexpr bool carries_c = false, direct = false, biased = false;

  template <class T, class Samples>
  void forward(const RecurrentStep<T, Samples>& s) const {
    recurrent_product<U, U, U>(s, FromZero{});
    for (Index i = 0; i < s.n; ++i) {
      T* LINNET_RESTRICT m = s.memory + i * U;
      const T* LINNET_RESTRICT q = s.product + i * U;
      for (Index u = 0; u < U; ++u) m[u] = activation(m[u] + q[u]);
      for (Index u = 0; u < U; ++u) s.h[i][u] = m[u];
    }
  }

  template <class T>
  void backward(const RecurrentStepBack<T>& s) const {
    for (Index i = 0; i < s.n * U; ++i) s.memory[i] = activation.gradient(s.memory[i], s.dh[i]);
    if (!s.first) transposed_product<U, U, U>(s.memory, U, s.kernel, s.transposed, s.dh_before, U, s.n);
  }

  /// The gradient of the recurrent kernel; `before` are the rows of h' from the second step, dz those of its memory.
  template <class T>
  static void weight_gradient(const SequenceRows<const T>& before, const SequenceRows<const T>& dz, T* dw, Index steps,
                              Index n) {
    sequence_weight_gradient<U, U, U>(before, dz, dw, steps, n);
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
