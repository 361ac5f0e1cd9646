// SPDX-License-Identifier: MIT
// All panels of a layer's channels on the register tile. Its sizes are numbers: layers of all shapes share the code.
#pragma once

#include <linnet/kernels/int8/tiles/tile.hpp>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {
namespace tiled {

/// Panels of `wide` vectors, up to vector `wide_vectors`, and then of one less.
template <class V>
struct Panels {
  using Number = typename V::Number;
  using Tiles = void (*)(const Panel<V::lanes>&, const Number* const*, Index, Index, std::int8_t*);

  Panel<V::lanes> first;
  Index outputs, wide, wide_vectors;
  Index weights_of_vector;
  Tiles wide_tiles, narrow_tiles = nullptr;

  Index vectors() const { return (outputs + V::lanes - 1) / V::lanes; }

  /// f(panel, v, width) for each panel, which has `width` vectors from vector v on.
  template <class Function>
  void for_each(const Function& f) const {
    Panel<V::lanes> panel = first;
    const Index all = vectors();
    for (Index v = 0; v < all;) {
      const Index width = v < wide_vectors ? wide : wide - 1, next = v + width;
      if (next == all) panel.last = outputs - (all - 1) * V::lanes;
      f(panel, v, width);
      panel.weights += width * weights_of_vector;
      panel.channels += width;
      v = next;
    }
  }

  /// The outputs of `count` windows: see tiles.
  LINNET_NOINLINE void multiply(const Number* const* pixels, Index count, Index chunks, std::int8_t* y) const {
    for_each([&](const Panel<V::lanes>& panel, Index v, Index width) {
      (width == wide ? wide_tiles : narrow_tiles)(panel, pixels, count, chunks, y + v * V::lanes);
    });
  }
};

}  // namespace tiled
}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
