// SPDX-License-Identifier: MIT
// The products of rows with the weights of a fully connected layer, or of a convolution of one tap.
#pragma once

#include <linnet/kernels/int8/tiles/panels.hpp>

#include <algorithm>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {
namespace tiled {

/// Copies `count` numbers of x, and three more that a step may look at.
template <class V>
void copy_numbers(typename V::Number* to, const std::int8_t* x, Index count) {
  std::fill_n(to + count, 3, typename V::Number{0});
  V::copy(to, x, count);
}

/// y (rows, outputs) of x (rows, K), `block` rows at a time, which are copied to `image` (block * K + 3); `pixels` (block) is working memory.
template <class V>
LINNET_NOINLINE void multiply_rows(const Panels<V>& panels, const std::int8_t* x, Index K, Index rows, Index block,
                                   typename V::Number* image, const typename V::Number** pixels, std::int8_t* y) {
  for (Index first = 0; first < rows; first += block) {
    const Index count = (std::min)(block, rows - first);
    copy_numbers<V>(image, x + first * K, count * K);
    for (Index q = 0; q < count; ++q) pixels[q] = image + q * K;
    panels.multiply(pixels, count, 1, y + first * panels.outputs);
  }
}

/// The outputs of a single row x (K), without the steps whose four numbers are 0; the list of the others is at image + `list_offset`.
template <class V>
LINNET_NOINLINE void multiply_sparse_row(Panels<V> panels, const std::int8_t* x, Index K, Index list_offset,
                                         typename V::Number* image, std::int8_t* y) {
  copy_numbers<V>(image, x, K);
  auto* const list = reinterpret_cast<std::int32_t*>(image + list_offset);
  panels.first.steps = list;
  panels.first.side_by_side = 0;
  panels.first.step_count = V::nonzero_steps(image, panels.first.step_count, list);
  panels.multiply(&image, 1, 1, y);
}

}  // namespace tiled
}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
