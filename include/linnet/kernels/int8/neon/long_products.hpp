// SPDX-License-Identifier: MIT
// Sums with instructions that every 64-bit ARM has: products of bytes in 16 bits, two of which are added there before a lane takes them.
//
// No sum overflows 16 bits, since weights are at least -127: 2 * 128 * 127 < 2^15.
#pragma once

#include <linnet/kernels/int8/neon/outputs.hpp>

#if LINNET_HAS_NEON
namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

namespace neon {

/// Lanes without the dot product.
struct LongProducts : Outputs {
  /// Of channels 0 and 1, and of 2 and 3, two lanes each.
  struct Halves {
    Vector low, high;

    Halves() = default;
    Halves(Vector total) : low(vzip1q_s32(total, zero_vector())), high(vzip2q_s32(total, zero_vector())) {}
  };
  using Sum = Halves;
  template <int F>
  static constexpr int rows = F == 2 ? 4 : 8;

  static Sum zero() { return zero_vector(); }
  static Vector total(const Sum& sum) { return vpaddq_s32(sum.low, sum.high); }

  static LINNET_ALWAYS_INLINE int8x16_t broadcast(const Number* from) {
    std::int32_t four;
    std::memcpy(&four, from, 4);
    return vreinterpretq_s8_s32(vdupq_n_s32(four));
  }
  static LINNET_ALWAYS_INLINE Sum dot(Sum sum, int8x16_t in, Weights weights) {
    sum.low = vpadalq_s16(sum.low, vmull_s8(vget_low_s8(in), vget_low_s8(weights)));
    sum.high = vpadalq_s16(sum.high, vmull_high_s8(in, weights));
    end(sum);
    return sum;
  }

  static constexpr int at_once = 2;
  template <std::size_t F>
  static LINNET_ALWAYS_INLINE void dot_steps(Sum (&sums)[F], int8x16_t (&in)[2], const Weights (&weights)[2][F]) {
    begin(in[0]);
    LINNET_UNROLL
    for (std::size_t f = 0; f < F; ++f) {
      const int16x8_t low = vmull_s8(vget_low_s8(in[0]), vget_low_s8(weights[0][f])),
                      high = vmull_high_s8(in[0], weights[0][f]);
      sums[f].low = vpadalq_s16(sums[f].low, vmlal_s8(low, vget_low_s8(in[1]), vget_low_s8(weights[1][f])));
      sums[f].high = vpadalq_s16(sums[f].high, vmlal_high_s8(high, in[1], weights[1][f]));
    }
    for (const Sum& sum : sums) end(sum);
  }

  static LINNET_ALWAYS_INLINE int8x16_t load_four(const Number* from) {
    int8x16_t four = vld1q_s8(from);
    begin(four);  // otherwise GCC 12 loads each step by itself
    return four;
  }
  template <int I, std::size_t F>
  static LINNET_ALWAYS_INLINE void dot_of_four(Sum (&sums)[F], int8x16_t four, const Weights (&weights)[2][F]) {
    const int32x4_t steps = vreinterpretq_s32_s8(four);
    int8x16_t in[2]{vreinterpretq_s8_s32(vdupq_laneq_s32(steps, I)), vreinterpretq_s8_s32(vdupq_laneq_s32(steps, I + 1))};
    dot_steps(sums, in, weights);
  }

  static LINNET_ALWAYS_INLINE Vector dot_taps(Vector sum, int8x16_t in, int8x16_t weights) {
    const int16x8_t low = vmull_s8(vget_low_s8(in), vget_low_s8(weights)), high = vmull_high_s8(in, weights);
    return vpadalq_s16(sum, vpaddq_s16(low, high));
  }

 private:
  // GCC 12 multiplies for all pixels first, and has no register left for sums: it must begin a pixel after the end of the last one.
  static LINNET_ALWAYS_INLINE void begin([[maybe_unused]] int8x16_t& in) {
#if defined(__GNUC__) && !defined(__clang__)
    asm volatile("" : "+w"(in));
#endif
  }
  static LINNET_ALWAYS_INLINE void end([[maybe_unused]] const Sum& sum) {
#if defined(__GNUC__) && !defined(__clang__)
    asm volatile("" : : "w"(sum.low), "w"(sum.high));
#endif
  }
};

}  // namespace neon

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8

#endif
