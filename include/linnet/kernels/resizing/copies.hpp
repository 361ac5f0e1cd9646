// SPDX-License-Identifier: MIT
// Copies of images with another border or another size: pad, crop, repeat. Numbers of any type; images are (height, width, channels).
#pragma once

#include <linnet/core/window.hpp>

#include <algorithm>

namespace linnet::kernels {

/// The frame around an image of shape `Inner`, or around a sequence if it has one of two `Axes`: S.rows.in and S.columns.in numbers of rows
/// and columns without it, `before` in front of them, S.rows.out and S.columns.out with it.
template <int Axes, class Inner>
constexpr Windows frame(Size2D before, Size2D after) {
  using I = Image<Axes, Inner>;
  return {Window{.in = I::height, .before = before.height, .out = before.height + I::height + after.height},
          Window{.in = I::width, .before = before.width, .out = before.width + I::width + after.width}, I::channels,
          I::channels};
}

inline namespace LINNET_CODE {

namespace detail {

/// Calls row(first number inside the frame, first number of the framed image, numbers) for each row of n images.
template <Windows S, class Function>
LINNET_ALWAYS_INLINE void for_each_framed_row(Index n, const Function& row) {
  constexpr Index in_row = S.columns.in * S.channels, out_row = S.columns.out * S.channels;
  for (Index i = 0; i < n; ++i) {
    for (Index h = 0; h < S.rows.in; ++h) {
      row((i * S.rows.in + h) * in_row, (i * S.rows.out + S.rows.before + h) * out_row + S.columns.before * S.channels, in_row);
    }
  }
}

}  // namespace detail

/// y (N, S.rows.out, S.columns.out, C) = x (N, S.rows.in, S.columns.in, C) in a frame of zeros.
template <Windows S, class T>
LINNET_NOINLINE void pad(const T* x, T* y, Index n) {
  std::fill_n(y, n * S.rows.out * S.columns.out * S.channels, T(0));
  detail::for_each_framed_row<S>(n, [&](Index in, Index out, Index count) { std::copy_n(x + in, count, y + out); });
}

/// y (N, S.rows.in, S.columns.in, C) = x (N, S.rows.out, S.columns.out, C) without its frame.
template <Windows S, class T>
LINNET_NOINLINE void crop(const T* x, T* y, Index n) {
  detail::for_each_framed_row<S>(n, [&](Index in, Index out, Index count) { std::copy_n(x + out, count, y + in); });
}

/// y (N, S.rows.out, S.columns.out, C) = x (N, S.rows.in, S.columns.in, C) with each row and each column repeated: out is a multiple of in.
template <Windows S, class T>
LINNET_NOINLINE void repeat(const T* x, T* y, Index n) {
  constexpr Index out_row = S.columns.out * S.channels;
  constexpr Index down = S.rows.out / S.rows.in, across = S.columns.out / S.columns.in;
  for (Index h = 0; h < n * S.rows.in; ++h) {
    const T* const row = y;
    for (Index w = 0; w < S.columns.in; ++w, x += S.channels) {
      for (Index k = 0; k < across; ++k, y += S.channels) std::copy_n(x, S.channels, y);
    }
    for (Index k = 1; k < down; ++k, y += out_row) std::copy_n(row, out_row, y);
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
