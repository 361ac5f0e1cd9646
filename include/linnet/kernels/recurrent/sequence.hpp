// SPDX-License-Identifier: MIT
// A recurrent layer over whole sequences: forward, backward through time, and inference. The cell (step.hpp) computes a step.
//
// N samples, S steps, C inputs, U units. x (N, S, C); y (N, S, U) if `Sequences`, otherwise the last step (N, U). With `Backwards` step 0
// reads the end of the sequence, and y is in the order of the steps. The first step starts from zeros.
#pragma once

#include <linnet/kernels/recurrent/step.hpp>

#include <algorithm>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// The shape of a recurrent layer with the cell `C`.
template <class C, Index Inputs, Index Steps, bool Sequences, bool Backwards, bool UseBias>
struct Recurrence {
  using Cell = C;
  static constexpr Index units = C::units, columns = C::gates * units, kept = C::kept * units, inputs = Inputs, steps = Steps;
  static constexpr bool sequences = Sequences, use_bias = UseBias;

  /// Numbers that training remembers per sample: the memory of all steps, and h of all steps but the last unless y has it.
  static constexpr Index remembered = Steps * kept + (Sequences ? 0 : (Steps - 1) * units);

  // Scratch in numbers: once, and per sample.
  static constexpr Index forward_scratch = units;               // zeros
  static constexpr Index forward_scratch_per_sample = columns;  // a product
  static constexpr Index backward_scratch =
      units + transposed_numbers<units, columns> + transposed_numbers<inputs, columns>;  // zeros, two transposed kernels
  static constexpr Index backward_scratch_per_sample = 3 * units + columns;
  static constexpr Index infer_block =
      simd::has_vectors ? (std::min<Index>)(Steps, 8) : 1;  // steps whose x W is one product, for one sample
  static constexpr Index infer_scratch = units + infer_block * kept;
  static constexpr Index infer_scratch_per_sample = columns + kept + (C::carries_c ? units : 0);

  /// The rows of the inputs of step s.
  static constexpr Index input_step(Index s) { return Backwards ? Steps - 1 - s : s; }
};

/// The parameters of a recurrent layer, or their gradients; null if the layer has none.
template <class T>
struct RecurrentParameters {
  T* kernel;            ///< (C, gates U)
  T* recurrent_kernel;  ///< (U, gates U)
  T* bias;              ///< (gates U)
  T* recurrent_bias;    ///< (gates U)
};

/// `memory` (rows, kept U) = x W + b in the columns of the gates.
template <class R, class T, class Samples>
void input_product(const RecurrentParameters<const T>& p, const T* x, Index x_row, T* memory, Samples rows) {
  if constexpr (R::use_bias) {
    strided_product<R::inputs, R::columns, R::columns>(x, x_row, p.kernel, memory, R::kept, rows, FromBias<T>{p.bias});
  } else {
    strided_product<R::inputs, R::columns, R::columns>(x, x_row, p.kernel, memory, R::kept, rows, FromZero{});
  }
}

/// Forward in training. `remembered` and `scratch` as Recurrence counts them.
template <class R, class T>
void recurrent_forward(const typename R::Cell& cell, const RecurrentParameters<const T>& p, const T* x, T* y, T* remembered,
                       T* scratch, Index n) {
  constexpr Index S = R::steps, U = R::units;
  T* const history = remembered + S * n * R::kept;  // (S - 1, N, U) if y has only the last step
  T* const zeros = scratch;                         // (U)
  T* const product = scratch + U;                   // (N, columns)
  std::fill_n(zeros, U, T(0));
  Rows<const T> before{zeros, 0}, c_before{zeros, 0};
  for (Index s = 0; s < S; ++s) {
    T* const memory = remembered + s * n * R::kept;
    input_product<R>(p, x + R::input_step(s) * R::inputs, S * R::inputs, memory, n);
    Rows<T> h{history + s * n * U, U};
    if constexpr (R::sequences) h = {y + s * U, S * U};
    if (!R::sequences && s == S - 1) h = {y, U};
    const Rows<T> c{memory + (R::Cell::kept - 1) * U, R::kept};
    cell.forward(
        RecurrentStep<T, Index>{n, p.recurrent_kernel, p.recurrent_bias, memory, product, before, h, c_before, c, s == 0});
    before = {h.data, h.row};
    c_before = {c.data, c.row};
  }
}

/// Inference of n samples, an Index or Extent<1>.
template <class R, class T, class Samples>
void recurrent_infer(const typename R::Cell& cell, const RecurrentParameters<const T>& p, const T* x, T* y, T* scratch,
                     Samples n) {
  constexpr Index S = R::steps, U = R::units;
  T* const zeros = scratch;               // (U)
  T* const product = zeros + U;           // (N, columns)
  T* const c = product + n * R::columns;  // (N, U)
  T* const memory = c + (R::Cell::carries_c ? n * U : 0);
  std::fill_n(zeros, U, T(0));
  Rows<const T> before{zeros, 0}, c_before{zeros, 0};
  for (Index s = 0; s < S; ++s) {
    T* m = memory;
    if (n == 1 && R::infer_block > 1) {
      const Index place = s % R::infer_block;
      m += place * R::kept;
      if (place == 0) {
        const Index block = (std::min)(R::infer_block, S - s);
        const Index to_next = (R::input_step(1) - R::input_step(0)) * R::inputs;
        input_product<R>(p, x + R::input_step(s) * R::inputs, to_next, memory, block);
      }
    } else {
      input_product<R>(p, x + R::input_step(s) * R::inputs, S * R::inputs, m, n);
    }
    const Rows<T> h = R::sequences ? Rows<T>{y + s * U, S * U} : Rows<T>{y, U};
    cell.forward(
        RecurrentStep<T, Samples>{n, p.recurrent_kernel, p.recurrent_bias, m, product, before, h, c_before, {c, U}, s == 0});
    before = {h.data, h.row};
    c_before = {c, U};
  }
}

/// Backward after recurrent_forward with the same x, y and n. Writes the gradients g, and dx (N, S, C) unless it is null. `remembered` is
/// overwritten.
template <class R, bool InputGradient, class T>
void recurrent_backward(const typename R::Cell& cell, const RecurrentParameters<const T>& p, const RecurrentParameters<T>& g,
                        const T* x, const T* y, const T* dy, T* dx, T* remembered, T* scratch, Index n) {
  constexpr Index S = R::steps, U = R::units, C = R::inputs;
  const T* const history = remembered + S * n * R::kept;
  T* const zeros = scratch;                                         // (U)
  T* const recurrent = zeros + U;                                   // (columns, U)
  T* const kernel = recurrent + transposed_numbers<U, R::columns>;  // (columns, C)
  T* const dh = kernel + transposed_numbers<C, R::columns>;         // (N, U)
  T* const dc = dh + n * U;                                         // (N, U)
  T* const dh_before = dc + n * U;                                  // (N, U)
  T* const dq = dh_before + n * U;                                  // (N, columns)
  std::fill_n(zeros, U, T(0));
  std::fill_n(dc, n * U, T(0));
  transpose_weights<U, R::columns, R::columns>(p.recurrent_kernel, recurrent);
  if constexpr (InputGradient) transpose_weights<C, R::columns, R::columns>(p.kernel, kernel);
  for (Index s = S - 1; s >= 0; --s) {
    T* const memory = remembered + s * n * R::kept;
    for (Index i = 0; i < n; ++i) {
      for (Index u = 0; u < U; ++u) {
        T& d = dh[i * U + u];
        if (s < S - 1) d = R::Cell::direct ? d + dh_before[i * U + u] : dh_before[i * U + u];
        if constexpr (R::sequences) {
          const T own = dy[(i * S + s) * U + u];
          d = s < S - 1 ? d + own : own;
        } else {
          if (s == S - 1) d = dy[i * U + u];
        }
      }
    }
    Rows<const T> before{zeros, 0}, c_before{zeros, 0};
    if (s > 0) {
      before = R::sequences ? Rows<const T>{y + (s - 1) * U, S * U} : Rows<const T>{history + (s - 1) * n * U, U};
      c_before = {memory - n * R::kept + (R::Cell::kept - 1) * U, R::kept};
    }
    cell.backward(
        RecurrentStepBack<T>{n, p.recurrent_kernel, recurrent, memory, before, c_before, dh, dc, dq, dh_before, s == 0});
    if constexpr (InputGradient) {
      transposed_product<C, R::columns, R::columns>(memory, R::kept, p.kernel, kernel, dx + R::input_step(s) * C, S * C, n);
    }
  }
  const SequenceRows<const T> all{remembered, n * R::kept, R::kept};
  const SequenceRows<const T> inputs{x + R::input_step(0) * C, R::input_step(0) == 0 ? C : -C, S * C};
  sequence_weight_gradient<C, R::columns, R::columns>(inputs, all, g.kernel, S, n);
  if constexpr (S > 1) {
    const SequenceRows<const T> before =
        R::sequences ? SequenceRows<const T>{y, U, S * U} : SequenceRows<const T>{history, n * U, U};
    R::Cell::weight_gradient(before, {remembered + n * R::kept, n * R::kept, R::kept}, g.recurrent_kernel, S - 1, n);
  } else {
    std::fill_n(g.recurrent_kernel, U * R::columns, T(0));
  }
  if constexpr (R::use_bias) strided_column_sums<R::columns>(remembered, R::kept, S * n, g.bias);
  if constexpr (R::Cell::biased) R::Cell::recurrent_bias_gradient(remembered, S * n, g.bias, g.recurrent_bias);
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
