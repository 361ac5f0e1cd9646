// SPDX-License-Identifier: MIT
// Brightness and contrast of images of shape `In`, (height, width, channels), with results that stay in a range.
//
//   brightness   y = clip(x + share * (high - low))
//   contrast     y = clip(mean + factor * (x - mean)), with the mean of the channel
//
// Means sum over the rows, then over their sums. A number that was clipped has no gradient. y may be x, and dx may be dy.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <algorithm>

namespace linnet::kernels {

/// The range of the numbers of an image.
template <class T>
struct ValueRange {
  T low, high;
  constexpr T clip(T x) const { return (std::min)((std::max)(x, low), high); }
  /// Returns dy, or 0 if y was clipped.
  constexpr T gradient(T y, T dy) const { return y > low && y < high ? dy : T(0); }
};

inline namespace LINNET_CODE {

/// Brightness of `count` numbers.
template <class T>
void brighten(T share, const ValueRange<T>& range, const T* x, T* y, Index count) {
  const T whole = range.high - range.low;
  for (Index i = 0; i < count; ++i) y[i] = range.clip(math::fma(share, whole, x[i]));
}
template <class T>
void brighten_gradient(const ValueRange<T>& range, const T* y, const T* dy, T* dx, Index count) {
  for (Index i = 0; i < count; ++i) dx[i] = range.gradient(y[i], dy[i]);
}

/// The mean of channel c of an image.
template <class In, class T>
T channel_mean(const T* x, Index c) {
  constexpr Index height = In::dims[0], width = In::dims[1], channels = In::dims[2];
  T sum = 0;
  for (Index p = 0; p < height; ++p) {
    T row = 0;
    for (Index q = 0; q < width; ++q) row += x[(p * width + q) * channels + c];
    sum += row;
  }
  return sum / static_cast<T>(height * width);
}

/// Contrast of one image.
template <class In, class T>
LINNET_NOINLINE void change_contrast(T factor, const ValueRange<T>& range, const T* x, T* y) {
  constexpr Index channels = In::dims[2];
  for (Index c = 0; c < channels; ++c) {
    const T mean = channel_mean<In>(x, c);
    for (Index i = c; i < In::size; i += channels) y[i] = range.clip(math::fma(factor, x[i] - mean, mean));
  }
}
template <class In, class T>
LINNET_NOINLINE void change_contrast_gradient(T factor, const ValueRange<T>& range, const T* y, const T* dy, T* dx) {
  constexpr Index channels = In::dims[2];
  brighten_gradient(range, y, dy, dx, In::size);
  for (Index c = 0; c < channels; ++c) {
    const T of_mean = (T(1) - factor) * channel_mean<In>(dx, c);
    for (Index i = c; i < In::size; i += channels) dx[i] = math::fma(factor, dx[i], of_mean);
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
