// SPDX-License-Identifier: MIT
// Cropping1D and Cropping2D: sequences without their first and last steps, images without their border.
// Sources: keras.layers.Cropping1D, keras.layers.Cropping2D.
#pragma once

#include <linnet/kernels/resizing/copies.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

namespace linnet {

namespace detail {

/// Shared by both; the input is an image with `Axes` axes.
template <int Axes, Size2D Before, Size2D After>
struct CroppingLayer {
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_range = true;

  template <class In>
  static constexpr auto output_shape() {
    using I = Image<Axes, In>;
    constexpr Index height = I::height - Before.height - After.height, width = I::width - Before.width - After.width;
    static_assert(Before.height >= 0 && Before.width >= 0 && After.height >= 0 && After.width >= 0,
                  "cropping: numbers of rows, columns or steps must not be negative");
    static_assert(I::fits,
                  "cropping: the input must be (height, width, channels), (steps, channels) for Cropping1D; put a "
                  "Reshape<...> before it or give Input its channels, for example Input<28, 28, 1>");
    static_assert(height > 0 && width > 0, "cropping: nothing is left of the input; crop less");
    return ImageShape<Axes, height, width, I::channels>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());
  template <class In>
  static constexpr Windows frame = kernels::frame<Axes, Output<In>>(Before, After);

  constexpr std::array<Setting, 2> settings() const {
    return {{{{}, static_cast<float>(Before.height)}, {{}, static_cast<float>(Before.width)}}};
  }

  /// The int8 form; see network/int8_form.hpp.
  static constexpr QuantizedRange quantized_range = QuantizedRange::as_input;
  template <class In>
  using Int8 = quantized::Crop<frame<In>>;

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::crop<frame<typename Pass::Input>>(f.x, f.y, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) kernels::pad<frame<typename Pass::Input>>(f.dy, f.dx, f.n);
  }
};

}  // namespace detail

/// A sequence without its first `Before` and its last `After` steps: Cropping1D<1>, Cropping1D<2, 0>. In Keras both are 1 by default.
///
/// Input (N, S, C), output (N, S - Before - After, C).
template <Index Before, Index After = Before>
struct Cropping1D : detail::CroppingLayer<1, Size2D{0, Before}, Size2D{0, After}> {
  static constexpr std::string_view name = "cropping1d";
  static constexpr std::string_view cpp_name = "linnet::Cropping1D";
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Before);
    list(After, Before);
  }
};

/// An image without its border: Cropping2D<1>, Cropping2D<Size2D{rows, columns}>, or four numbers with a second argument:
/// Cropping2D<Size2D{top, left}, Size2D{bottom, right}>.
///
/// Input (N, H, W, C), output (N, H - top - bottom, W - left - right, C).
template <Size2D Before, Size2D After = Before>
struct Cropping2D : detail::CroppingLayer<2, Before, After> {
  static constexpr std::string_view name = "cropping2d";
  static constexpr std::string_view cpp_name = "linnet::Cropping2D";
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Before);
    list(After, Before);
  }
};

}  // namespace linnet
