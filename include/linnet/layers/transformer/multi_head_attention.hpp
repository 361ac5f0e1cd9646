// SPDX-License-Identifier: MIT
// MultiHeadAttention: each step of a sequence looks at all steps of it and takes what fits. Self-attention:
// keras.layers.MultiHeadAttention(heads, key_size) called with one sequence as query, value and key.
// Source: Vaswani et al. (2017), arXiv:1706.03762.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/kernels/transformer/attention.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/torch.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

/// Options of MultiHeadAttention that change its parameters or its shape.
struct MultiHeadAttentionOptions {
  bool causal = false;  ///< a step looks only at itself and at earlier ones: Keras's use_causal_mask
  bool use_bias = true;

  static constexpr std::string_view cpp_name = "linnet::MultiHeadAttentionOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("causal", causal, false);
    list("use_bias", use_bias, true);
  }
};

/// For each head h: q = (x Q + b) / sqrt(KeySize), k = x K + b, v = x V + b, o_h = softmax(q k^T) v; y = o O + b over all heads.
///
/// Input and output (N, S, C). Parameters: the kernels of query, key and value (C, Heads, KeySize) with biases (Heads, KeySize), that of
/// the output (Heads, KeySize, C) with a bias (C). `dropout` acts on the probabilities in training, as in Keras.
///
/// Training remembers q, k, v, the probabilities (Heads, S, S) and o: to compute them again would cost a third of the backward pass.
/// Backward writes the gradients over them, and needs no other memory that grows with the batch.
template <Index Heads, Index KeySize, MultiHeadAttentionOptions Options = MultiHeadAttentionOptions{}>
struct MultiHeadAttention {
  float dropout = 0.0f;
  Initializer kernel_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};    ///< default: Zeros{}
  Regularizer kernel_regularizer{};  ///< of all four kernels

  static constexpr std::string_view name = "multi_head_attention";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = "linnet::MultiHeadAttention";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  /// PyTorch has query, key and value in one tensor, and heads only if their sizes are C in all.
  static constexpr std::array<TorchTensor, 8> torch{{{"query/kernel", "in_proj_weight", "IOO", 0, "", 0, 3},
                                                     {"query/bias", "in_proj_bias", "OO", 0, "", 0, 3},
                                                     {"key/kernel", "in_proj_weight", "IOO", 0, "", 1, 3},
                                                     {"key/bias", "in_proj_bias", "OO", 0, "", 1, 3},
                                                     {"value/kernel", "in_proj_weight", "IOO", 0, "", 2, 3},
                                                     {"value/bias", "in_proj_bias", "OO", 0, "", 2, 3},
                                                     {"attention_output/kernel", "out_proj.weight", "IIO"},
                                                     {"attention_output/bias", "out_proj.bias", "O"}}};

  template <class In>
  static constexpr auto output_shape() {
    static_assert(
        In::rank == 2,
        "MultiHeadAttention: the input must be a sequence (steps, features), for example Input<28, 28>; give a recurrent "
        "layer before it return_sequences, or put a Reshape<steps, features> before it");
    static_assert(Heads > 0 && KeySize > 0, "MultiHeadAttention: there must be at least 1 head, and its size at least 1");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class In>
  static constexpr auto parameters() {
    constexpr Index C = last_dim<In>, H = Heads, K = KeySize;  // fans computed from the kernel's shape, as in Keras
    constexpr ParameterInfo query{"query/kernel", {C, H, K, 1}, 3, C * H, C * K},
        key{"key/kernel", {C, H, K, 1}, 3, C * H, C * K}, value{"value/kernel", {C, H, K, 1}, 3, C * H, C * K},
        output{"attention_output/kernel", {H, K, C, 1}, 3, H * K, H * C};
    if constexpr (Options.use_bias) {
      return std::array{query,  ParameterInfo{"query/bias", {H, K, 1, 1}, 2, H, K},
                        key,    ParameterInfo{"key/bias", {H, K, 1, 1}, 2, H, K},
                        value,  ParameterInfo{"value/bias", {H, K, 1, 1}, 2, H, K},
                        output, ParameterInfo{"attention_output/bias", {C, 1, 1, 1}, 1, C, C}};
    } else {
      return std::array{query, key, value, output};
    }
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    constexpr Index S = steps<In>, C = last_dim<In>;
    using H = Head<In>;
    constexpr Index products = (std::max)(kernels::dense_scratch<C, D, T>, kernels::dense_scratch<D, C, T>);
    return {.per_sample = 4 * S * D + Heads * H::scores,
            .per_batch = 1,  // the key of dropout
            .scratch = (std::max)(products, H::backward_scratch),
            .inference_scratch = 4 * S * D + H::scores + H::forward_scratch};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return 4 * In::size * D + 2 * steps<In> * steps<In> * D;
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    return is_bias(parameter) ? bias_initializer.otherwise(Zeros{}) : kernel_initializer.otherwise(GlorotUniform{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const {
    return is_bias(parameter) ? Regularizer{} : kernel_regularizer;
  }
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Heads);
    list(KeySize);
    list(Options, MultiHeadAttentionOptions{});
  }

  /// See network/int8_form.hpp.
  template <class In>
  static constexpr void refuse_int8() {
    static_assert(
        detail::never<In>,
        "quantize: MultiHeadAttention has no int8 form; quantise the layers before it and keep it in float behind them");
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return dropout >= 0.0f && dropout < 1.0f ? nullptr : "MultiHeadAttention: dropout must be in [0, 1)";
  }

  template <class Pass>
  void infer(const Pass& f) const {  // sample by sample through the scratch
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    T *q = f.scratch, *o = q + 3 * steps<In> * D, *p = o + steps<In> * D;
    for (Index i = 0; i < f.n; ++i) {
      project(f, f.x + i * In::size, q, steps<In>);
      for (Index h = 0; h < Heads; ++h) attend(f, q, p, o, steps<In>, 0, h, p + Head<In>::scores, {});
      produce(f, o, f.y + i * In::size, steps<In>);
    }
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    const Remembered<Pass> r(f.remembered, f.n);
    project(f, f.x, r.q, r.rows);
    const bool drops = f.training && dropout > 0.0f;
    *r.key = drops ? kernels::dropout_key<T>(*f.random) : T(0);
    const kernels::DropoutMask<T> mask(*r.key, dropout);
    for (Index i = 0; i < f.n * Heads; ++i) {
      const Index first = i * Head<typename Pass::Input>::scores;
      attend(f, r.q, r.p + first, r.o, r.rows, i / Heads, i % Heads, f.scratch, {drops ? &mask : nullptr, first});
    }
    produce(f, r.o, f.y, r.rows);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    constexpr Index C = last_dim<In>;
    const Remembered<Pass> r(f.remembered, f.n);
    gradients_of<3, D, C>(f, r.o, f.dy, r.rows);
    kernels::dense_input_gradient<D, C>(f.dy, f.template parameter<kernel_of(3)>(), r.o, f.scratch, r.rows);  // o becomes do
    const kernels::DropoutMask<T> mask(*r.key, dropout);
    for (Index i = 0; i < f.n * Heads; ++i) {
      const Index first = i * Head<In>::scores, at = place<In>(i / Heads, i % Heads);
      kernels::attention_backward<Head<In>>(r.q + at, r.k + at, r.v + at, r.p + first, r.o + at, f.scratch,
                                            {dropout > 0.0f ? &mask : nullptr, first});
    }
    divide(r.q, r.rows * D);
    gradients_of<0, C, D>(f, f.x, r.q, r.rows);
    gradients_of<1, C, D>(f, f.x, r.k, r.rows);
    gradients_of<2, C, D>(f, f.x, r.v, r.rows);
    if constexpr (Pass::input_gradient_needed) {
      kernels::dense_input_gradient<C, D>(r.q, f.template parameter<kernel_of(0)>(), f.dx, f.scratch, r.rows);
      add_input_gradient<1>(f, r.k, r.rows);
      add_input_gradient<2>(f, r.v, r.rows);
    }
  }

 private:
  static constexpr Index D = Heads * KeySize;
  template <class In>
  static constexpr Index steps = In::dims[0];
  template <class In>
  using Head = kernels::AttentionHead<steps<In>, KeySize, D, Options.causal>;

  static constexpr std::size_t kernel_of(std::size_t i) { return Options.use_bias ? 2 * i : i; }
  static constexpr bool is_bias(std::size_t parameter) { return Options.use_bias && parameter % 2 == 1; }
  /// First number of head h of sample i in a matrix (N S, D).
  template <class In>
  static constexpr Index place(Index i, Index h) {
    return i * steps<In> * D + h * KeySize;
  }

  /// What forward remembers of n samples: q, k, v, o (N S, D), p (N, Heads, S, S).
  template <class Pass>
  struct Remembered {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    Index rows;
    T *q, *k, *v, *o, *p, *key;
    Remembered(T* memory, Index n)
        : rows(n * steps<In>),
          q(memory),
          k(q + rows * D),
          v(k + rows * D),
          o(v + rows * D),
          p(o + rows * D),
          key(p + n * Heads * Head<In>::scores) {}
  };

  /// y (rows, M) = x (rows, K) times kernel I, plus its bias.
  template <std::size_t I, Index K, Index M, class Pass, class T>
  static void multiply(const Pass& f, const T* x, T* y, Index rows) {
    const T* kernel = f.template parameter<kernel_of(I)>();
    if constexpr (Options.use_bias) {
      kernels::dense_forward<K, M>(x, kernel, y, rows, kernels::FromBias<T>{f.template parameter<kernel_of(I) + 1>()});
    } else {
      kernels::dense_forward<K, M>(x, kernel, y, rows, kernels::FromZero{});
    }
  }
  /// q, k, v (3, rows, D) of x (rows, C).
  template <class Pass, class T>
  static void project(const Pass& f, const T* x, T* q, Index rows) {
    constexpr Index C = last_dim<typename Pass::Input>;
    multiply<0, C, D>(f, x, q, rows);
    divide(q, rows * D);
    multiply<1, C, D>(f, x, q + rows * D, rows);
    multiply<2, C, D>(f, x, q + 2 * rows * D, rows);
  }
  /// Probabilities and output of head h of sample i.
  template <class Pass, class T>
  static void attend(const Pass&, const T* q, T* p, T* o, Index rows, Index i, Index h, T* scratch,
                     const kernels::ScoreDropout<T>& drop) {
    using In = typename Pass::Input;
    const Index at = place<In>(i, h);
    kernels::attention_forward<Head<In>>(q + at, q + rows * D + at, q + 2 * rows * D + at, p, o + at, scratch, drop);
  }
  template <class Pass, class T>
  static void produce(const Pass& f, const T* o, T* y, Index rows) {
    multiply<3, D, last_dim<typename Pass::Input>>(f, o, y, rows);
  }

  /// Gradients of kernel I (K, M) and its bias, from its input x (rows, K) and the gradient of its output (rows, M).
  template <std::size_t I, Index K, Index M, class Pass, class T>
  static void gradients_of(const Pass& f, const T* x, const T* dy, Index rows) {
    kernels::dense_weight_gradient<K, M>(x, dy, f.template gradient<kernel_of(I)>(), f.scratch, rows, kernels::StoreSum{},
                                         f.adds);
    if constexpr (Options.use_bias)
      kernels::bias_gradient(dy, f.template gradient<kernel_of(I) + 1>(), rows, M, kernels::StoreSum{}, f.adds);
  }
  /// dx += d times kernel I transposed. Nobody reads dy any more: it holds the product.
  template <std::size_t I, class Pass, class T>
  static void add_input_gradient(const Pass& f, const T* d, Index rows) {
    constexpr Index C = last_dim<typename Pass::Input>;
    kernels::dense_input_gradient<C, D>(d, f.template parameter<kernel_of(I)>(), f.dy, f.scratch, rows);
    for (Index i = 0; i < rows * C; ++i) f.dx[i] += f.dy[i];
  }
  /// q /= sqrt(KeySize).
  template <class T>
  static void divide(T* q, Index count) {
    const T factor = T(1) / math::sqrt(T(KeySize));
    for (Index i = 0; i < count; ++i) q[i] *= factor;
  }
};

}  // namespace linnet
