// SPDX-License-Identifier: MIT
// The end of a product on NEON, and copies of its input, whatever its sums are made of.
#pragma once

#include <linnet/kernels/int8/tiles/lanes.hpp>

#include <algorithm>
#include <cstring>

#if LINNET_HAS_NEON
#include <arm_neon.h>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

namespace neon {

/// Requantised sums, and depthwise taps, as Lanes has them.
struct Outputs {
  static constexpr Index lanes = 4;
  using Number = std::int8_t;
  using Vector = int32x4_t;
  using Weights = int8x16_t;

  static Vector load(const std::int32_t* from) { return vld1q_s32(from); }
  static Vector zero_vector() { return vdupq_n_s32(0); }
  static Vector add(Vector a, Vector b) { return vaddq_s32(a, b); }
  static Vector maximum(Vector a, Vector b) { return vmaxq_s32(a, b); }
  static Weights load_weights(const std::int8_t* from) { return vld1q_s8(from); }
  static void copy(Number* to, const std::int8_t* from, Index count) { std::memcpy(to, from, static_cast<std::size_t>(count)); }

  static Vector start(const ChannelLanes<4>& c) { return load(c.bias); }
  static Vector scaled_up(Vector sum, const ChannelLanes<4>& c) {
    return vshlq_s32(sum, vsubq_s32(load(c.left), vdupq_n_s32(1)));  // SQRDMULH doubles the product
  }
  static LINNET_ALWAYS_INLINE Vector requantize(Vector sum, const ChannelLanes<4>& c) {
    const Vector h = vqrdmulhq_s32(sum, load(c.fraction)), right = vnegq_s32(load(c.right));
    return vrshlq_s32(vsraq_n_s32(h, vandq_s32(h, right), 31),
                      right);  // rounds halves up: a negative h that is divided is one less
  }

  template <std::size_t R, std::size_t F>
  static LINNET_ALWAYS_INLINE void store(std::int8_t* to, Index step, const Vector (&v)[R][F], std::int32_t zero_out,
                                         Index last) {
    static_assert(F <= 2);
    constexpr std::size_t together = 2 / F;  // rows
    const int16x8_t zero = vdupq_n_s16(static_cast<std::int16_t>(zero_out));
    const std::size_t width = 4 * (F - 1) + static_cast<std::size_t>(last);
    LINNET_UNROLL
    for (std::size_t r = 0; r < R; r += together) {
      const int16x8_t words = vqmovn_high_s32(vqmovn_s32(v[r][0]), v[(std::min)(r + together - 1, R - 1)][F - 1]);
      const int8x8_t numbers = vqmovn_s16(vqaddq_s16(words, zero));
      if (last == 4) {
        store_row<F>(to, numbers);
        to += step;
        if (together == 2 && r + 1 < R) store_row<F>(to, vext_s8(numbers, numbers, 4));
      } else {
        std::int8_t row[8];
        vst1_s8(row, numbers);
        std::memcpy(to, row, width);
        to += step;
        if (together == 2 && r + 1 < R) std::memcpy(to, row + 4, width);
      }
      if (together == 2) to += step;
    }
  }

  static int8x16_t load_taps(const Number* from) { return vld1q_s8(from); }
  static int8x16_t load_tap_weights(const std::int8_t* from) { return vld1q_s8(from); }
  static LINNET_ALWAYS_INLINE void interleave(Number* to, const Number* const (&from)[4]) {
    const auto part = [&](int t) LINNET_INLINE_LAMBDA {
      std::uint32_t four;
      std::memcpy(&four, from[t], 4);
      return vcreate_s8(four);
    };
    const int16x4_t first = vreinterpret_s16_s8(vzip1_s8(part(0), part(1)));
    const int16x4_t second = vreinterpret_s16_s8(vzip1_s8(part(2), part(3)));
    vst1_s8(to, vreinterpret_s8_s16(vzip1_s16(first, second)));
    vst1_s8(to + 8, vreinterpret_s8_s16(vzip2_s16(first, second)));
  }
  /// The taps of four vectors of channels.
  static LINNET_ALWAYS_INLINE void interleave_four(Number* to, const Number* const (&from)[4]) {
    const int8x16x4_t taps{{vld1q_s8(from[0]), vld1q_s8(from[1]), vld1q_s8(from[2]), vld1q_s8(from[3])}};
    vst4q_s8(to, taps);
  }
  /// The same for `count` numbers of a row, a multiple of 4, whose taps are `tap_step` apart.
  static void interleave_row(Number* to, const Number* from, Index tap_step, Index count) {
    for (Index i = 0; i < count;) {
      const Number* const taps[4]{from + i, from + i + tap_step, from + i + 2 * tap_step, from + i + 3 * tap_step};
      if (i + 16 <= count) {
        interleave_four(to + 4 * i, taps);
        i += 16;
      } else {
        interleave(to + 4 * i, taps);
        i += 4;
      }
    }
  }

 private:
  template <std::size_t F>
  static LINNET_ALWAYS_INLINE void store_row(std::int8_t* to, int8x8_t numbers) {
    std::memcpy(to, &numbers, 4 * F);
  }
};

}  // namespace neon

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8

#endif
