// SPDX-License-Identifier: MIT
// DepthwiseConv2D: convolves each channel with its own kernels. Source: keras.layers.DepthwiseConv2D.
#pragma once

#include <linnet/kernels/depthwise.hpp>
#include <linnet/layers/convolution.hpp>

namespace linnet {

/// Input (N, H, W, C), output (N, OH, OW, C * Multiplier), extents as for Conv2D; output channel c * Multiplier + m is kernel m
/// of channel c. Parameters: kernel (KH, KW, C, Multiplier), bias (C * Multiplier).
template <Size2D Kernel, Index Multiplier = 1, class A = linear, ConvOptions Options = ConvOptions{}>
struct DepthwiseConv2D {
  Initializer depthwise_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};       ///< default: Zeros{}
  Regularizer depthwise_regularizer{};
  A activation{};

  static constexpr std::string_view name = "depthwise_conv2d";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = "linnet::DepthwiseConv2D";
  static constexpr OutputUse output_use = A::output_use;
  static constexpr TorchOrder torch_order = TorchOrder::channels_first;
  static constexpr std::array<TorchTensor, 2> torch{{{"kernel", "weight", "HWOO"}, {"bias", "bias", "O"}}};

  template <class In>
  static constexpr Windows windows = detail::convolution_windows<2, Kernel, Options, last_dim<In> * Multiplier, In>();
  template <class In>
  using Output = ImageShape<2, windows<In>.rows.out, windows<In>.columns.out, last_dim<In> * Multiplier>;

  template <class In>
  static constexpr auto parameters() {
    static_assert(Multiplier > 0, "DepthwiseConv2D: the depth multiplier must be at least 1");
    static_assert(last_dim<In> * Multiplier != 1 || !std::is_same_v<A, softmax>,
                  "DepthwiseConv2D: the softmax of one channel is always 1; use sigmoid");
    constexpr Windows S = windows<In>;  // fans computed from the kernel's shape, as in Keras
    constexpr Index in = S.taps() * S.channels, out = S.taps() * Multiplier;
    constexpr ParameterInfo kernel{"kernel", {Kernel.height, Kernel.width, S.channels, Multiplier}, 4, in, out};
    if constexpr (Options.use_bias) {
      return std::array{kernel, ParameterInfo{"bias", {S.outputs, 1, 1, 1}, 1, in, out}};
    } else {
      return std::array{kernel};
    }
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = detail::activation_memory<A>(windows<In>.out_sample()),
            .scratch = kernels::depthwise_scratch<windows<In>>};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return windows<In>.out_sample() * windows<In>.taps();
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    return parameter == 0 ? depthwise_initializer.otherwise(GlorotUniform{}) : bias_initializer.otherwise(Zeros{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const {
    return parameter == 0 ? depthwise_regularizer : Regularizer{};
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if constexpr (requires { activation.problem(); }) return activation.problem();
    return nullptr;
  }

  /// See Dense::with_bias.
  constexpr auto with_bias() const requires std::is_same_v<A, linear> {
    return DepthwiseConv2D<Kernel, Multiplier, A, detail::with_bias(Options)>{
        depthwise_initializer, bias_initializer, depthwise_regularizer, {}};
  }

  /// The int8 form; see network/int8_form.hpp. Activations that are no clamp become a layer of their own.
  template <class In>
  using Int8 = quantized::Depthwise<windows<In>>;
  constexpr auto int8_parts() const requires(!detail::clamps_range<A>) {
    return std::tuple(DepthwiseConv2D<Kernel, Multiplier, linear, Options>{}, Activation<A>{activation});
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Kernel);
    list(Multiplier, Index{1});
    list(activation, linear{});
    list(Options, ConvOptions{});
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    auto* z = detail::activation_input<A>(f.remembered, f.y);
    if constexpr (Options.use_bias) {
      kernels::depthwise_forward<S>(f.x, f.template parameter<0>(), z, f.n,
                                    kernels::FromBias<typename Pass::Scalar>{f.template parameter<1>()});
    } else {
      kernels::depthwise_forward<S>(f.x, f.template parameter<0>(), z, f.n, kernels::FromZero{});
    }
    if constexpr (!std::is_same_v<A, linear>) kernels::activate(activation, z, f.y, f.n * S.positions(), S.outputs);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    const auto* source = detail::activation_source<A>(f.remembered, f.y);
    auto* dw = f.template gradient<0>();
    f.begin_sums(dw, S.taps() * S.outputs);
    if constexpr (Options.use_bias) f.begin_sums(f.template gradient<1>(), S.outputs);
    for (Index i = 0; i < f.n; ++i) {  // sample by sample, while it is in the cache
      auto* dy = f.dy + i * S.out_sample();
      if constexpr (!std::is_same_v<A, linear>) {
        kernels::activation_gradient(activation, source + i * S.out_sample(), dy, dy, S.positions(), S.outputs);
      }
      if constexpr (Options.use_bias) kernels::add_bias_gradient<S.outputs>(dy, f.template gradient<1>(), S.positions());
      kernels::depthwise_weight_gradient<S>(f.x + i * S.in_sample(), dy, dw, f.scratch);
      if constexpr (Pass::input_gradient_needed) {
        kernels::depthwise_input_gradient<S>(dy, f.template parameter<0>(), f.dx + i * S.in_sample());
      }
    }
  }
};

}  // namespace linnet
