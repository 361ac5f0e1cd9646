// SPDX-License-Identifier: MIT
// The common part of SimpleRNN, LSTM and GRU: options, shapes, parameters, memory, and passes over a sequence. The arithmetic of a step is
// in kernels/recurrent/.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/initializers/orthogonal.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/dropout.hpp>
#include <linnet/kernels/recurrent/sequence.hpp>
#include <linnet/network/streamed.hpp>
#include <linnet/network/torch.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

/// Options of recurrent layers that change shapes or parameters.
struct RecurrentOptions {
  bool return_sequences = false;  ///< the output is that of each step (N, S, U), otherwise that of the last one (N, U)
  bool go_backwards = false;      ///< reads the sequence from its end: the first output is that of the last step, as in Keras
  bool use_bias = true;
  bool reset_after =
      true;  ///< of GRU: r (h' recurrent_kernel), as cuDNN and PyTorch have it; false: (r h') recurrent_kernel, as the paper

  static constexpr std::string_view cpp_name = "linnet::RecurrentOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("return_sequences", return_sequences, false);
    list("go_backwards", go_backwards, false);
    list("use_bias", use_bias, true);
    list("reset_after", reset_after, true);
  }
};

namespace detail {

/// The tensors of a recurrent layer in PyTorch, which has two biases: rows of linnet's bias, or summands. `gates` is TorchTensor::blocks.
constexpr std::array<TorchTensor, 4> torch_cell(std::string_view gates, bool two_rows) {
  return {{{"kernel", "weight_ih", "IO", 0, gates},
           {"recurrent_kernel", "weight_hh", "IO", 0, gates},
           {"bias", "bias_ih", two_rows ? "0O" : "O", 0, gates},
           {"bias", "bias_hh", two_rows ? "1O" : "O", 0, gates}}};
}

constexpr RecurrentOptions other_direction(RecurrentOptions options) {
  options.go_backwards = !options.go_backwards;
  return options;
}

/// True if the gradient of the gates' activation needs its input.
template <class L>
inline constexpr bool recurrent_from_input = [] {
  if constexpr (requires { L::recurrent_activation; }) {
    return kernels::from_input<std::remove_cvref_t<decltype(L::recurrent_activation)>>;
  } else {
    return false;
  }
}();

/// A recurrent layer L, bound to the input shape In (S, C). L has `Cell`, `units`, `options`, a member dropout, and cell().
template <class L, class In>
struct RecurrentForm {
  using Cell = typename L::Cell;
  static constexpr bool fits = In::rank == 2;
  static constexpr Index S = fits ? In::dims[0] : 1, C = last_dim<In>, U = L::units, columns = Cell::gates * U;
  using Shapes = kernels::Recurrence<Cell, C, S, L::options.return_sequences, L::options.go_backwards, L::options.use_bias>;

  static constexpr auto output_shape() {
    static_assert(
        fits,
        "recurrent layer: the input must be a sequence (steps, features), for example Input<28, 28>; give a recurrent "
        "layer before it return_sequences, or put a Reshape<steps, features> before it");
    static_assert(
        !kernels::from_input<decltype(L::activation)> && !recurrent_from_input<L>,
        "recurrent layer: it remembers the outputs of its activations, and the gradients of gelu and silu need the inputs; use "
        "tanh, relu or softplus");
    if constexpr (L::options.return_sequences) {
      return Shape<S, U>{};
    } else {
      return Shape<U>{};
    }
  }

  /// kernel (C, gates U), recurrent_kernel (U, gates U) and bias (gates U), or (2, gates U) of a cell with a recurrent bias.
  static constexpr auto parameters() {
    constexpr ParameterInfo kernel{"kernel", {C, columns, 1, 1}, 2, C, columns};
    constexpr ParameterInfo recurrent{"recurrent_kernel", {U, columns, 1, 1}, 2, U, columns};
    if constexpr (Cell::biased) {
      return std::array{kernel, recurrent, ParameterInfo{"bias", {2, columns, 1, 1}, 2, 2, columns}};
    } else if constexpr (L::options.use_bias) {
      return std::array{kernel, recurrent, ParameterInfo{"bias", {columns, 1, 1, 1}, 1, columns, columns}};
    } else {
      return std::array{kernel, recurrent};
    }
  }

  template <class T>
  static constexpr LayerMemory memory() {
    using R = Shapes;
    return {.per_sample = R::remembered,
            .per_batch = 1,  // the key of dropout
            .scratch = (std::max)(R::forward_scratch, R::backward_scratch),
            .scratch_per_sample =
                (std::max)(R::forward_scratch_per_sample, R::backward_scratch_per_sample) + In::size,  // dropped x
            .inference_scratch = R::infer_scratch,
            .inference_scratch_per_sample = R::infer_scratch_per_sample};
  }

  static constexpr Index multiply_accumulates() { return S * (C + U) * columns; }

  template <class T, class Pass>
  static kernels::RecurrentParameters<const T> numbers(const Pass& f) {
    kernels::RecurrentParameters<const T> p{f.template parameter<0>(), f.template parameter<1>(), nullptr, nullptr};
    if constexpr (L::options.use_bias) p.bias = f.template parameter<2>();
    if constexpr (Cell::biased) p.recurrent_bias = p.bias + columns;
    return p;
  }
  template <class T, class Pass>
  static kernels::RecurrentParameters<T> gradients(const Pass& f) {
    kernels::RecurrentParameters<T> p{f.template gradient<0>(), f.template gradient<1>(), nullptr, nullptr};
    if constexpr (L::options.use_bias) p.bias = f.template gradient<2>();
    if constexpr (Cell::biased) p.recurrent_bias = p.bias + columns;
    return p;
  }

  /// `to` (N, S, C) = x with the inputs of each sample dropped at all steps alike.
  template <class T>
  static void drop(const L& layer, T key, const T* x, T* to, Index n) {
    const kernels::DropoutMask<T> factor(key, layer.dropout);
    for (Index i = 0; i < n; ++i) {
      for (Index s = 0; s < S; ++s) {
        const Index row = (i * S + s) * C;
        for (Index c = 0; c < C; ++c) to[row + c] = factor(i * C + c, x[row + c]);
      }
    }
  }

  template <class Pass>
  static void forward(const L& layer, const Pass& f) {
    using T = typename Pass::Scalar;
    if (!f.training) return infer_with(layer, f, f.scratch);
    T* const key = f.remembered + f.n * Shapes::remembered;  // behind the steps, which keep their alignment
    const T* x = f.x;
    if (layer.dropout > 0.0f) {
      *key = kernels::dropout_key<T>(*f.random);
      drop(layer, *key, x, f.scratch, f.n);
      x = f.scratch;
    }
    kernels::recurrent_forward<Shapes>(layer.cell(), numbers<T>(f), x, f.y, f.remembered, f.scratch + f.n * In::size, f.n);
  }

  template <class Pass>
  static void infer_with(const L& layer, const Pass& f, typename Pass::Scalar* scratch) {
    using T = typename Pass::Scalar;
    if constexpr (std::is_same_v<std::remove_cv_t<decltype(f.n)>, OneSample>) {
      kernels::recurrent_infer<Shapes>(layer.cell(), numbers<T>(f), f.x, f.y, scratch, kernels::Extent<1>{});
    } else {
      kernels::recurrent_infer<Shapes>(layer.cell(), numbers<T>(f), f.x, f.y, scratch, Index{f.n});
    }
  }

  template <class Pass>
  static void backward(const L& layer, const Pass& f) {
    using T = typename Pass::Scalar;
    const T* x = f.x;
    const T key = f.remembered[f.n * Shapes::remembered];
    if (layer.dropout > 0.0f) {
      drop(layer, key, x, f.scratch, f.n);
      x = f.scratch;
    }
    kernels::recurrent_backward<Shapes, Pass::input_gradient_needed>(layer.cell(), numbers<T>(f), gradients<T>(f), x, f.y, f.dy,
                                                                     f.dx, f.remembered, f.scratch + f.n * In::size, f.n);
    if constexpr (Pass::input_gradient_needed) {
      if (layer.dropout > 0.0f) drop(layer, key, f.dx, f.dx, f.n);
    }
  }

  /// The streamed form: h, and c if the cell has one, are carried.
  static constexpr Streamed streamed() {
    static_assert(!L::options.go_backwards,
                  "stream: a layer that goes backwards begins with the last frame, which has not come yet");
    return {.carried = (Cell::carries_c ? 2 : 1) * U,
            .scratch = columns + Cell::kept * U,
            .ends_time = !L::options.return_sequences,
            .looks_back = true};
  }
  template <class Pass>
  static bool push(const L& layer, const Pass& f) {
    using T = typename Pass::Scalar;
    const auto p = numbers<T>(f);
    T* const product = f.scratch;           // (columns)
    T* const memory = f.scratch + columns;  // (kept U)
    const kernels::Rows<T> h{f.carried, U}, c{f.carried + U, U};
    kernels::input_product<Shapes>(p, f.x, C, memory, kernels::Extent<1>{});
    layer.cell().forward(kernels::RecurrentStep<T, kernels::Extent<1>>{
        {}, p.recurrent_kernel, p.recurrent_bias, memory, product, {h.data, h.row}, h, {c.data, c.row}, c, false});
    std::copy_n(f.carried, U, f.y);
    return true;
  }
};

/// Returns nullptr if the settings that all recurrent layers have are valid, otherwise the reason.
template <class L>
constexpr const char* recurrent_problem(const L& layer) {
  if (!(layer.dropout >= 0.0f && layer.dropout < 1.0f)) return "recurrent layer: dropout must be in [0, 1)";
  if constexpr (requires { layer.activation.problem(); }) {
    if (const char* problem = layer.activation.problem()) return problem;
  }
  if constexpr (requires { layer.recurrent_activation.problem(); }) {
    if (const char* problem = layer.recurrent_activation.problem()) return problem;
  }
  return nullptr;
}

}  // namespace detail
}  // namespace linnet
