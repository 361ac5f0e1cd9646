// SPDX-License-Identifier: MIT
// Conv2D and Conv1D: y = activation(x * kernel + bias), a product with a small window that slides over the input.
// Sources: keras.layers.Conv2D, keras.layers.Conv1D.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/convolution.hpp>
#include <linnet/kernels/convolution_gradients.hpp>
#include <linnet/kernels/dense.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/torch.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

/// Options of convolutions that change shapes or parameters. One number sets both axes; Conv1D takes one.
struct ConvOptions {
  Size2D strides = 1;
  Padding padding = Padding::valid;
  Size2D dilation_rate = 1;  ///< distance between neighbouring taps of the kernel
  bool use_bias = true;

  static constexpr std::string_view cpp_name = "linnet::ConvOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("strides", strides, Size2D(1));
    list("padding", padding, Padding::valid);
    list("dilation_rate", dilation_rate, Size2D(1));
    list("use_bias", use_bias, true);
  }
};

namespace detail {

constexpr ConvOptions with_bias(ConvOptions options) {
  options.use_bias = true;
  return options;
}

/// The windows of a convolution with `Axes` axes over `In`. Impossible sizes do not compile, and cost one sentence: the function has a
/// value for them too, whereas a class with a static_assert that fails has none in Clang, which complains about each use.
template <int Axes, Size2D Kernel, ConvOptions O, Index Outputs, class In>
constexpr Windows convolution_windows() {
  using I = Image<Axes, In>;
  constexpr Window rows = Axes == 1
                              ? make_window(1, 1)
                              : make_window(I::height, Kernel.height, O.strides.height, O.dilation_rate.height, O.padding);
  constexpr Window columns = make_window(I::width, Kernel.width, O.strides.width, O.dilation_rate.width, O.padding);
  static_assert(I::fits,
                "convolution: the input must be (height, width, channels), (steps, channels) for Conv1D; put a "
                "Reshape<...> before it or give Input its channels, for example Input<28, 28, 1>");
  static_assert(Kernel.height > 0 && Kernel.width > 0, "convolution: the kernel must be at least 1 x 1");
  static_assert(O.strides.height > 0 && O.strides.width > 0, "convolution: strides must be at least 1");
  static_assert(O.dilation_rate.height > 0 && O.dilation_rate.width > 0, "convolution: dilation_rate must be at least 1");
  static_assert(rows.fits() && columns.fits(),
                "convolution: the kernel (with its dilation) is larger than its input; use Padding::same or a smaller kernel");
  return {usable(rows), usable(columns), I::channels, (std::max<Index>)(Outputs, 1)};
}

}  // namespace detail

/// A convolution with `Axes` axes; use it as Conv2D<Filters, Kernel, A, Options> or Conv1D.
///
/// Input (N, H, W, C), output (N, OH, OW, Filters); with one axis (N, S, C) and (N, OS, Filters). An extent becomes
/// (in - (kernel - 1) * dilation - 1) / stride + 1 with Padding::valid, ceil(in / stride) with Padding::same.
/// Parameters: kernel (KH, KW, C, Filters), with one axis (K, C, Filters), and bias (Filters).
template <int Axes, Index Filters, Size2D Kernel, class A = linear, ConvOptions Options = ConvOptions{}>
struct Convolution {
  Initializer kernel_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};    ///< default: Zeros{}
  Regularizer kernel_regularizer{};
  A activation{};

  static constexpr std::string_view name = Axes == 2 ? "conv2d" : "conv1d";
  static constexpr std::string_view cpp_name = Axes == 2 ? "linnet::Conv2D" : "linnet::Conv1D";
  static constexpr OutputUse output_use = A::output_use;
  static constexpr TorchOrder torch_order = TorchOrder::channels_first;
  static constexpr std::array<TorchTensor, 2> torch{{{"kernel", "weight", Axes == 2 ? "HWIO" : "WIO"}, {"bias", "bias", "O"}}};

  template <class In>
  static constexpr Windows windows = detail::convolution_windows<Axes, Kernel, Options, Filters, In>();

  template <class In>
  using Output = ImageShape<Axes, windows<In>.rows.out, windows<In>.columns.out, Filters>;

  template <class In>
  static constexpr auto parameters() {
    static_assert(Filters > 0, "convolution: the number of filters must be at least 1");
    static_assert(Filters != 1 || !std::is_same_v<A, softmax>,
                  "convolution: the softmax of one filter is always 1; use sigmoid");
    constexpr Windows S = windows<In>;
    constexpr Index in = S.taps() * S.channels, out = S.taps() * Filters;
    constexpr ParameterInfo kernel =
        Axes == 2 ? ParameterInfo{"kernel", {Kernel.height, Kernel.width, S.channels, Filters}, 4, in, out}
                  : ParameterInfo{"kernel", {Kernel.width, S.channels, Filters, 1}, 3, in, out};
    if constexpr (Options.use_bias) {
      return std::array{kernel, ParameterInfo{"bias", {Filters, 1, 1, 1}, 1, in, out}};
    } else {
      return std::array{kernel};
    }
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    constexpr Windows S = windows<In>;
    if constexpr (S.pointwise()) {
      return {.scratch = kernels::dense_scratch<S.channels, Filters, T>};
    } else {
      return {.scratch = kernels::convolution_scratch<S, T>};
    }
  }

  template <class In>
  static constexpr Index multiply_accumulates() {
    return windows<In>.out_sample() * windows<In>.taps() * windows<In>.channels;
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
  constexpr Convolution<Axes, Filters, Kernel, linear, Options> without_activation() const {
    return {kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  /// See Dense::with_bias.
  constexpr auto with_bias() const requires std::is_same_v<A, linear> {
    return Convolution<Axes, Filters, Kernel, A, detail::with_bias(Options)>{
        kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Filters);
    if constexpr (Axes == 2) list(Kernel);
    if constexpr (Axes == 1) list(Kernel.width);
    list(activation, linear{});
    list(Options, ConvOptions{});
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    const auto run = [&](const auto& start) {
      if constexpr (S.pointwise()) {
        kernels::dense_forward<S.channels, Filters>(f.x, f.template parameter<0>(), f.y, f.n * S.positions(), start,
                                                    kernels::StoreFor<A>{});
      } else {
        kernels::convolution_forward<S>(f.x, f.template parameter<0>(), f.y, f.n, start, kernels::StoreFor<A>{});
      }
    };
    if constexpr (Options.use_bias) {
      run(kernels::FromBias<typename Pass::Scalar>{f.template parameter<1>()});
    } else {
      run(kernels::FromZero{});
    }
    kernels::activate_stored(activation, f.y, f.n * S.positions(), Filters);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    auto* dw = f.template gradient<0>();
    if constexpr (!S.pointwise()) std::fill_n(dw, S.taps() * S.channels * Filters, 0);
    if constexpr (Options.use_bias) std::fill_n(f.template gradient<1>(), Filters, 0);
    for (Index i = 0; i < f.n; ++i) {  // sample by sample, while it is in the cache
      auto* dy = f.dy + i * S.out_sample();
      if constexpr (!std::is_same_v<A, linear>) {
        kernels::activation_gradient(activation, f.y + i * S.out_sample(), dy, dy, S.positions(), Filters);
      }
      if constexpr (Options.use_bias) kernels::add_bias_gradient<Filters>(dy, f.template gradient<1>(), S.positions());
      if constexpr (!S.pointwise()) kernels::convolution_weight_gradient<S>(f.x + i * S.in_sample(), dy, dw, f.scratch);
    }
    if constexpr (S.pointwise()) {
      kernels::dense_weight_gradient<S.channels, Filters>(f.x, f.dy, dw, f.scratch, f.n * S.positions());
    }
    if constexpr (Pass::input_gradient_needed) {
      if constexpr (S.pointwise()) {
        kernels::dense_input_gradient<S.channels, Filters>(f.dy, f.template parameter<0>(), f.dx, f.scratch,
                                                           f.n * S.positions());
      } else {
        kernels::convolution_input_gradient<S>(f.dy, f.template parameter<0>(), f.dx, f.scratch, f.n);
      }
    }
  }
};

/// Convolution of images (N, H, W, C) with `Filters` kernels: Conv2D<32, 3, relu>, Conv2D<32, Size2D{3, 5}>.
template <Index Filters, Size2D Kernel, class A = linear, ConvOptions Options = ConvOptions{}>
using Conv2D = Convolution<2, Filters, Kernel, A, Options>;

/// Convolution of sequences (N, steps, C) with `Filters` kernels of `Kernel` steps: Conv1D<16, 9, relu>.
template <Index Filters, Index Kernel, class A = linear, ConvOptions Options = ConvOptions{}>
using Conv1D = Convolution<1, Filters, Size2D{1, Kernel}, A, Options>;

}  // namespace linnet
