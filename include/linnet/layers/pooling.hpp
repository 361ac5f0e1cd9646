// SPDX-License-Identifier: MIT
// MaxPooling2D, AveragePooling2D, their 1D forms, and the global ones, which pool over the whole image.
// Sources: keras.layers.MaxPooling2D, AveragePooling2D, GlobalMaxPooling2D, GlobalAveragePooling2D and the same with 1D.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/core/window.hpp>
#include <linnet/kernels/pooling.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/network/streamed.hpp>
#include <linnet/network/torch.hpp>

#include <string_view>

namespace linnet {

/// Means the size of the pool.
inline constexpr Index pool_size = -1;

/// Options of pooling. One number sets both axes; the 1D forms take one.
struct PoolingOptions {
  Size2D strides = pool_size;
  Padding padding = Padding::valid;

  static constexpr std::string_view cpp_name = "linnet::PoolingOptions";
  template <class List>
  constexpr void cpp_members(List& list) const {
    list("strides", strides, Size2D(pool_size));
    list("padding", padding, Padding::valid);
  }
};

namespace detail {

/// The windows of a pooling layer over `In`. Impossible sizes do not compile; see convolution_windows.
template <int Axes, Size2D Pool, PoolingOptions O, class In>
constexpr Windows pooling_windows() {
  using I = Image<Axes, In>;
  constexpr Size2D strides = O.strides == Size2D(pool_size) ? Pool : O.strides;
  constexpr Window rows = Axes == 1 ? make_window(1, 1) : make_window(I::height, Pool.height, strides.height, 1, O.padding);
  constexpr Window columns = make_window(I::width, Pool.width, strides.width, 1, O.padding);
  static_assert(I::fits,
                "pooling: the input must be (height, width, channels), (steps, channels) for 1D; put a "
                "Reshape<...> before it or give Input its channels, for example Input<28, 28, 1>");
  static_assert(Pool.height > 0 && Pool.width > 0, "pooling: the pool must be at least 1 x 1");
  static_assert(strides == Pool || (strides.height > 0 && strides.width > 0), "pooling: strides must be at least 1");
  static_assert(O.padding != Padding::causal, "pooling: Padding::causal is for Conv1D; use Padding::same or Padding::valid");
  static_assert(rows.fits() && columns.fits(),
                "pooling: the pool is larger than its input; use Padding::same or a smaller pool");
  return {usable(rows), usable(columns), I::channels, I::channels};
}

/// Shared by all pooling layers. `Derived` provides name, windows<In> and Output<In>.
template <class Derived, class Pool>
struct PoolingLayer {
  static constexpr bool is_max_pool = std::is_same_v<Pool, kernels::MaxPool>;
  static constexpr QuantizedRange quantized_range = QuantizedRange::as_input;
  static constexpr bool keeps_range = true;
  static constexpr TorchOrder torch_order = TorchOrder::channels_first;

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::pool<Derived::template windows<typename Pass::Input>, Pool>(f.x, f.y, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      kernels::pool_gradient<Derived::template windows<typename Pass::Input>, Pool>(f.x, f.y, f.dy, f.dx, f.n);
    }
  }
};

}  // namespace detail

namespace detail {

/// Pooling with windows of `Size`.
template <class Pool, int Axes, Size2D Size, PoolingOptions Options>
struct SizedPooling : PoolingLayer<SizedPooling<Pool, Axes, Size, Options>, Pool> {
  template <class In>
  static constexpr Windows windows = pooling_windows<Axes, Size, Options, In>();
  template <class In>
  using Output = ImageShape<Axes, windows<In>.rows.out, windows<In>.columns.out, windows<In>.channels>;
  template <class In>
  using Int8 = std::conditional_t<std::is_same_v<Pool, kernels::MaxPool>, quantized::MaxPool<windows<In>>,
                                  quantized::AveragePool<windows<In>>>;

  template <class List>
  static constexpr void cpp_arguments(List& list) {
    if constexpr (Axes == 2) list(Size);
    if constexpr (Axes == 1) list(Size.width);
    list(Options, PoolingOptions{});
  }

  /// The streamed form along one axis: the frames of a pool are carried. See network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() requires(Axes == 1) {
    constexpr Window w = windows<In>.columns;
    static_assert(Options.padding != Padding::same || w.size == 1,
                  "stream: pooling with Padding::same sees frames that have not come yet; use Padding::valid");
    return {.carried = Frames<In>::numbers, .scratch = w.size * last_dim<In>, .first = w.size - 1, .stride = w.stride};
  }
  template <class Pass>
  static bool push(const Pass& f) requires(Axes == 1) {
    using In = typename Pass::Input;
    constexpr Streamed form = streamed<typename Pass::Scalar, In>();
    if (!Frames<In>::push(f.carried, f.x, form.first, form.stride)) return false;
    Frames<In>::copy(f.carried, 1, f.scratch);  // (pool, C)
    kernels::pool<pooling_windows<1, Size, PoolingOptions{}, Shape<Size.width, last_dim<In>>>(), Pool>(f.scratch, f.y,
                                                                                                       Index{1});
    return true;
  }

 private:
  template <class In>
  using Frames = FrameRing<Size.width, last_dim<In>>;
};

}  // namespace detail

/// Pooling over the whole image: (N, H, W, C) becomes (N, C), with one axis (N, S, C) becomes (N, C).
template <class Pool, int Axes>
struct GlobalPooling : detail::PoolingLayer<GlobalPooling<Pool, Axes>, Pool> {
  static constexpr bool is_max = std::is_same_v<Pool, kernels::MaxPool>;
  static constexpr std::string_view name = is_max ? (Axes == 2 ? "global_max_pooling2d" : "global_max_pooling1d")
                                                  : (Axes == 2 ? "global_average_pooling2d" : "global_average_pooling1d");
  static constexpr std::string_view cpp_name =
      is_max ? (Axes == 2 ? "linnet::GlobalMaxPooling2D" : "linnet::GlobalMaxPooling1D")
             : (Axes == 2 ? "linnet::GlobalAveragePooling2D" : "linnet::GlobalAveragePooling1D");
  static constexpr OutputUse output_use = is_max ? OutputUse::value : OutputUse::nothing;

  /// In int8 a mean over the whole image has a scale of its own, as TFLite's MEAN has.
  static constexpr QuantizedRange quantized_range = is_max ? QuantizedRange::as_input : QuantizedRange::own;

  template <class In>
  static constexpr Windows windows =
      detail::pooling_windows<Axes, Size2D{Image<Axes, In>::height, Image<Axes, In>::width}, PoolingOptions{}, In>();
  template <class In>
  using Int8 = std::conditional_t<is_max, quantized::MaxPool<windows<In>>, quantized::Mean<windows<In>>>;
  template <class In>
  using Output = Shape<windows<In>.channels>;

  /// The streamed form along one axis, over the last S frames; see network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() requires(Axes == 1) {
    return LastFrames<In>::form;
  }
  template <class Pass>
  static bool push(const Pass& f) requires(Axes == 1) {
    if (!LastFrames<typename Pass::Input>::push(f.carried, f.x, f.scratch)) return false;
    kernels::pool<windows<typename Pass::Input>, Pool>(f.scratch, f.y, Index{1});
    return true;
  }

  constexpr GlobalPooling() = default;
  /// Sizes are refused in a sentence.
  template <class A, class... More>
  constexpr GlobalPooling(const A&, const More&...) {
    static_assert(detail::never<A>, "global pooling has no size, it takes the whole image: GlobalAveragePooling2D{}");
  }
};

/// The largest number of each window, or the mean: MaxPooling2D<2>, MaxPooling2D<Size2D{2, 3}, PoolingOptions{.strides = 1}>.
///
/// Input (N, H, W, C), output (N, OH, OW, C); with one axis (N, S, C) and (N, OS, C). An extent becomes (in - pool) / stride + 1
/// with Padding::valid, ceil(in / stride) with Padding::same, where cells beyond the border do not count.
template <Size2D Size, PoolingOptions Options = PoolingOptions{}>
struct MaxPooling2D : detail::SizedPooling<kernels::MaxPool, 2, Size, Options> {
  static constexpr std::string_view name = "max_pooling2d";
  static constexpr std::string_view cpp_name = "linnet::MaxPooling2D";
  static constexpr OutputUse output_use = OutputUse::value;
};
/// As MaxPooling2D.
template <Index Size, PoolingOptions Options = PoolingOptions{}>
struct MaxPooling1D : detail::SizedPooling<kernels::MaxPool, 1, Size2D{1, Size}, Options> {
  static constexpr std::string_view name = "max_pooling1d";
  static constexpr std::string_view cpp_name = "linnet::MaxPooling1D";
  static constexpr OutputUse output_use = OutputUse::value;
};
/// As MaxPooling2D.
template <Size2D Size, PoolingOptions Options = PoolingOptions{}>
struct AveragePooling2D : detail::SizedPooling<kernels::AveragePool, 2, Size, Options> {
  static constexpr std::string_view name = "average_pooling2d";
  static constexpr std::string_view cpp_name = "linnet::AveragePooling2D";
  static constexpr OutputUse output_use = OutputUse::nothing;
};
/// As MaxPooling2D.
template <Index Size, PoolingOptions Options = PoolingOptions{}>
struct AveragePooling1D : detail::SizedPooling<kernels::AveragePool, 1, Size2D{1, Size}, Options> {
  static constexpr std::string_view name = "average_pooling1d";
  static constexpr std::string_view cpp_name = "linnet::AveragePooling1D";
  static constexpr OutputUse output_use = OutputUse::nothing;
};

using GlobalMaxPooling2D = GlobalPooling<kernels::MaxPool, 2>;
using GlobalMaxPooling1D = GlobalPooling<kernels::MaxPool, 1>;
using GlobalAveragePooling2D = GlobalPooling<kernels::AveragePool, 2>;
using GlobalAveragePooling1D = GlobalPooling<kernels::AveragePool, 1>;

}  // namespace linnet
