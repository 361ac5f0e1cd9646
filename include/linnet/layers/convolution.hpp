// SPDX-License-Identifier: MIT
// Conv2D and Conv1D: y = activation(x * kernel + bias), a product with a small window that slides over the input.
// Sources: keras.layers.Conv2D, keras.layers.Conv1D.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/clipped_step.hpp>
#include <linnet/kernels/convolution.hpp>
#include <linnet/kernels/convolution_gradients.hpp>
#include <linnet/kernels/dense.hpp>
#include <linnet/layers/activation.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/network/streamed.hpp>
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
  static_assert(Axes == 1 || O.padding != Padding::causal,
                "convolution: Padding::causal is for Conv1D, whose axis is time; use Padding::same or Padding::valid");
  static_assert(rows.fits() && columns.fits(),
                "convolution: the kernel (with its dilation) is larger than its input; use Padding::same or a smaller kernel");
  return {usable(rows), usable(columns), I::channels, (std::max<Index>)(Outputs, 1)};
}

}  // namespace detail

/// Convolution of images with `Filters` kernels: Conv2D<32, 3, relu>, Conv2D<32, Size2D{3, 5}>. Conv1D has one of two `Axes`.
///
/// Input (N, H, W, C), output (N, OH, OW, Filters); with one axis (N, S, C) and (N, OS, Filters). An extent becomes
/// (in - (kernel - 1) * dilation - 1) / stride + 1 with Padding::valid, ceil(in / stride) with Padding::same. Conv1D also has
/// Padding::causal: ceil(in / stride) outputs, each of which sees only its own and earlier steps.
/// Parameters: kernel (KH, KW, C, Filters), with one axis (K, C, Filters), and bias (Filters).
template <Index Filters, Size2D Kernel, class A = linear, ConvOptions Options = ConvOptions{}, int Axes = 2>
struct Conv2D {
  Initializer kernel_initializer{};  ///< default: GlorotUniform{}
  Initializer bias_initializer{};    ///< default: Zeros{}
  Regularizer kernel_regularizer{};
  A activation{};

  static constexpr std::string_view name = Axes == 2 ? "conv2d" : "conv1d";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = Axes == 2 ? "linnet::Conv2D" : "linnet::Conv1D";
  static constexpr OutputUse output_use = A::output_use;
  static constexpr bool trains_in_place = Kernel == Size2D(1) && Options.strides == Size2D(1);  ///< as Dense
  using LeavesGradientsOut = Conv2D;                                                            ///< see BackwardPass
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
    constexpr Index inputs = detail::activation_memory<A>(S.out_sample());
    if constexpr (S.pointwise()) {
      return {.per_sample = inputs, .scratch = (std::max)(kernels::dense_scratch<S.channels, Filters, T>, Filters)};
    } else {
      return {.per_sample = inputs, .scratch = kernels::convolution_scratch<S, T>};
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
  constexpr Conv2D<Filters, Kernel, linear, Options, Axes> without_activation() const {
    return {kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  /// See Dense::with_bias.
  constexpr auto with_bias() const requires std::is_same_v<A, linear> {
    return Conv2D<Filters, Kernel, A, detail::with_bias(Options), Axes>{
        kernel_initializer, bias_initializer, kernel_regularizer, {}};
  }

  /// The int8 form; see network/int8_form.hpp. Activations that are no clamp become a layer of their own.
  static constexpr bool takes_max_pool = true;
  template <class In>
  using Int8 = quantized::Product<windows<In>>;
  constexpr auto int8_parts() const requires(!detail::clamps_range<A>) {
    return std::tuple(without_activation(), Activation<A>{activation});
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(Filters);
    if constexpr (Axes == 2) list(Kernel);
    if constexpr (Axes == 1) list(Kernel.width);
    list(activation, linear{});
    list(Options, ConvOptions{});
  }

  /// The streamed form of Conv1D: the frames that a kernel spans are carried. See network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() requires(Axes == 1) {
    constexpr Window w = windows<In>.columns;
    static_assert(
        Options.padding != Padding::same || w.before == 0,
        "stream: Conv1D with Padding::same sees frames that have not come yet; use Padding::causal or Padding::valid");
    constexpr bool causal = Options.padding == Padding::causal;
    return {.carried = Frames<In>::numbers,
            .scratch = w.size * last_dim<In>,
            .first = causal ? 0 : w.span() - 1,
            .stride = w.stride,
            .looks_back = causal && w.span() > 1};
  }
  template <class Pass>
  bool push(const Pass& f) const requires(Axes == 1) {
    using In = typename Pass::Input;
    constexpr Streamed form = streamed<typename Pass::Scalar, In>();
    if (!Frames<In>::push(f.carried, f.x, form.first, form.stride)) return false;
    Frames<In>::copy(f.carried, windows<In>.columns.dilation, f.scratch);  // (kernel, C)
    using Alone = Conv2D<Filters, Kernel, A, ConvOptions{.use_bias = Options.use_bias}, 1>;
    detail::infer_one<Bound<typename Pass::Scalar, Alone, Shape<Kernel.width, last_dim<In>>>>(
        Alone{.activation = activation}, f.scratch, f.y, f.parameters, f.state, nullptr);
    return true;
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    auto* z = detail::activation_input<A>(f.remembered, f.y);
    const auto run = [&](const auto& start) {
      if constexpr (S.pointwise()) {
        kernels::dense_forward<S.channels, Filters>(f.x, f.template parameter<0>(), z, f.n * S.positions(), start,
                                                    kernels::StoreFor<A>{});
      } else {
        kernels::convolution_forward<S>(f.x, f.template parameter<0>(), z, f.n, start, kernels::StoreFor<A>{});
      }
    };
    if constexpr (Options.use_bias) {
      run(kernels::FromBias<typename Pass::Scalar>{f.template parameter<1>()});
    } else {
      run(kernels::FromZero{});
    }
    kernels::activate_stored(activation, z, f.y, f.n * S.positions(), Filters);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Windows S = windows<typename Pass::Input>;
    const auto* source = detail::activation_source<A>(f.remembered, f.y);
    constexpr bool needed = Pass::parameter_gradients_needed;
    auto* dw = f.template gradient<0>();
    if constexpr (Pass::in_place) return step_in_place(f, source, dw);
    if constexpr (needed && !S.pointwise()) f.begin_sums(dw, S.taps() * S.channels * Filters);
    if constexpr (needed && Options.use_bias) f.begin_sums(f.template gradient<1>(), Filters);
    for (Index i = 0; i < f.n; ++i) {  // sample by sample, while it is in the cache
      auto* dy = f.dy + i * S.out_sample();
      if constexpr (!std::is_same_v<A, linear>) {
        kernels::activation_gradient(activation, source + i * S.out_sample(), dy, dy, S.positions(), Filters);
      }
      if constexpr (needed && Options.use_bias)
        kernels::add_bias_gradient<Filters>(dy, f.template gradient<1>(), S.positions());
      if constexpr (needed && !S.pointwise())
        kernels::convolution_weight_gradient<S>(f.x + i * S.in_sample(), dy, dw, f.scratch);
    }
    if constexpr (needed && S.pointwise()) {
      kernels::dense_weight_gradient<S.channels, Filters>(f.x, f.dy, dw, f.scratch, f.n * S.positions(), kernels::StoreSum{},
                                                          f.adds);
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

 private:
  /// Backward of a product of matrices that makes its own step.
  template <class Pass, class T>
  void step_in_place(const Pass& f, const T* source, T* w) const {
    constexpr Windows S = windows<typename Pass::Input>;
    const Index rows = f.n * S.positions();
    if constexpr (!std::is_same_v<A, linear>) kernels::activation_gradient(activation, source, f.dy, f.dy, rows, Filters);
    if constexpr (Pass::input_gradient_needed) {
      kernels::dense_input_gradient<S.channels, Filters>(f.dy, f.template parameter<0>(), f.dx, f.scratch, rows);
    }
    if (kernels::clipped_step<T>(f.step, f.limit, f.x, f.dy, w, nullptr, rows, S.channels, Filters)) {
      if (!(f.limit > T(0))) return;  // no step
    } else {
      kernels::dense_weight_gradient<S.channels, Filters>(f.x, f.dy, w, f.scratch, rows, kernels::StoreStep<T>{f.step});
    }
    if constexpr (Options.use_bias) {  // summed as gradients of convolutions are
      std::fill_n(f.scratch, Filters, T(0));
      for (Index i = 0; i < f.n; ++i) {
        kernels::add_bias_gradient<Filters>(f.dy + i * S.out_sample(), f.scratch, S.positions());
      }
      kernels::step_along(f.step, f.limit, f.scratch, f.template gradient<1>(), Filters);
    }
  }

  template <class In>
  using Frames = FrameRing<windows<In>.columns.span(), last_dim<In>>;
};

/// Convolution of sequences (N, steps, C) with `Filters` kernels of `Kernel` steps: Conv1D<16, 9, relu>.
template <Index Filters, Index Kernel, class A = linear, ConvOptions Options = ConvOptions{}>
using Conv1D = Conv2D<Filters, Size2D{1, Kernel}, A, Options, 1>;

}  // namespace linnet
