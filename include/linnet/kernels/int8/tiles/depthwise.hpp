// SPDX-License-Identifier: MIT
// Depthwise convolutions on vectors, for instruction sets with Lanes: neighbouring taps of a kernel row are the products of a lane.
//
// Each row of the input is interleaved once, when the first output row needs it: for each output column and group of taps (two or four), lane
// c gets the numbers of channel c. A ring keeps the rows that a kernel spans.
#pragma once

#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/tiles/tile.hpp>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

namespace tiled {

/// The numbers of a row before it is interleaved: V::RowNumber, if V states it.
template <class V>
struct row_number {
  using type = typename V::Number;
};
template <class V>
requires requires { typename V::RowNumber; }
struct row_number<V> {
  using type = typename V::RowNumber;
};
template <class V>
using RowNumber = typename row_number<V>::type;

/// One vector of channels of one row of outputs.
template <Index L, class Number>
struct DepthwiseRow {
  const Number* const* groups;  ///< the taps of the kernel's rows, at the first output
  Index group_count, pixel_step;
  const std::int8_t* weights;  ///< (groups, L, taps)
  const ChannelLanes<L>* channels;
  std::int32_t zero_out;
  Index last;  ///< outputs in the vector
  Index y_step;
};

template <class Isa, int P, class V = Lanes<Isa>>
LINNET_ALWAYS_INLINE void depthwise_tile(const DepthwiseRow<Isa::lanes, typename V::Number>& o, Index column, std::int8_t* y) {
  typename V::Vector sum[P];
  LINNET_UNROLL
  for (int p = 0; p < P; ++p) {
    if constexpr (requires { V::start(*o.channels); }) {
      sum[p] = V::start(*o.channels);
    } else {
      sum[p] = V::zero_vector();
    }
  }
  const std::int8_t* w = o.weights;
  for (Index g = 0; g < o.group_count; ++g, w += Isa::lanes * Isa::taps) {
    const auto* x = o.groups[g] + column * o.pixel_step;
    const auto weights = V::load_tap_weights(w);
    LINNET_UNROLL
    for (int p = 0; p < P; ++p) sum[p] = V::dot_taps(sum[p], V::load_taps(x + p * o.pixel_step), weights);
  }
  typename V::Vector out[P][1];
  LINNET_UNROLL
  for (int p = 0; p < P; ++p) out[p][0] = sum[p];
  requantize<V>(out, o.channels);
  V::store(y + column * o.y_step, o.y_step, out, o.zero_out, o.last);
}

template <class Isa>
LINNET_NOINLINE void depthwise_row(const DepthwiseRow<Isa::lanes, typename Lanes<Isa>::Number>& o, Index columns,
                                   std::int8_t* y) {
  Index column = 0;
  for (; column + 8 <= columns; column += 8) depthwise_tile<Isa, 8>(o, column, y);
  for (; column + 2 <= columns; column += 2) depthwise_tile<Isa, 2>(o, column, y);
  if (column < columns) depthwise_tile<Isa, 1>(o, column, y);
}

}  // namespace tiled

/// `Isa` as of TiledProduct.
template <class Isa, Windows S>
struct TiledDepthwise {
  static constexpr Index O = S.outputs, multiplier = O / S.channels, L = Isa::lanes, T = Isa::taps, vectors = (O + L - 1) / L;
  static constexpr Index groups = (S.columns.size + T - 1) / T, weights_of_vector = S.rows.size * groups * L * T;
  // With stride 1 the taps of the next group are those of a column further to the right.
  static constexpr bool shares = S.columns.stride == 1;
  static constexpr Index pixel_numbers = vectors * L * T, group_columns = shares ? T * S.columns.dilation : S.columns.out,
                         filled_groups = shares ? 1 : groups,
                         filled_columns = shares ? S.columns.out + (groups - 1) * group_columns : S.columns.out,
                         group_numbers = group_columns * pixel_numbers,
                         row_numbers = filled_groups * filled_columns * pixel_numbers;

  // A row with its padding; vectors of taps may look beyond.
  static constexpr bool whole_vectors = shares && O % L == 0;
  static constexpr Index tap_step = S.columns.dilation * O,
                         row_length = (std::max)(S.columns.seen() * O, filled_columns*O + (T - 1) * tap_step) + 64;

  struct Constants {
    ChannelLanes<L> channels[vectors];
    std::int8_t weights[vectors * weights_of_vector];  // (vectors, KH, KW / T, L, T)
    std::int32_t zero_in, zero_out;
  };
  static constexpr std::size_t alignment = 64;
  static constexpr Index bytes = (sizeof(Constants) + 63) / 64 * 64;

  struct Scratch {
    alignas(64) std::byte ring[S.rows.span() * row_numbers * Isa::number_bytes];
    std::byte rows[2 * row_length * Isa::number_bytes];  // a row, and the next one
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    tiled::pack_channels<L>(numbers, O, 1, S.taps(), O, Isa::offset, constants);
    for (Index o = 0; o < O; ++o) {
      for (Index tap = 0; tap < S.taps(); ++tap) {
        const Index i = tap / S.columns.size, j = tap % S.columns.size;
        constants.weights[o / L * weights_of_vector + ((i * groups + j / T) * L + o % L) * T + j % T] =
            numbers.weights[tap * O + o];
      }
    }
  }

  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    using Number = typename Lanes<Isa>::Number;
    using RowNumber = tiled::RowNumber<Lanes<Isa>>;
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    auto* const ring = reinterpret_cast<Number*>(memory.ring);
    auto* const padded = reinterpret_cast<RowNumber*>(memory.rows);
    const auto padding = static_cast<RowNumber>(constants.zero_in + Isa::offset);
    std::fill_n(padded, 2 * row_length, padding);
    for (Index i = 0; i < n; ++i, x += S.in_sample()) {
      Index filled = 0;
      copy_row(x, 0, padding, padded);
      for (Index row = 0; row < S.rows.out; ++row, y += S.columns.out * O) {
        const Index top = row * S.rows.stride;
        for (; filled < top + S.rows.span(); ++filled) {
          // Copied one row ahead: vectors of taps overlap what a copy stores, and wait until it has reached the cache.
          copy_row(x, filled + 1, padding, padded + (filled + 1) % 2 * row_length);
          interleave(padded + filled % 2 * row_length, slot(ring, filled));
        }
        const Number* at[S.rows.size * groups];
        for (Index k = 0; k < S.rows.size; ++k) {
          for (Index g = 0; g < groups; ++g) {
            at[k * groups + g] = slot(ring, top + k * S.rows.dilation) + g * group_numbers;
          }
        }
        for (Index v = 0; v < vectors; ++v) {
          const tiled::DepthwiseRow<L, Number> operands{at,
                                                        S.rows.size * groups,
                                                        pixel_numbers,
                                                        constants.weights + v * weights_of_vector,
                                                        constants.channels + v,
                                                        constants.zero_out,
                                                        (std::min)(L, O - v * L),
                                                        O};
          tiled::depthwise_row<Isa>(operands, S.columns.out, y + v * L);
          for (const Number*& taps : at) taps += L * T;
        }
      }
    }
  }

 private:
  template <class Number>
  static Number* slot(Number* ring, Index padded_row) {
    return ring + padded_row % S.rows.span() * row_numbers;
  }

  /// Copies a row of the padded input between the padding on both sides of `padded`, which never changes.
  template <class RowNumber>
  static void copy_row(const std::int8_t* x, Index padded_row, RowNumber padding, RowNumber* padded) {
    constexpr Index columns = (std::min)(S.columns.in, S.columns.seen() - S.columns.before);
    RowNumber* const inner = padded + S.columns.before * O;
    const Index row = padded_row - S.rows.before;
    if (row < 0 || row >= S.rows.in) {
      std::fill_n(inner, columns * O, padding);
    } else if constexpr (multiplier == 1) {
      if constexpr (std::is_same_v<RowNumber, std::int8_t>) {
        std::copy_n(x + row * S.in_row(), columns * O, inner);
      } else {
        Lanes<Isa>::copy(inner, x + row * S.in_row(), columns * O);
      }
    } else {
      for (Index k = 0; k < columns * O; ++k)
        inner[k] = static_cast<RowNumber>(x[row * S.in_row() + k / multiplier] + Isa::offset);
    }
  }

  /// Interleaves the taps of a row.
  template <class RowNumber, class Number>
  static void interleave(const RowNumber* padded, Number* to) {
    if constexpr (whole_vectors && requires { &Lanes<Isa>::interleave_row; }) {
      Lanes<Isa>::interleave_row(to, padded, tap_step, filled_columns * O);
      return;
    }
    for (Index g = 0; g < filled_groups; ++g) {
      for (Index column = 0; column < filled_columns; ++column, to += pixel_numbers) {
        const RowNumber* taps[T];
        for (Index t = 0; t < T; ++t) {  // weights beyond the last tap are 0; a row that is shared is long enough for all taps
          const Index tap = shares ? t : (std::min)(T * g + t, S.columns.size - 1);
          taps[t] = padded + (column * S.columns.stride + tap * S.columns.dilation) * O;
        }
        Index v = 0;
        if constexpr (requires { Lanes<Isa>::interleave_four(to, taps); }) {
          for (; v + 4 <= vectors; v += 4) {
            Lanes<Isa>::interleave_four(to + v * L * T, taps);
            for (const RowNumber*& tap : taps) tap += 4 * L;
          }
        }
        for (; v < vectors; ++v) {
          Lanes<Isa>::interleave(to + v * L * T, taps);
          for (const RowNumber*& tap : taps) tap += L;
        }
      }
    }
  }
};

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
