// SPDX-License-Identifier: MIT
// ZeroPadding2D: rows and columns of zeros around an image. Source: keras.layers.ZeroPadding2D.
#pragma once

#include <linnet/kernels/resizing/copies.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

namespace linnet {

/// Zeros on each side of an image: ZeroPadding2D<1>, ZeroPadding2D<Size2D{rows, columns}>, or four numbers with a second
/// argument: ZeroPadding2D<Size2D{top, left}, Size2D{bottom, right}>.
///
/// Input (N, H, W, C), output (N, top + H + bottom, left + W + right, C).
template <Size2D Before, Size2D After = Before>
struct ZeroPadding2D {
  static constexpr std::string_view name = "zero_padding2d";
  static constexpr std::string_view cpp_name = "linnet::ZeroPadding2D";
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class In>
  static constexpr Windows frame = kernels::frame<2, In>(Before, After);

  template <class In>
  static constexpr auto output_shape() {
    static_assert(Before.height >= 0 && Before.width >= 0 && After.height >= 0 && After.width >= 0,
                  "ZeroPadding2D: numbers of rows and columns must not be negative");
    static_assert(In::rank == 3,
                  "ZeroPadding2D: the input must be (height, width, channels); put a Reshape<...> before it or "
                  "give Input its channels, for example Input<28, 28, 1>");
    return ImageShape<2, frame<In>.rows.out, frame<In>.columns.out, frame<In>.channels>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  constexpr std::array<Setting, 2> settings() const {
    return {{{{}, static_cast<float>(Before.height)}, {{}, static_cast<float>(Before.width)}}};
  }
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Before);
    list(After, Before);
  }

  /// The int8 form; see network/int8_form.hpp.
  static constexpr QuantizedRange quantized_range = QuantizedRange::as_input;
  template <class In>
  using Int8 = quantized::Pad<frame<In>>;

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::pad<frame<typename Pass::Input>>(f.x, f.y, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) kernels::crop<frame<typename Pass::Input>>(f.dy, f.dx, f.n);
  }
};

}  // namespace linnet
