// SPDX-License-Identifier: MIT
// SeparableConv2D: a depthwise convolution, then a 1x1 convolution that mixes the channels. Source: keras.layers.SeparableConv2D.
#pragma once

#include <linnet/kernels/depthwise.hpp>
#include <linnet/layers/convolution.hpp>
#include <linnet/layers/depthwise_conv2d.hpp>

namespace linnet {

/// Input (N, H, W, C), output (N, OH, OW, Filters), extents as for Conv2D.
/// Parameters: depthwise_kernel (KH, KW, C, Multiplier), pointwise_kernel (1, 1, C * Multiplier, Filters), bias (Filters).
template <Index Filters, Size2D Kernel, class A = linear, ConvOptions Options = ConvOptions{}, Index Multiplier = 1>
struct SeparableConv2D {
  Initializer depthwise_initializer{};  ///< default: GlorotUniform{}
  Initializer pointwise_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};       ///< default: Zeros{}
  Regularizer depthwise_regularizer{};
  Regularizer pointwise_regularizer{};
  A activation{};

  static constexpr std::string_view name = "separable_conv2d";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = "linnet::SeparableConv2D";
  static constexpr OutputUse output_use = A::output_use;
  static constexpr TorchOrder torch_order = TorchOrder::channels_first;
  static constexpr std::array<TorchTensor, 3> torch{
      {{"depthwise_kernel", "weight", "HWOO", 0}, {"pointwise_kernel", "weight", "HWIO", 1}, {"bias", "bias", "O", 1}}};

  /// The windows of the depthwise half.
  template <class In>
  static constexpr Windows windows = detail::convolution_windows<2, Kernel, Options, last_dim<In> * Multiplier, In>();
  template <class In>
  using Output = ImageShape<2, windows<In>.rows.out, windows<In>.columns.out, Filters>;

  template <class In>
  static constexpr auto parameters() {
    static_assert(Filters > 0, "SeparableConv2D: the number of filters must be at least 1");
    static_assert(Filters != 1 || !std::is_same_v<A, softmax>,
                  "SeparableConv2D: the softmax of one filter is always 1; use sigmoid");
    static_assert(Multiplier > 0, "SeparableConv2D: the depth multiplier must be at least 1");
    constexpr Windows S = windows<In>;
    constexpr ParameterInfo depthwise{"depthwise_kernel",
                                      {Kernel.height, Kernel.width, S.channels, Multiplier},
                                      4,
                                      S.taps() * S.channels,
                                      S.taps() * Multiplier};
    constexpr ParameterInfo pointwise{"pointwise_kernel", {1, 1, S.outputs, Filters}, 4, S.outputs, Filters};
    if constexpr (Options.use_bias) {
      return std::array{depthwise, pointwise, ParameterInfo{"bias", {Filters, 1, 1, 1}, 1, S.outputs, Filters}};
    } else {
      return std::array{depthwise, pointwise};
    }
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    constexpr Windows S = windows<In>;
    // Remembered: the output of the depthwise half, and the inputs of some activations; scratch: its gradient, and the scratch of both halves; in inference a row.
    return {.per_sample = S.out_sample() + detail::activation_memory<A>(S.positions() * Filters),
            .scratch = (std::max)(kernels::dense_scratch<S.outputs, Filters, T>, kernels::depthwise_scratch<S>),
            .scratch_per_sample = S.out_sample(),
            .inference_scratch = S.columns.out * S.outputs};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return windows<In>.out_sample() * (windows<In>.taps() + Filters);
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    if (parameter == 2) return bias_initializer.otherwise(Zeros{});
    return (parameter == 0 ? depthwise_initializer : pointwise_initializer).otherwise(GlorotUniform{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const {
    return parameter == 0 ? depthwise_regularizer : (parameter == 1 ? pointwise_regularizer : Regularizer{});
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if constexpr (requires { activation.problem(); }) return activation.problem();
    return nullptr;
  }

  /// See Dense::with_bias.
  constexpr auto with_bias() const requires std::is_same_v<A, linear> {
    return SeparableConv2D<Filters, Kernel, A, detail::with_bias(Options), Multiplier>{
        depthwise_initializer, pointwise_initializer, bias_initializer, depthwise_regularizer, pointwise_regularizer, {}};
  }

  /// The int8 form: its two halves, with numbers of int8 between them.
  constexpr auto int8_parts() const {
    constexpr ConvOptions first{Options.strides, Options.padding, Options.dilation_rate, false};
    Conv2D<Filters, 1, A, ConvOptions{.use_bias = Options.use_bias}> second{};
    second.activation = activation;
    return std::tuple(DepthwiseConv2D<Kernel, Multiplier, linear, first>{}, second);
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Filters);
    list(Kernel);
    list(activation, linear{});
    list(Options, ConvOptions{});
    list(Multiplier, Index{1});
  }

  template <class Pass>
  void infer(const Pass& f) const {  // one row at a time through the scratch
    constexpr Windows S = windows<typename Pass::Input>;
    for (Index i = 0; i < f.n * S.rows.out; ++i) {
      kernels::depthwise_row<S>(f.x + i / S.rows.out * S.in_sample(), f.template parameter<0>(), f.scratch, i % S.rows.out,
                                kernels::FromZero{});
      pointwise(f, f.scratch, f.y + i * S.columns.out * Filters, S.columns.out);
    }
    kernels::activate_stored(activation, f.y, f.y, f.n * S.positions(), Filters);
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    kernels::depthwise_forward<S>(f.x, f.template parameter<0>(), f.remembered, f.n, kernels::FromZero{});
    auto* z = detail::activation_input<A>(f.remembered + f.n * S.out_sample(), f.y);
    pointwise(f, f.remembered, z, f.n * S.positions());
    kernels::activate_stored(activation, z, f.y, f.n * S.positions(), Filters);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Windows S = windows<typename Pass::Input>;
    const Index rows = f.n * S.positions();
    T* middle = f.scratch;  // (n, OH, OW, C * Multiplier): gradient of the output of the depthwise half
    T* scratch = f.scratch + f.n * S.out_sample();
    if constexpr (!std::is_same_v<A, linear>) {
      const T* source = detail::activation_source<A>(f.remembered + f.n * S.out_sample(), f.y);
      kernels::activation_gradient(activation, source, f.dy, f.dy, rows, Filters);
    }
    if constexpr (Options.use_bias) {
      f.begin_sums(f.template gradient<2>(), Filters);
      kernels::add_bias_gradient<Filters>(f.dy, f.template gradient<2>(), rows);
    }
    kernels::dense_weight_gradient<S.outputs, Filters>(f.remembered, f.dy, f.template gradient<1>(), scratch, rows,
                                                       kernels::StoreSum{}, f.adds);
    kernels::dense_input_gradient<S.outputs, Filters>(f.dy, f.template parameter<1>(), middle, scratch, rows);
    f.begin_sums(f.template gradient<0>(), S.taps() * S.outputs);
    for (Index i = 0; i < f.n; ++i) {
      const T* dy = middle + i * S.out_sample();
      kernels::depthwise_weight_gradient<S>(f.x + i * S.in_sample(), dy, f.template gradient<0>(), scratch);
      if constexpr (Pass::input_gradient_needed) {
        kernels::depthwise_input_gradient<S>(dy, f.template parameter<0>(), f.dx + i * S.in_sample());
      }
    }
  }

 private:
  /// The product with the pointwise kernel: y (rows, Filters) of x (rows, C * Multiplier).
  template <class Pass, class T>
  static void pointwise(const Pass& f, const T* x, T* y, Index rows) {
    constexpr Index channels = windows<typename Pass::Input>.outputs;
    const T* kernel = f.template parameter<1>();
    if constexpr (Options.use_bias) {
      kernels::dense_forward<channels, Filters>(x, kernel, y, rows, kernels::FromBias<T>{f.template parameter<2>()},
                                                kernels::StoreFor<A>{});
    } else {
      kernels::dense_forward<channels, Filters>(x, kernel, y, rows, kernels::FromZero{}, kernels::StoreFor<A>{});
    }
  }
};

}  // namespace linnet
