// SPDX-License-Identifier: MIT
// Mirrored images.
#pragma once

#include <linnet/core/shape.hpp>

#include <algorithm>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// y = x with its columns (`across`) and its rows (`down`) in reverse order, images of shape `In`, (height, width, channels). It is also the
/// gradient: dx from dy.
template <class In, class T>
LINNET_NOINLINE void flip(const T* x, T* y, bool across, bool down) {
  constexpr Index height = In::dims[0], width = In::dims[1], channels = In::dims[2];
  for (Index p = 0; p < height; ++p) {
    const T* const row = x + (down ? height - 1 - p : p) * width * channels;
    for (Index q = 0; q < width; ++q, y += channels) std::copy_n(row + (across ? width - 1 - q : q) * channels, channels, y);
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
