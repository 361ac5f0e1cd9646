// SPDX-License-Identifier: MIT
// ZeroPadding2D: rows and columns of zeros around an image. Source: keras.layers.ZeroPadding2D.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/network/bound.hpp>

#include <algorithm>
#include <array>

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
  static constexpr auto output_shape() {
    static_assert(Before.height >= 0 && Before.width >= 0 && After.height >= 0 && After.width >= 0,
                  "ZeroPadding2D: numbers of rows and columns must not be negative");
    static_assert(In::rank == 3,
                  "ZeroPadding2D: the input must be (height, width, channels); put a Reshape<...> before it or "
                  "give Input its channels, for example Input<28, 28, 1>");
    using I = Image<2, In>;
    return ImageShape<2, Before.height + I::height + After.height, Before.width + I::width + After.width, I::channels>{};
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

  template <class Pass>
  void forward(const Pass& f) const {
    std::fill_n(f.y, f.n * Pass::Output::size, 0);
    for_each_row<Pass>(f.n, [&](Index in, Index out, Index count) { std::copy_n(f.x + in, count, f.y + out); });
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      for_each_row<Pass>(f.n, [&](Index in, Index out, Index count) { std::copy_n(f.dy + out, count, f.dx + in); });
    }
  }

 private:
  /// Calls row(first number in the input, first number in the output, numbers) for each row of each image.
  template <class Pass, class Function>
  static void for_each_row(Index n, const Function& row) {
    using I = Image<2, typename Pass::Input>;
    using O = Image<2, typename Pass::Output>;
    constexpr Index in_row = I::width * I::channels, out_row = O::width * O::channels;
    for (Index i = 0; i < n; ++i) {
      for (Index h = 0; h < I::height; ++h) {
        row((i * I::height + h) * in_row, (i * O::height + Before.height + h) * out_row + Before.width * I::channels, in_row);
      }
    }
  }
};

}  // namespace linnet
