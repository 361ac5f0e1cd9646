// SPDX-License-Identifier: MIT
// UpSampling1D and UpSampling2D: longer sequences and larger images, by repetition or by bilinear interpolation.
// Sources: keras.layers.UpSampling1D, keras.layers.UpSampling2D.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/kernels/resizing/copies.hpp>
#include <linnet/kernels/resizing/up_sampling.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

namespace linnet {

// Interpolations of UpSampling2D.

/// Each number is repeated.
struct nearest {
  static constexpr std::string_view cpp_name = "linnet::nearest";
};
/// Numbers between the centres of two pixels are their weighted means.
struct bilinear {
  static constexpr std::string_view cpp_name = "linnet::bilinear";
};

namespace detail {

/// Images with `Axes` axes that grow by `Size`.
template <int Axes, Size2D Size>
struct UpSamplingLayer {
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_range = true;

  template <class In>
  static constexpr auto output_shape() {
    using I = Image<Axes, In>;
    static_assert(Size.height > 0 && Size.width > 0, "up-sampling: the size must be at least 1");
    static_assert(I::fits,
                  "up-sampling: the input must be (height, width, channels), (steps, channels) for UpSampling1D; put a "
                  "Reshape<...> before it or give Input its channels, for example Input<28, 28, 1>");
    return ImageShape<Axes, I::height * Size.height, I::width * Size.width, I::channels>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  /// Both extents: S.rows.in becomes S.rows.out, S.columns.in becomes S.columns.out.
  template <class In>
  static constexpr Windows extents = {Window{.in = Image<Axes, In>::height, .out = Image<Axes, Output<In>>::height},
                                      Window{.in = Image<Axes, In>::width, .out = Image<Axes, Output<In>>::width}, last_dim<In>,
                                      last_dim<In>};
};

/// By repetition.
template <int Axes, Size2D Size>
struct RepeatingLayer : UpSamplingLayer<Axes, Size> {
  /// The int8 form; see network/int8_form.hpp.
  static constexpr QuantizedRange quantized_range = QuantizedRange::as_input;
  template <class In>
  using Int8 = quantized::Repeat<UpSamplingLayer<Axes, Size>::template extents<In>>;

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::repeat<RepeatingLayer::template extents<typename Pass::Input>>(f.x, f.y, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      kernels::repeat_gradient<RepeatingLayer::template extents<typename Pass::Input>>(f.dy, f.dx, f.n);
    }
  }
};

/// By bilinear interpolation.
template <Size2D Size>
struct BilinearLayer : UpSamplingLayer<2, Size> {
  template <class T, class In>
  static constexpr LayerMemory memory() {
    constexpr Index row = BilinearLayer::template extents<In>.in_row();
    return {.scratch = row, .inference_scratch = row};
  }

  /// See network/int8_form.hpp.
  template <class In>
  static constexpr void refuse_int8() {
    static_assert(
        never<In>,
        "quantize: UpSampling2D<..., bilinear> has no int8 form; use nearest, or quantise the layers before it and keep "
        "it in float behind them");
  }

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::bilinear<BilinearLayer::template extents<typename Pass::Input>>(f.x, f.y, f.scratch, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      kernels::bilinear_gradient<BilinearLayer::template extents<typename Pass::Input>>(f.dy, f.dx, f.scratch, f.n);
    }
  }
};

template <Size2D Size, class Interpolation>
struct up_sampling2d {
  static_assert(never<Interpolation>, "UpSampling2D: the interpolation must be nearest or bilinear");
  using type = RepeatingLayer<2, Size>;
};
template <Size2D Size>
struct up_sampling2d<Size, nearest> {
  using type = RepeatingLayer<2, Size>;
};
template <Size2D Size>
struct up_sampling2d<Size, bilinear> {
  using type = BilinearLayer<Size>;
};

}  // namespace detail

/// Each step `Size` times: UpSampling1D<2>. Input (N, S, C), output (N, S * Size, C).
template <Index Size>
struct UpSampling1D : detail::RepeatingLayer<1, Size2D{1, Size}> {
  static constexpr std::string_view name = "up_sampling1d";
  static constexpr std::string_view cpp_name = "linnet::UpSampling1D";
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Size);
  }
};

/// A larger image: UpSampling2D<2>, UpSampling2D<Size2D{2, 3}>, UpSampling2D<2, bilinear>. The formula is in kernels/resizing/up_sampling.hpp.
///
/// Input (N, H, W, C), output (N, H * Size.height, W * Size.width, C).
template <Size2D Size, class Interpolation = nearest>
struct UpSampling2D : detail::up_sampling2d<Size, Interpolation>::type {
  static constexpr std::string_view name = "up_sampling2d";
  static constexpr std::string_view cpp_name = "linnet::UpSampling2D";

  constexpr std::array<Setting, 1> settings() const { return {{{{}, std::is_same_v<Interpolation, bilinear> ? 1.0f : 0.0f}}}; }
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Size);
    list(Interpolation{}, nearest{});
  }
};

}  // namespace linnet
