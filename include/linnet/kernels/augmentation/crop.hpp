// SPDX-License-Identifier: MIT
// A window of an image, and an image of zeros around it.
#pragma once

#include <linnet/core/shape.hpp>

#include <algorithm>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// y of shape `Out` = the rows from `top` and the columns from `left` of x of shape `In`, images (height, width, channels).
template <class In, class Out, class T>
LINNET_NOINLINE void crop_at(Index top, Index left, const T* x, T* y) {
  constexpr Index in_row = In::dims[1] * In::dims[2], out_row = Out::dims[1] * Out::dims[2];
  x += top * in_row + left * In::dims[2];
  for (Index p = 0; p < Out::dims[0]; ++p) std::copy_n(x + p * in_row, out_row, y + p * out_row);
}

/// The gradient of crop_at: dx from dy.
template <class In, class Out, class T>
LINNET_NOINLINE void crop_at_gradient(Index top, Index left, const T* dy, T* dx) {
  constexpr Index in_row = In::dims[1] * In::dims[2], out_row = Out::dims[1] * Out::dims[2];
  std::fill_n(dx, In::size, T(0));
  dx += top * in_row + left * In::dims[2];
  for (Index p = 0; p < Out::dims[0]; ++p) std::copy_n(dy + p * out_row, out_row, dx + p * in_row);
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
