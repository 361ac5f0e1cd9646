// SPDX-License-Identifier: MIT
// Conv2DTranspose: each input number adds a small kernel to the output, `strides` apart: images become larger. It is the input gradient of
// a convolution, with that convolution as its own input gradient. Source: keras.layers.Conv2DTranspose.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/layers/convolution.hpp>

namespace linnet {

namespace detail {

/// The windows of the convolution that Conv2DTranspose<Filters, Kernel, A, O> over `In` transposes: it reads images of `Filters` channels,
/// the outputs of the layer, and gives the layer's inputs. Impossible sizes do not compile; see convolution_windows.
template <Size2D Kernel, ConvOptions O, Index Filters, class In>
constexpr Windows transposed_windows() {
  using I = Image<2, In>;
  constexpr Window rows = make_transposed_window(I::height, Kernel.height, O.strides.height, O.dilation_rate.height, O.padding);
  constexpr Window columns = make_transposed_window(I::width, Kernel.width, O.strides.width, O.dilation_rate.width, O.padding);
  static_assert(I::fits,
                "Conv2DTranspose: the input must be (height, width, channels); put a Reshape<...> before it or give Input its "
                "channels, for example Input<28, 28, 1>");
  static_assert(Kernel.height > 0 && Kernel.width > 0, "Conv2DTranspose: the kernel must be at least 1 x 1");
  static_assert(O.strides.height > 0 && O.strides.width > 0, "Conv2DTranspose: strides must be at least 1");
  static_assert(O.dilation_rate.height > 0 && O.dilation_rate.width > 0, "Conv2DTranspose: dilation_rate must be at least 1");
  static_assert(O.padding != Padding::causal,
                "Conv2DTranspose: Padding::causal is for Conv1D, whose axis is time; use Padding::same or Padding::valid");
  return {usable(rows), usable(columns), (std::max<Index>)(Filters, 1), I::channels};
}

}  // namespace detail

/// Transposed convolution of images: Conv2DTranspose<16, 3, relu, ConvOptions{.strides = 2, .padding = Padding::same}>.
///
///   y[o][p][f] = activation(bias[f] + sum of x[h][w][c] kernel[u][v][f][c]
///                           over all h * stride + u * dilation = o + before, w * stride + v * dilation = p + before)
///
/// Sums run over kernel row, kernel column, channel, beginning with the bias. Input (N, H, W, C), output (N, OH, OW, Filters). An extent
/// becomes in * stride with Padding::same, where before = (span - stride) / 2, rounded down, at least 0, for a kernel that spans
/// (kernel - 1) * dilation + 1; with Padding::valid in * stride + max(span - stride, 0) and before = 0: Keras's output_padding=None.
/// Parameters: kernel (KH, KW, Filters, C), and bias (Filters).
template <Index Filters, Size2D Kernel, class A = linear, ConvOptions Options = ConvOptions{}>
struct Conv2DTranspose {
  Initializer kernel_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};    ///< default: Zeros{}
  Regularizer kernel_regularizer{};
  A activation{};

  static constexpr std::string_view name = "conv2d_transpose";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = "linnet::Conv2DTranspose";
  static constexpr OutputUse output_use = A::output_use;
  static constexpr TorchOrder torch_order = TorchOrder::channels_first;
  /// Of the convolution that it transposes: PyTorch's ConvTranspose2d has (C, Filters, KH, KW).
  static constexpr std::array<TorchTensor, 2> torch{{{"kernel", "weight", "HWIO"}, {"bias", "bias", "O"}}};

  /// Of the convolution that it transposes: `in` is the extent of the output, `out` that of the input.
  template <class In>
  static constexpr Windows windows = detail::transposed_windows<Kernel, Options, Filters, In>();

  template <class In>
  using Output = ImageShape<2, windows<In>.rows.in, windows<In>.columns.in, Filters>;

  template <class In>
  static constexpr auto parameters() {
    static_assert(Filters > 0, "Conv2DTranspose: the number of filters must be at least 1");
    static_assert(Filters != 1 || !std::is_same_v<A, softmax>,
                  "Conv2DTranspose: the softmax of one filter is always 1; use sigmoid");
    constexpr Windows S = windows<In>;  // fans computed from the kernel's shape, as in Keras
    constexpr Index in = S.taps() * Filters, out = S.taps() * S.outputs;
    constexpr ParameterInfo kernel{"kernel", {Kernel.height, Kernel.width, Filters, S.outputs}, 4, in, out};
    if constexpr (Options.use_bias) {
      return std::array{kernel, ParameterInfo{"bias", {Filters, 1, 1, 1}, 1, in, out}};
    } else {
      return std::array{kernel};
    }
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = detail::activation_memory<A>(windows<In>.in_sample()),
            .scratch = kernels::convolution_scratch<windows<In>, T>,
            .inference_scratch = kernels::convolution_input_scratch<windows<In>, T>};
  }

  template <class In>
  static constexpr Index multiply_accumulates() {
    return windows<In>.out_sample() * windows<In>.taps() * Filters;
  }

  constexpr Initializer initializer(std::size_t parameter) const {
    return parameter == 0 ? kernel_initializer.otherwise(GlorotUniform{}) : bias_initializer.otherwise(Zeros{});
  }
  constexpr Regularizer regularizer(std::size_t parameter) const { return parameter == 0 ? kernel_regularizer : Regularizer{}; }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if constexpr (requires { activation.problem(); }) return activation.problem();
    return nullptr;
  }

  /// See Dense::without_activation.
  constexpr Conv2DTranspose<Filters, Kernel, linear, Options> without_activation() const {
    return {kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  /// See network/int8_form.hpp.
  template <class In>
  static constexpr void refuse_int8() {
    static_assert(
        detail::never<In>,
        "quantize: Conv2DTranspose has no int8 form; use UpSampling2D and Conv2D, or quantise the layers before it and "
        "keep it in float behind them");
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Filters);
    list(Kernel);
    list(activation, linear{});
    list(Options, ConvOptions{});
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    auto* z = detail::activation_input<A>(f.remembered, f.y);
    if constexpr (Options.use_bias) {
      kernels::convolution_input_gradient<S>(f.x, f.template parameter<0>(), z, f.scratch, f.n,
                                             kernels::FromBias<typename Pass::Scalar>{f.template parameter<1>()});
    } else {
      kernels::convolution_input_gradient<S>(f.x, f.template parameter<0>(), z, f.scratch, f.n);
    }
    if constexpr (!std::is_same_v<A, linear>) kernels::activate(activation, z, f.y, f.n * pixels<S>, Filters);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    const auto* source = detail::activation_source<A>(f.remembered, f.y);
    auto* dw = f.template gradient<0>();
    f.begin_sums(dw, S.taps() * S.channels * S.outputs);
    if constexpr (Options.use_bias) f.begin_sums(f.template gradient<1>(), Filters);
    for (Index i = 0; i < f.n; ++i) {  // sample by sample, while it is in the cache
      auto* dy = f.dy + i * S.in_sample();
      if constexpr (!std::is_same_v<A, linear>) {
        kernels::activation_gradient(activation, source + i * S.in_sample(), dy, dy, pixels<S>, Filters);
      }
      if constexpr (Options.use_bias) kernels::add_bias_gradient<Filters>(dy, f.template gradient<1>(), pixels<S>);
      kernels::convolution_weight_gradient<S>(static_cast<const typename Pass::Scalar*>(dy), f.x + i * S.out_sample(), dw,
                                              f.scratch);
    }
    if constexpr (Pass::input_gradient_needed) {
      kernels::convolution_forward<S>(static_cast<const typename Pass::Scalar*>(f.dy), f.template parameter<0>(), f.dx, f.n,
                                      kernels::FromZero{});
    }
  }

 private:
  /// Pixels of an output image.
  template <Windows S>
  static constexpr Index pixels = S.rows.in* S.columns.in;
};

}  // namespace linnet
