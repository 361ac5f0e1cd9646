// SPDX-License-Identifier: MIT
// Fully connected layers and convolutions for the DSP extension of Cortex-M.
//
// Rows of pixels whose windows are in one piece are products of tiles of pixels with pairs of channels (tiles.hpp): of the input
// itself, widened, if a pixel has a multiple of four numbers; of windows that are gathered side by side otherwise. Single positions, and
// what is too large for that, are products with panels of four channels (panels.hpp).
#pragma once

#include <linnet/kernels/int8/dsp/panels.hpp>
#include <linnet/kernels/int8/dsp/tiles.hpp>
#include <linnet/kernels/int8/product_portable.hpp>

namespace linnet::kernels::int8 {

template <Windows S, Windows Pool>
struct Product<Dsp, S, Pool> {
  static constexpr Index K = S.taps() * S.channels, O = S.outputs;
  static constexpr bool pools = Pool != no_pool;

  /// True if rows of the input are kept as halfwords, a row of the kernel in one piece; otherwise the windows of a row are.
  static constexpr bool direct = S.columns.dilation == 1 && S.channels % 4 == 0;
  static constexpr Index window = (K + 3) / 4 * 4;
  static constexpr Index row = direct ? S.columns.seen() * S.channels : S.columns.out * window;  // of numbers
  static constexpr Index kernel_row = direct ? S.columns.size * S.channels : window;
  static constexpr dsp::TileSizes sizes{2 * (direct ? S.columns.stride * S.channels : window), kernel_row,
                                        direct ? S.rows.size : 1, 2 * (S.rows.dilation * row - kernel_row), O};
  static constexpr bool tiled = S.columns.out >= 2 && sizes.distance <= 1020 && kernel_row <= dsp::safe_products && O <= 1024;

  static constexpr Index outputs = tiled ? (O + 1) / 2 * 2 : (O + 3) / 4 * 4;
  static constexpr Index inputs = tiled ? sizes.rows * kernel_row : (K + 7) / 8 * 8;

  struct Constants {
    dsp::Header header;
    dsp::Channel channels[outputs];
    alignas(4) std::int16_t weights[outputs / 2 * inputs];
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  /// Rows of the convolution that an output of the whole needs; rows of halfwords for them, and how many of these the next one does not
  /// need again.
  static constexpr Index conv_rows = pools ? Pool.rows.size : 1;
  static constexpr Index held = direct ? (conv_rows - 1) * S.rows.stride + S.rows.span() : conv_rows;
  static constexpr Index step = (pools ? Pool.rows.stride : 1) * (direct ? S.rows.stride : 1);
  static constexpr bool in_pieces = inputs > dsp::safe_products;

  struct Rows {
    alignas(4) std::int16_t numbers[held * row];
    std::int32_t sums[conv_rows + (in_pieces ? 1 : 0)][S.columns.out][2];
    std::int8_t window[direct ? 1 : K];
  };
  struct Single {
    alignas(4) std::int16_t numbers[inputs];
    std::int32_t sums[outputs], largest[pools ? outputs : 1];
    std::int8_t window[is_product<S> ? 1 : K];
  };
  using Scratch = std::conditional_t<tiled, Rows, Single>;
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    dsp::pack_channels(numbers, O, K, K, 1, constants.header, constants.channels);
    std::fill(constants.channels + O, constants.channels + outputs, dsp::Channel{});
    std::fill_n(constants.weights, outputs / 2 * inputs, std::int16_t{0});
    for (Index o = 0; o < O; ++o) {
      for (Index k = 0; k < K; ++k) {
        const Index at = tiled ? o / 2 * inputs + dsp::place(k) : dsp::panel_place(o, k, inputs);
        dsp::add_weight(constants.weights[at], o, numbers.weights[o * K + k]);
      }
    }
  }

#if LINNET_HAS_DSP
  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    if constexpr (!tiled && !pools && is_product<S>) {
      dsp::products(constants.header, constants.channels, constants.weights, x, K, O, n * S.positions(), y, memory.numbers,
                    memory.sums);
    } else {
      constexpr Windows out = pools ? Pool : S;
      for (Index i = 0; i < n; ++i, x += S.in_sample()) {
        for (Index j = 0; j < out.rows.out; ++j, y += out.columns.out * O) {
          if constexpr (tiled) {
            fill_rows(constants.header.zero_in, x, j, memory);
            for (Index p = 0; p < outputs; p += 2) numbers_of_pair(constants, j, p, y, memory);
          } else {
            for (Index k = 0; k < out.columns.out; ++k) numbers_of_position(constants, x, j, k, y + k * O, memory);
          }
        }
      }
    }
  }

 private:
  /// The rows of the convolution in row `i` of the pool, counted from its first one.
  static constexpr Index first_row(Index i) { return Pool.rows.clips() ? Pool.rows.first_tap(i) : 0; }
  static constexpr Index end_row(Index i) { return Pool.rows.clips() ? Pool.rows.end_tap(i) : conv_rows; }

  /// The rows of halfwords for row `i` of the output.
  static void fill_rows(std::int32_t zero_in, const std::int8_t* x, Index i, Rows& memory) {
    Index top = pools ? i * Pool.rows.stride - Pool.rows.before : i;
    if (direct) top = top * S.rows.stride - S.rows.before;
    constexpr Index kept = held > step ? held - step : 0;
    if (kept > 0 && i > 0) dsp::move(memory.numbers + step * row, memory.numbers, kept * row);
    for (Index r = i > 0 ? kept : 0; r < held; ++r) fill_row(zero_in, x, top + r, memory.numbers + r * row, memory);
  }

  static void fill_row(std::int32_t zero_in, const std::int8_t* x, Index at, std::int16_t* to, Rows& memory) {
    if constexpr (direct) {
      constexpr Index before = S.columns.before * S.channels, inner = (std::min)(row - before, S.in_row()),
                      after = row - before - inner;
      if (at < 0 || at >= S.rows.in) return dsp::fill(to, zero_in, row);
      if constexpr (before > 0) dsp::fill(to, zero_in, before);
      dsp::widen(x + at * S.in_row(), to + before, inner);
      if constexpr (after > 0) dsp::fill(to + before + inner, zero_in, after);
    } else {
      if (at < 0 || at >= S.rows.out) return;  // the pool leaves it out
      for (Index j = 0; j < S.columns.out; ++j, to += window) {
        gather_window<S>(x, at, j, static_cast<std::int8_t>(zero_in), memory.window);
        dsp::widen(memory.window, to, K);
      }
    }
  }

  /// The sums of products of the channels p and p + 1 with the windows that start in row `r` of halfwords.
  static void sums_of_pair(const Constants& constants, Index r, Index p, Rows& memory, std::int32_t (&sums)[S.columns.out][2]) {
    const std::int16_t* const x = memory.numbers + r * row;
    const std::int16_t* const weights = constants.weights + p / 2 * inputs;
    if (!in_pieces || !constants.header.wide)
      return dsp::pair<sizes>(x, weights, weights + inputs, S.columns.out, sums, nullptr);
    std::fill_n(sums[0], 2 * S.columns.out, 0);
    for (Index k = 0; k < sizes.rows; ++k) {
      auto& part = memory.sums[conv_rows + (in_pieces ? 1 : 0) - 1];
      const std::int16_t* const w = weights + k * kernel_row;
      dsp::pair<sizes>(x + k * S.rows.dilation * row, w, w + kernel_row, S.columns.out, part, nullptr);
      for (Index j = 0; j < S.columns.out; ++j) {
        for (Index c = 0; c < 2; ++c) sums[j][c] += part[j][c];
      }
    }
  }

  /// Row `i` of the output, channels p and p + 1.
  static void numbers_of_pair(const Constants& constants, Index i, Index p, std::int8_t* y, Rows& memory) {
    const dsp::Header& header = constants.header;
    const dsp::Channel* const channels = constants.channels + p;
    const Index count = (std::min<Index>)(O - p, 2);
    if constexpr (pools) {
      for (Index r = first_row(i); r < end_row(i); ++r) {
        sums_of_pair(constants, direct ? r * S.rows.stride : r, p, memory, memory.sums[r]);
      }
      for (Index c = 0; c < count; ++c, ++y) {
        const dsp::Channel channel = channels[c];
        if (header.general) {
          for (Index j = 0; j < Pool.columns.out; ++j)
            y[j * O + p] = dsp::requantized(header, channels[c], largest_sum(memory, i, j, c));
        } else {
          for (Index j = 0; j < Pool.columns.out; ++j) {
            y[j * O + p] = static_cast<std::int8_t>(dsp::requantized(channel, largest_sum(memory, i, j, c)));
          }
        }
      }
    } else if (count == 2 && !header.general && !(in_pieces && header.wide)) {
      const std::int16_t* const weights = constants.weights + p / 2 * inputs;
      dsp::pair<sizes>(memory.numbers, weights, weights + inputs, S.columns.out, y + p, channels);
    } else {
      sums_of_pair(constants, 0, p, memory, memory.sums[0]);
      for (Index j = 0; j < S.columns.out; ++j) {
        for (Index c = 0; c < count; ++c) y[j * O + p + c] = dsp::requantized(header, channels[c], memory.sums[0][j][c]);
      }
    }
  }

  static std::int32_t largest_sum(const Rows& memory, Index i, Index j, Index channel) {
    std::int32_t largest = (std::numeric_limits<std::int32_t>::min)();
    const Index left = j * Pool.columns.stride - Pool.columns.before;
    const Index first = Pool.columns.clips() ? Pool.columns.first_tap(j) : 0;
    const Index end = Pool.columns.clips() ? Pool.columns.end_tap(j) : Pool.columns.size;
    for (Index r = first_row(i); r < end_row(i); ++r) {
      for (Index k = first; k < end; ++k) {
        largest = (std::max)(largest, memory.sums[r][left + k][channel]);
      }
    }
    return largest;
  }

  /// The sums' inputs of the position (i, j) of the convolution.
  static void fill_position(std::int32_t zero_in, const std::int8_t* x, Index i, Index j, Single& memory) {
    if constexpr (is_product<S>) {
      dsp::widen(x + (i * S.columns.out + j) * K, memory.numbers, K);
    } else {
      gather_window<S>(x, i, j, static_cast<std::int8_t>(zero_in), memory.window);
      dsp::widen(memory.window, memory.numbers, K);
    }
  }

  static void numbers_of_position(const Constants& constants, const std::int8_t* x, Index i, Index j, std::int8_t* y,
                                  Single& memory) {
    const dsp::Header& header = constants.header;
    if constexpr (pools) {
      std::fill_n(memory.largest, O, (std::numeric_limits<std::int32_t>::min)());
      for (Index r = Pool.rows.first_tap(i); r < Pool.rows.end_tap(i); ++r) {
        for (Index k = Pool.columns.first_tap(j); k < Pool.columns.end_tap(j); ++k) {
          fill_position(header.zero_in, x, i * Pool.rows.stride - Pool.rows.before + r,
                        j * Pool.columns.stride - Pool.columns.before + k, memory);
          dsp::panel_sums(memory.numbers, constants.weights, inputs, O, memory.sums);
          for (Index o = 0; o < O; ++o) memory.largest[o] = (std::max)(memory.largest[o], memory.sums[o]);
        }
      }
      for (Index o = 0; o < O; ++o) y[o] = dsp::requantized(header, constants.channels[o], memory.largest[o]);
    } else {
      fill_position(header.zero_in, x, i, j, memory);
      dsp::dense(header, constants.channels, constants.weights, memory.numbers, inputs, O, y, memory.sums);
    }
  }
#endif
};

}  // namespace linnet::kernels::int8
