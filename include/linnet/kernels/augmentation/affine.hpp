// SPDX-License-Identifier: MIT
// Images that are moved, turned and scaled. Source: keras.ops.image.affine_transform.
//
//   y[p][q] = x[b0 q + b1 p + b2][a0 q + a1 p + a2]
//
// Places between and beyond pixels are those of kernels/augmentation/fill.hpp. Sums run over the upper left, upper right, lower left and
// lower right pixel. Images are (height, width, channels).
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/kernels/augmentation/fill.hpp>

#include <algorithm>
#include <array>

namespace linnet::kernels {

/// a0, a1, a2, b0, b1, b2.
template <class T>
using Affine = std::array<T, 6>;

inline namespace LINNET_CODE {

/// Moves an image to the right and down by a number of pixels.
template <class T>
constexpr Affine<T> translation(T right, T down) {
  return {T(1), T(0), -right, T(0), T(1), -down};
}

/// Scales an image around its centre: factors above 1 make it smaller.
template <class T>
Affine<T> zoom(T across, T down, Index height, Index width) {
  const T x = static_cast<T>(width - 1) / T(2), y = static_cast<T>(height - 1) / T(2);
  return {across, T(0), x * (T(1) - across), T(0), down, y * (T(1) - down)};
}

/// Turns an image around its centre, counterclockwise, by an angle with this cosine and sine.
template <class T>
Affine<T> rotation(T cosine, T sine, Index height, Index width) {
  const T x = static_cast<T>(width - 1) / T(2), y = static_cast<T>(height - 1) / T(2);
  return {cosine, -sine,  math::fma(y, sine, math::fma(-x, cosine, x)),
          sine,   cosine, math::fma(-y, cosine, math::fma(-x, sine, y))};
}

namespace detail {

/// Calls pixel(first number of y, first numbers of the four pixels of x or -1, their weights) for each pixel of an image of shape `In`.
template <class In, class T, class Pixel>
LINNET_ALWAYS_INLINE void for_each_moved_pixel(const Affine<T>& m, const Resampling& how, const Pixel& pixel) {
  constexpr Index height = In::dims[0], width = In::dims[1], channels = In::dims[2];
  const auto number = [&](Index row, Index column) {
    row = filled(row, height, how.fill_mode);
    column = filled(column, width, how.fill_mode);
    return row < 0 || column < 0 ? -1 : (row * width + column) * channels;
  };
  for (Index p = 0; p < height; ++p) {
    for (Index q = 0; q < width; ++q) {
      const T row = static_cast<T>(p), column = static_cast<T>(q);
      const Place<T> v = place_at(math::fma(m[3], column, math::fma(m[4], row, m[5])), how.interpolation);
      const Place<T> h = place_at(math::fma(m[0], column, math::fma(m[1], row, m[2])), how.interpolation);
      const Index first = (v.low * width + h.low) * channels;
      std::array<Index, 4> in{first, first + channels, first + width * channels, first + (width + 1) * channels};
      if (v.low < 0 || v.low + 1 >= height || h.low < 0 || h.low + 1 >= width) [[unlikely]] {
        for (Index k = 0; k < 4; ++k) in[static_cast<std::size_t>(k)] = number(v.low + k / 2, h.low + k % 2);
      }
      const T above = T(1) - v.part, left = T(1) - h.part;
      pixel((p * width + q) * channels, in, std::array{above * left, above * h.part, v.part * left, v.part * h.part});
    }
  }
}

}  // namespace detail

/// y = x moved by m, both of shape `In`.
template <class In, class T>
LINNET_NOINLINE void move_image(const Affine<T>& m, const Resampling& how, const T* x, T* y) {
  const T fill = static_cast<T>(how.fill_value);
  detail::for_each_moved_pixel<In>(m, how, [&](Index out, const std::array<Index, 4>& in, const std::array<T, 4>& weights) {
    for (Index c = 0; c < In::dims[2]; ++c) {
      const auto number = [&](std::size_t k) { return in[k] < 0 ? fill : x[in[k] + c]; };
      T sum = weights[0] * number(0);
      for (std::size_t k = 1; k < 4; ++k) sum = math::fma(weights[k], number(k), sum);
      y[out + c] = sum;
    }
  });
}

/// dx from dy: each pixel of x gets its shares.
template <class In, class T>
LINNET_NOINLINE void move_image_gradient(const Affine<T>& m, const Resampling& how, const T* dy, T* dx) {
  std::fill_n(dx, In::size, T(0));
  detail::for_each_moved_pixel<In>(m, how, [&](Index out, const std::array<Index, 4>& in, const std::array<T, 4>& weights) {
    for (std::size_t k = 0; k < 4; ++k) {
      if (in[k] < 0) continue;
      for (Index c = 0; c < In::dims[2]; ++c) dx[in[k] + c] = math::fma(weights[k], dy[out + c], dx[in[k] + c]);
    }
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
