// SPDX-License-Identifier: MIT
// Fully connected layers and convolutions on Helium.
#pragma once

#include <linnet/kernels/int8/helium/two_positions.hpp>
#include <linnet/kernels/int8/product_portable.hpp>

namespace linnet::kernels::int8 {

template <Windows S, Windows Pool>
struct Product<Helium, S, Pool> {
  using Packed = helium::PackedProduct<S>;
  using Constants = typename Packed::Constants;
  static constexpr Index O = S.outputs;
  static constexpr bool pools = Pool != no_pool;
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  struct Scratch {
    std::int32_t maxima[pools ? Packed::quad_count * 4 : 4];
    std::int8_t windows[2][Packed::copies ? Packed::vectors * 16 : 1];
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) { Packed::pack(numbers, *static_cast<Constants*>(to)); }

  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    for (Index i = 0; i < n; ++i, x += S.in_sample(), y += (pools ? Pool : S).positions() * O) {
#if LINNET_HAS_INTEGER_MVE
      if (constants.head.is_simple) {
        if constexpr (pools) {
          pooled(constants, x, y, memory);
        } else {
          unpooled(constants, x, y, memory);
        }
        continue;
      }
#endif
      with_any_factors(constants, x, y, memory);
    }
  }

 private:
  /// The window of tap (i, j) of the pool at (row, column).
  static const std::int8_t* window_of_tap(const Constants& constants, const std::int8_t* x, Index row, Index column, Index i,
                                          Index j, std::int8_t* copy) {
    return Packed::window_of(constants, x, row * Pool.rows.stride - Pool.rows.before + i,
                             column * Pool.columns.stride - Pool.columns.before + j, copy);
  }

  /// Factors of 1/2 and more: a sum at a time, in plain C++.
  static void with_any_factors(const Constants& constants, const std::int8_t* x, std::int8_t* y, Scratch& memory) {
    constexpr Windows out = pools ? Pool : S;
    for (Index row = 0; row < out.rows.out; ++row) {
      for (Index column = 0; column < out.columns.out; ++column, y += O) {
        std::fill_n(y, O, std::int8_t{-128});
        if constexpr (pools) {
          for (Index i = Pool.rows.first_tap(row); i < Pool.rows.end_tap(row); ++i) {
            for (Index j = Pool.columns.first_tap(column); j < Pool.columns.end_tap(column); ++j) {
              Packed::take_larger(constants, window_of_tap(constants, x, row, column, i, j, memory.windows[0]), y);
            }
          }
        } else {
          Packed::take_larger(constants, Packed::window_of(constants, x, row, column, memory.windows[0]), y);
        }
      }
    }
  }

#if LINNET_HAS_INTEGER_MVE
  static void unpooled(const Constants& constants, const std::int8_t* x, std::int8_t* y, Scratch& memory) {
    helium::Job job{{}, {}, constants.head.zero_out, nullptr, constants.quads};
    if constexpr (S.positions() == 1) {
      job.x[0] = Packed::window_of(constants, x, 0, 0, memory.windows[0]);
      job.y[0] = y;
      job.y_end = y + O;
      helium::one_position<Packed::layout, O % 4 == 0>(job);
    } else {
      Index waiting = 0;
      const auto add = [&](const std::int8_t* window, std::int8_t* to) {
        job.x[waiting] = window;
        job.y[waiting] = to;
        waiting ^= 1;
        if (waiting == 1) return;
        job.y_end = static_cast<std::int8_t*>(job.y[0]) + O;
        helium::two_positions<Packed::layout, helium::Sums::outputs, O % 4 == 0>(job);
      };
      for (Index row = 0; row < S.rows.out; ++row) {
        for (Index column = 0; column < S.columns.out; ++column, y += O) {
          add(Packed::window_of(constants, x, row, column, memory.windows[waiting]), y);
        }
      }
      if (S.positions() % 2 == 1) add(job.x[0], y - O);  // the last one twice
    }
  }

  static void pooled(const Constants& constants, const std::int8_t* x, std::int8_t* y, Scratch& memory) {
    helium::Job job{{}, {}, 0, nullptr, constants.quads};
    for (Index row = 0; row < Pool.rows.out; ++row) {
      for (Index column = 0; column < Pool.columns.out; ++column, y += O) {
        std::fill_n(memory.maxima, Packed::quad_count * 4, (std::numeric_limits<std::int32_t>::min)());
        Index waiting = 0;
        const auto add = [&](const std::int8_t* window) {
          job.x[waiting] = window;
          waiting ^= 1;
          if (waiting == 1) return;
          job.y[0] = memory.maxima;
          job.y[1] = memory.maxima + Packed::quad_count * 4;
          helium::two_positions<Packed::layout, helium::Sums::maxima, true>(job);
        };
        const helium::Taps rows = helium::taps_of<Pool.rows>(row), columns = helium::taps_of<Pool.columns>(column);
        for (Index i = rows.begin; i < rows.end; ++i) {
          for (Index j = columns.begin; j < columns.end; ++j) {
            add(window_of_tap(constants, x, row, column, i, j, memory.windows[waiting]));
          }
        }
        if (waiting == 1) add(job.x[0]);  // the last one twice
        requantize_maxima(constants, memory.maxima, y);
      }
    }
  }

  static void requantize_maxima(const Constants& constants, const std::int32_t* maxima, std::int8_t* y) {
    for (Index q = 0; q < Packed::quad_count; ++q) {
      const typename Packed::Quad& quad = constants.quads[q];
      const int32x4_t numbers = helium::requantized(vld1q_s32(maxima + 4 * q), vld1q_s32(quad.fraction),
                                                    vld1q_s32(quad.exponent), constants.head.zero_out);
      const int16x8_t narrow = vqmovnbq_s32(vdupq_n_s16(0), numbers);
      const int32x4_t clamped = vreinterpretq_s32_s8(vqmovnbq_s16(vdupq_n_s8(0), narrow));
      vstrbq_p_s32(y + 4 * q, clamped, vctp32q(static_cast<std::uint32_t>(O - 4 * q)));
    }
  }
#endif
};

}  // namespace linnet::kernels::int8
