// SPDX-License-Identifier: MIT
// Products of matrices on tile registers, for instruction sets with Lanes<Isa>::Matrix: 32 rows by 32 outputs at a time.
//
// The weights of a panel, (K / 4, F, 16, 4), are a tile of 16 steps at any step, 64 F bytes a row. Rows of x are copied so that each starts
// at a multiple of 64 bytes. If the steps do not fill whole tiles, the last tile is that of the last 16 steps, and the copy has zeros for
// those that came before.
#pragma once

#include <linnet/kernels/int8/tiles/panels.hpp>

#include <cstring>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

/// The sizes of a product of `steps` steps, of which there must be a tile's.
struct MatrixShape {
  static constexpr Index tile_steps = 16, tile_bytes = 64, rows = 64;  ///< rows of x that are copied at a time

  Index steps;
  constexpr bool fits() const { return steps >= tile_steps; }
  constexpr Index tiles() const { return (steps + tile_steps - 1) / tile_steps; }
  constexpr Index row_bytes() const { return tiles() * tile_bytes; }
  /// The first step of tile t.
  constexpr Index first(Index t) const { return (std::min)(t * tile_steps, steps - tile_steps); }
  /// Bytes of memory: the copy of x, and the sums of four tiles.
  constexpr Index bytes() const { return fits() ? rows * row_bytes() + 32 * 32 * 4 : 0; }
};

/// Copies `count` rows of K numbers to `to`.
template <class V>
void copy_rows(MatrixShape shape, const std::int8_t* x, Index count, Index K, std::uint8_t* to) {
  const Index last = shape.tiles() - 1, start = last * MatrixShape::tile_bytes;
  const Index known = start - 4 * shape.first(last);  // numbers of the last tile that the one before it has, too
  for (Index r = 0; r < count; ++r, x += K, to += shape.row_bytes()) {
    V::copy(to, x, start);
    std::memset(to + start, 0, MatrixShape::tile_bytes);
    V::copy(to + start + known, x + start, K - start);
  }
}

namespace tiled {

/// R times W tiles of sums, from `rows` on: `sums` is (32, 32).
template <class V, int R, int W>
LINNET_NOINLINE void matrix(MatrixShape shape, const std::uint8_t* rows, const std::int8_t* weights, Index weights_step,
                            std::int32_t* sums) {
  using M = typename V::Matrix;
  M::template clear<R, W>();
  for (Index t = 0; t < shape.tiles(); ++t) {
    M::template add<R, W>(rows + t * MatrixShape::tile_bytes, shape.row_bytes(), weights + shape.first(t) * weights_step,
                          weights_step);
  }
  M::template store<R, W>(sums);
}

}  // namespace tiled

/// The outputs of `count` rows, for W vectors of a panel that has `width`.
template <class V, int W>
void matrix_outputs(MatrixShape shape, const Panel<16>& panel, Index width, const std::uint8_t* rows, Index count,
                    std::int32_t* sums, std::int8_t* y) {
  const Index weights_step = width * MatrixShape::tile_bytes;
  for (Index first = 0; first < count; first += 32) {
    const Index left = (std::min)(count - first, Index{32});
    const std::uint8_t* const from = rows + first * shape.row_bytes();
    if (left > 16) {
      tiled::matrix<V, 2, W>(shape, from, panel.weights, weights_step, sums);
    } else {
      tiled::matrix<V, 1, W>(shape, from, panel.weights, weights_step, sums);
    }
    const auto store = [&]<int Rows>(Index r) {
      typename V::Vector out[Rows][W];
      for (int i = 0; i < Rows; ++i) {
        for (int f = 0; f < W; ++f) {
          out[i][f] = V::load(sums + (r + i) * 32 + f * 16);
          if constexpr (requires { V::start(panel.channels[f]); }) out[i][f] = V::add(out[i][f], V::start(panel.channels[f]));
        }
      }
      tiled::requantize<V>(out, panel.channels);
      V::store(y + (first + r) * panel.y_step, panel.y_step, out, panel.zero_out, panel.last);
    };
    Index r = 0;
    for (; r + 4 <= left; r += 4) store.template operator()<4>(r);
    for (; r < left; ++r) store.template operator()<1>(r);
  }
}

/// y (rows, outputs) of x (rows, K); `image` (shape.bytes()) is working memory.
template <class V>
LINNET_NOINLINE void multiply_matrix(MatrixShape shape, const tiled::Panels<V>& panels, const std::int8_t* x, Index K,
                                     Index rows, std::uint8_t* image, std::int8_t* y) {
  auto* const sums = reinterpret_cast<std::int32_t*>(image + MatrixShape::rows * shape.row_bytes());
  V::Matrix::begin();
  for (Index first = 0; first < rows; first += MatrixShape::rows) {
    const Index count = (std::min)(Index{MatrixShape::rows}, rows - first);
    copy_rows<V>(shape, x + first * K, count, K, image);
    panels.for_each([&](const Panel<16>& panel, Index v, Index width) {
      Panel<16> part = panel;
      for (Index f = 0; f < width; f += 2) {
        part.last = f + 2 >= width ? panel.last : 16;
        std::int8_t* const to = y + first * panels.outputs + (v + f) * 16;
        if (f + 1 < width) {
          matrix_outputs<V, 2>(shape, part, width, image, count, sums, to);
        } else {
          matrix_outputs<V, 1>(shape, part, width, image, count, sums, to);
        }
        part.weights += 2 * MatrixShape::tile_bytes;
        part.channels += 2;
      }
    });
  }
  V::Matrix::end();
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
