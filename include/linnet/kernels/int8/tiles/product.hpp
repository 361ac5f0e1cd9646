// SPDX-License-Identifier: MIT
// Fully connected layers and convolutions on the register tile, for instruction sets with Lanes.
//
// No window is gathered: a sample is copied once, with its padding, as the numbers that the instruction set multiplies, and the tile reads
// the rows of each window where they are. If these are unsigned, x + 128, the bias takes that back.
#pragma once

#include <linnet/kernels/int8/product_portable.hpp>
#include <linnet/kernels/int8/tiles/layout.hpp>
#include <linnet/kernels/int8/tiles/matrix.hpp>
#include <linnet/kernels/int8/tiles/rows.hpp>

#include <algorithm>
#include <array>
#include <cstring>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

/// `Isa` states lanes, panel_vectors (the widest panel), offset (added to each number of x) and, for depthwise convolutions, taps.
template <class Isa, Windows S, Windows Pool>
struct TiledProduct {
  static constexpr Index C = S.channels, K = S.taps() * C, O = S.outputs, L = Isa::lanes, vectors = (O + L - 1) / L;
  static constexpr bool pools = Pool != no_pool;

  // Pieces of a pixel: kernel rows, or single taps if the columns are dilated.
  static constexpr bool whole_rows = S.columns.dilation == 1;
  static constexpr Index pieces = whole_rows ? S.rows.size : S.taps(), piece = K / pieces;
  static constexpr tiled::PanelLayout layout{O, L, Isa::panel_vectors, pieces, piece};
  static constexpr Index steps = layout.steps(), weights_of_vector = layout.weights_of_vector();
  static constexpr int wide{layout.wide()};

  struct Constants {
    ChannelLanes<L> channels[vectors];
    std::int8_t weights[vectors * weights_of_vector];  // panels of (K / 4, F, L, 4)
    std::int32_t zero_in, zero_out;
  };
  static constexpr std::size_t alignment = 64;
  static constexpr Index bytes = (sizeof(Constants) + 63) / 64 * 64;

  // The copy of a sample, or of a block of rows of a matrix.
  static constexpr bool clips = S.clips(), in_rows = is_product<S> && !pools;
  static constexpr Index row_numbers = clips ? S.columns.seen() * C : S.in_row();
  static constexpr Index window_pixels = pools ? Pool.taps() : 1,
                         group = window_pixels < 4 ? (window_pixels == 3 ? 4 : window_pixels) : 4;
  static constexpr Index chunks = (window_pixels + group - 1) / group;
  static constexpr Index block = 48 / chunks + (chunks > 48);
  static constexpr Index image_numbers = in_rows ? block * K : S.rows.seen() * row_numbers;

  // A matrix of bytes may be multiplied on tile registers; the memory has room for that on every CPU.
  static constexpr MatrixShape matrix_shape{steps};
  static constexpr bool has_matrix = in_rows && L == 16 && Isa::number_bytes == 1 && matrix_shape.fits();

  // The weights of a single row are read from the second cache: only those that its numbers need, if many of these are 0.
  static constexpr bool skips_zeros = in_rows && Isa::number_bytes == 1 && weights_of_vector * vectors >= 32768;
  static constexpr Index list_offset = (K + 3 + 63) / 64 * 64;  // of the list of steps, behind the row

  struct Scratch {
    // The last step may look three numbers beyond.
    alignas(64) std::byte image[(std::max)({(image_numbers + 3) * Isa::number_bytes, has_matrix ? matrix_shape.bytes() : 0,
                                            skips_zeros ? list_offset + 4 * (steps + L) : 0})];
    const void* pixels[block * chunks * group];
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    tiled::pack_channels<L>(numbers, O, K, K, 1, Isa::offset, constants);
    tiled::pack_panels<Isa>(layout, numbers.weights, constants.weights);
  }

  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    using V = Lanes<Isa>;
    using Number = typename V::Number;
    static_assert(sizeof(Number) == Isa::number_bytes);
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    auto* const image = reinterpret_cast<Number*>(memory.image);
    auto* const pixels = reinterpret_cast<const Number**>(memory.pixels);
    if constexpr (in_rows) {
      const Index rows = n * S.positions();
      if constexpr (requires { typename V::OneRow; }) {
        if (rows == 1) {
          using OneRow = typename V::OneRow;
          auto* const row = reinterpret_cast<typename OneRow::Number*>(memory.image);
          const typename OneRow::Number* pixel = row;
          tiled::multiply_rows(all_panels<OneRow>(constants), x, K, 1, 1, row, &pixel, y);
          return;
        }
      }
      if constexpr (skips_zeros && requires { &V::nonzero_steps; }) {
        if (rows == 1) {
          tiled::multiply_sparse_row(all_panels<tiled::Sparse<V>>(constants), x, K, list_offset, image, y);
          return;
        }
      }
      if constexpr (has_matrix && requires { typename V::Matrix; }) {
        if (rows >= 16 && V::Matrix::available()) {
          multiply_matrix(matrix_shape, all_panels<V>(constants), x, K, rows, image, y);
          return;
        }
      }
      tiled::multiply_rows(all_panels<V>(constants), x, K, rows, block, image, pixels, y);
    } else {
      constexpr Windows out = pools ? Pool : S;
      for (Index i = 0; i < n; ++i, x += S.in_sample(), y += out.positions() * O) {
        if constexpr (clips) {
          pad<V>(constants, x, image);
        } else {
          tiled::copy_numbers<V>(image, x, image_numbers);
        }
        const tiled::Panels<V> all = all_panels<V>(constants);
        Index row = 0, column = 0;
        for (Index first = 0; first < out.positions(); first += block) {
          const Index count = (std::min)(block, out.positions() - first);
          for (Index q = 0; q < count; ++q) {
            locate(image, row, column, pixels + q * chunks * group);
            if (++column == out.columns.out) {
              column = 0;
              ++row;
            }
          }
          all.multiply(pixels, count, chunks, y + first * O);
        }
      }
    }
  }

 private:
  /// Copies the sample with its padding.
  template <class V>
  static void pad(const Constants& constants, const std::int8_t* x, typename V::Number* to) {
    constexpr Index left = S.columns.before * C, inner = (std::min)(S.columns.in * C, row_numbers - left);
    const auto padding = static_cast<typename V::Number>(constants.zero_in + Isa::offset);
    for (Index row = 0; row < S.rows.seen(); ++row, to += row_numbers) {
      const Index in_row = row - S.rows.before;
      if (in_row < 0 || in_row >= S.rows.in) {
        std::fill_n(to, row_numbers, padding);
      } else {
        std::fill_n(to, left, padding);
        V::copy(to + left, x + in_row * S.in_row(), inner);
        std::fill_n(to + left + inner, row_numbers - left - inner, padding);
      }
    }
    std::fill_n(to, 3, padding);
  }

  /// The pixels whose sums make output (row, column).
  template <class Number>
  static void locate(const Number* image, Index row, Index column, const Number** pixels) {
    const auto pixel = [&](Index r, Index c) { return image + r * S.rows.stride * row_numbers + c * S.columns.stride * C; };
    if constexpr (!pools) {
      pixels[0] = pixel(row, column);
    } else {
      const Index top = row * Pool.rows.stride - Pool.rows.before, left = column * Pool.columns.stride - Pool.columns.before;
      for (Index m = 0; m < chunks * group; ++m) {
        const Index tap = (std::min)(m, window_pixels - 1);
        Index r = top + tap / Pool.columns.size, c = left + tap % Pool.columns.size;
        if constexpr (Pool.clips()) {  // the nearest cell is in the window, too
          r = std::clamp<Index>(r, 0, S.rows.out - 1);
          c = std::clamp<Index>(c, 0, S.columns.out - 1);
        }
        pixels[m] = pixel(r, c);
      }
    }
  }

  static constexpr std::array<std::int32_t, steps> offsets = [] {
    std::array<std::int32_t, steps> from{};
    for (Index i = 0; i < pieces; ++i) {
      const Index row = whole_rows ? i : i / S.columns.size, column = whole_rows ? 0 : i % S.columns.size;
      for (Index step = 0; step < layout.piece_steps(); ++step) {
        from[static_cast<std::size_t>(layout.place(i, step))] =
            static_cast<std::int32_t>(row * S.rows.dilation * row_numbers + column * S.columns.dilation * C + step * 4);
      }
    }
    return from;
  }();

  /// The panels for tiles of vectors V.
  template <class V>
  static tiled::Panels<V> all_panels(const Constants& constants) {
    tiled::Panels<V> all{
        {offsets.data(), steps, pieces * layout.in_fours(), constants.weights, constants.channels, constants.zero_out, L, O},
        O,
        wide,
        layout.wide_vectors(),
        weights_of_vector,
        &tiles<V, wide, int{group}>};
    if constexpr (layout.wide_vectors() < vectors) all.narrow_tiles = &tiles<V, wide - 1, int{group}>;
    return all;
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
