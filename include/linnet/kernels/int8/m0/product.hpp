// SPDX-License-Identifier: MIT
// Fully connected layers and convolutions for Armv6-M (M0, M0+, M23).
//
// The rows of the input that a row of the output needs are kept as x + 128 with their padding; a row of the kernel is in one piece of
// them. Dilated columns are gathered, window by window.
#pragma once

#include <linnet/kernels/int8/m0/rows.hpp>
#include <linnet/kernels/int8/product_portable.hpp>

namespace linnet::kernels::int8 {

template <Windows S, Windows Pool>
struct Product<ArmV6M, S, Pool> {
  static constexpr Index C = S.channels, K = S.taps() * C, O = S.outputs, panels = (O + 3) / 4;
  static constexpr bool pools = Pool != no_pool;

  struct Constants {
    m0::Header header;
    m0::Panel panels_of[panels];
    std::uint8_t weights[panels * K * 4];  // (O / 4, K, 4), w + 128
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  /// Rows are kept if those of the kernel are in one piece of them, and there is more than one window.
  static constexpr bool keeps_rows = S.columns.dilation == 1 && S.positions() > 1 && C <= 512;
  static constexpr Index pixels = S.columns.seen(), row = (pixels * C + 3) / 4 * 4;  // of a row of the input
  static constexpr Index held = ((pools ? Pool.rows.size : 1) - 1) * S.rows.stride + S.rows.span();
  static constexpr Index step = (pools ? Pool.rows.stride : 1) * S.rows.stride;

  struct Rows {
    std::int32_t sums[panels * 4], largest[pools ? panels * 4 : 1];
    std::int32_t corrections[S.columns.out], pixel_sums[held * pixels];
    alignas(4) std::uint8_t numbers[held * row];
  };
  struct Single {
    std::int32_t sums[panels * 4], largest[pools ? panels * 4 : 1];
    alignas(4) std::uint8_t numbers[K];
    std::int8_t window[is_product<S> ? 1 : K];
  };
  using Scratch = std::conditional_t<keeps_rows, Rows, Single>;
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    constants.header = {numbers.zero_in, numbers.zero_out, 0};
    std::fill_n(constants.panels_of, panels, m0::Panel{});
    std::fill_n(constants.weights, panels * K * 4, std::uint8_t{128});
    for (Index o = 0; o < O; ++o) {
      m0::pack_channel(numbers, o, o * K, K, 1, 128, constants.header, constants.panels_of[o / 4], o % 4);
      for (Index k = 0; k < K; ++k) {
        constants.weights[(o / 4 * K + k) * 4 + o % 4] = static_cast<std::uint8_t>(numbers.weights[o * K + k] + 128);
      }
    }
  }

#if LINNET_IS_ARMV6M
  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    const m0::Header& header = constants.header;
    auto& memory = *static_cast<Scratch*>(scratch);
    if constexpr (!keeps_rows && !pools && is_product<S>) {
      m0::products(header, constants.panels_of, constants.weights, x, K, O, n * S.positions(), y, memory.numbers, memory.sums);
    } else {
      m0::Row shape;
      if constexpr (keeps_rows) {
        m0::make_row(shape, header, constants.panels_of, constants.weights, O, S.rows.size, S.columns.size * C,
                     S.rows.dilation * row, S.columns.stride * C);
      } else {
        m0::make_row(shape, header, constants.panels_of, constants.weights, O, 1, K, K, K);
      }
      constexpr Windows out = pools ? Pool : S;
      for (Index i = 0; i < n; ++i, x += S.in_sample()) {
        for (Index j = 0; j < out.rows.out; ++j, y += out.columns.out * O) {
          if constexpr (keeps_rows) fill_rows(header.zero_in, x, j, memory);
          if constexpr (pools) {
            for (Index k = 0; k < out.columns.out; ++k) pooled(header, shape, x, j, k, y + k * O, memory);
          } else if constexpr (keeps_rows) {
            for (Index k = 0; k < S.columns.out; ++k) memory.corrections[k] = correction(memory, 0, k);
            m0::run_pixels(header, shape, memory.numbers, memory.corrections, S.columns.out, y, memory.sums);
          } else {
            for (Index k = 0; k < S.columns.out; ++k) {
              const std::int32_t correction = fill_window(header.zero_in, x, j, k, memory);
              m0::run_pixels(header, shape, memory.numbers, &correction, 1, y + k * O, memory.sums);
            }
          }
        }
      }
    }
  }

 private:
  /// The rows of the input for row `i` of the output.
  static void fill_rows(std::int32_t zero_in, const std::int8_t* x, Index i, Rows& memory) {
    const Index top = (pools ? i * Pool.rows.stride - Pool.rows.before : i) * S.rows.stride - S.rows.before;
    constexpr Index kept = held > step ? held - step : 0;
    if (kept > 0 && i > 0) {
      std::copy_n(memory.pixel_sums + step * pixels, kept * pixels, memory.pixel_sums);
      std::copy_n(reinterpret_cast<const std::uint32_t*>(memory.numbers + step * row), kept * row / 4,
                  reinterpret_cast<std::uint32_t*>(memory.numbers));
    }
    for (Index r = i > 0 ? kept : 0; r < held; ++r) {
      fill_row(zero_in, x, top + r, memory.numbers + r * row, memory.pixel_sums + r * pixels);
    }
  }

  static void fill_row(std::int32_t zero_in, const std::int8_t* x, Index at, std::uint8_t* to, std::int32_t* sums) {
    constexpr Index before = S.columns.before, inner = (std::min)(pixels - before, S.columns.in),
                    after = pixels - before - inner;
    const bool inside = at >= 0 && at < S.rows.in;
    if (inside) m0::shift_pixels(x + at * S.in_row(), to + before * C, sums + before, inner, C);
    const std::uint8_t padding = static_cast<std::uint8_t>(zero_in + 128);
    if (before > 0 || !inside) fill_pixels(padding, to, sums, inside ? before : pixels);
    if (after > 0 && inside) fill_pixels(padding, to + (before + inner) * C, sums + before + inner, after);
  }
  LINNET_NOINLINE static void fill_pixels(std::uint8_t padding, std::uint8_t* to, std::int32_t* sums, Index count) {
    std::fill_n(to, count * C, padding);
    std::fill_n(sums, count, padding * static_cast<std::int32_t>(C));
  }

  /// 128 times the sum of the window of column `j` that begins in row `r` of those that are kept.
  static std::int32_t correction(const Rows& memory, Index r, Index j) {
    std::int32_t sum = 0;
    for (Index i = 0; i < S.rows.size; ++i) {
      for (Index k = 0; k < S.columns.size; ++k) {
        sum += memory.pixel_sums[(r + i * S.rows.dilation) * pixels + j * S.columns.stride + k];
      }
    }
    return 128 * sum;
  }

  static std::int32_t fill_window(std::int32_t zero_in, const std::int8_t* x, Index i, Index j, Single& memory) {
    if constexpr (is_product<S>) {
      return m0::shift_window(x + (i * S.columns.out + j) * K, memory.numbers, K);
    } else {
      gather_window<S>(x, i, j, static_cast<std::int8_t>(zero_in), memory.window);
      return m0::shift_window(memory.window, memory.numbers, K);
    }
  }

  /// The largest sums of the position (i, j) of the pool, as numbers.
  static void pooled(const m0::Header& header, m0::Row& shape, const std::int8_t* x, Index i, Index j, std::int8_t* y,
                     Scratch& memory) {
    std::fill_n(memory.largest, O, (std::numeric_limits<std::int32_t>::min)());
    for (Index r = Pool.rows.first_tap(i); r < Pool.rows.end_tap(i); ++r) {
      for (Index k = Pool.columns.first_tap(j); k < Pool.columns.end_tap(j); ++k) {
        const Index column = j * Pool.columns.stride - Pool.columns.before + k;
        if constexpr (keeps_rows) {
          const std::int32_t offset = correction(memory, r * S.rows.stride, column);
          const std::uint8_t* const window = memory.numbers + r * S.rows.stride * row + column * S.columns.stride * C;
          m0::run_row(shape, window, &offset, 1, memory.sums, true);
        } else {
          const std::int32_t offset =
              fill_window(header.zero_in, x, i * Pool.rows.stride - Pool.rows.before + r, column, memory);
          m0::run_row(shape, memory.numbers, &offset, 1, memory.sums, true);
        }
        for (Index o = 0; o < O; ++o) memory.largest[o] = (std::max)(memory.largest[o], memory.sums[o]);
      }
    }
    for (Index o = 0; o < O; ++o) y[o] = m0::requantized(header, shape.panels[o / 4], o % 4, memory.largest[o]);
  }
#endif
};

}  // namespace linnet::kernels::int8
