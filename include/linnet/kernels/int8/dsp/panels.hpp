// SPDX-License-Identifier: MIT
// Products of one input with panels of four channels, for the DSP extension of Cortex-M: 27 instructions for 32 products.
#pragma once

#include <linnet/kernels/int8/dsp/dsp.hpp>

namespace linnet::kernels::int8::dsp {

/// The place of weight k of channel o among the halfwords of the panels (O / 4, K / 4, 2 pairs, 4); K is a multiple of 8.
constexpr Index panel_place(Index o, Index k, Index K) {
  return ((o / 4 * K + k / 4 * 4) / 4 * 2 + o % 4 / 2) * 4 + place(k % 4);
}

#if LINNET_HAS_DSP

/// The numbers of `rows` channels of the inputs x to x_end, a multiple of 8. Without channels it writes sums of products to y instead,
/// four int32 for each panel.
LINNET_NAKED inline void panels(const std::int16_t* /*x*/, const std::int16_t* /*weights*/, const std::int16_t* /*x_end*/,
                                void* /*y*/, const Channel* /*channels*/, Index /*rows*/) {
  // r0 A0, r1 S0, r2 A1, r3 S1; r4 to r7 weights, r8 to r11 inputs, r12 x, lr weights.
  // On the stack x, weights, x_end, y, nine registers, channels, rows.
  asm volatile(
      ".macro linnet_dsp_four x0, x1\n"
      "ldmia lr!, {r4, r5, r6, r7}\n"
      "smlad r1, r4, \\x0, r1\n"
      "smlad r1, r5, \\x1, r1\n"
      "smlad r3, r6, \\x0, r3\n"
      "smlad r3, r7, \\x1, r3\n"
      "sxtb16 r4, r4\n"
      "sxtb16 r5, r5\n"
      "sxtb16 r6, r6\n"
      "sxtb16 r7, r7\n"
      "smlad r0, r4, \\x0, r0\n"
      "smlad r0, r5, \\x1, r0\n"
      "smlad r2, r6, \\x0, r2\n"
      "smlad r2, r7, \\x1, r2\n"
      ".endm\n"
      ".macro linnet_dsp_eight\n"
      "ldmia r12!, {r8, r9, r10, r11}\n"
      "linnet_dsp_four r8, r9\n"
      "linnet_dsp_four r10, r11\n"
      ".endm\n"
      ".macro linnet_dsp_number sum, shift:vararg\n"  // of channel r4, and the next one
      "ldmia r4!, {r5, r6, r7, r8}\n"
      "add \\sum, r5, \\sum, \\shift\n"
      "add r9, r7, \\sum, asr #31\n"
      "smmlar \\sum, \\sum, r6, r9\n"
      "asr \\sum, \\sum, r8\n"
      "ssat \\sum, #8, \\sum\n"
      "strb \\sum, [r11], #1\n"
      "subs r10, #1\n"
      "beq 5f\n"
      ".endm\n"

      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "push {r0, r1, r2, r3}\n"
      "mov lr, r1\n"
      "1: ldr r12, [sp]\n"
      "ldr r4, [sp, #8]\n"
      "subs r4, r4, r12\n"
      "mov r0, #0\n"
      "mov r1, #0\n"
      "mov r2, #0\n"
      "mov r3, #0\n"
      "tst r4, #16\n"  // an odd number of groups
      "bne 3f\n"
      "2: linnet_dsp_eight\n"
      "3: linnet_dsp_eight\n"
      "ldr r4, [sp, #8]\n"
      "cmp r12, r4\n"
      "bne 2b\n"
      "sub r1, r1, r0\n"  // 256 * sum b x
      "sub r3, r3, r2\n"
      "ldr r11, [sp, #12]\n"
      "ldr r10, [sp, #56]\n"
      "ldr r4, [sp, #52]\n"
      "cbnz r4, 4f\n"
      "asr r1, r1, #8\n"
      "asr r3, r3, #8\n"
      "stmia r11!, {r0, r1, r2, r3}\n"
      "subs r10, #4\n"
      "ble 5f\n"
      "b 6f\n"
      "4: linnet_dsp_number r0, lsl #1\n"
      "linnet_dsp_number r1, asr #7\n"
      "linnet_dsp_number r2, lsl #1\n"
      "linnet_dsp_number r3, asr #7\n"
      "str r4, [sp, #52]\n"
      "6: str r10, [sp, #56]\n"
      "str r11, [sp, #12]\n"
      "b 1b\n"
      "5: add sp, #16\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
      ".purgem linnet_dsp_four\n"
      ".purgem linnet_dsp_eight\n"
      ".purgem linnet_dsp_number\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// The sums of products of K inputs, four for each panel, in pieces that stay below 2^23.
LINNET_NOINLINE inline void panel_sums(const std::int16_t* x, const std::int16_t* weights, Index K, Index O,
                                       std::int32_t* sums) {
  constexpr Index piece = safe_products / 8 * 8;
  for (Index o = 0; o < O; o += 4, sums += 4, weights += 2 * K) {
    std::fill_n(sums, 4, 0);
    for (Index k = 0; k < K; k += piece) {
      std::int32_t part[4];
      panels(x + k, weights + 2 * k, x + (std::min)(K, k + piece), part, nullptr, 4);
      for (Index i = 0; i < 4; ++i) sums[i] += part[i];
    }
  }
}

/// The numbers of O channels of K inputs in the general form; `sums` has memory for O of them, rounded up to four.
LINNET_COLD inline void general_panels(const Header& header, const Channel* channels, const std::int16_t* weights,
                                       const std::int16_t* x, Index K, Index O, std::int8_t* y, std::int32_t* sums) {
  panel_sums(x, weights, K, O, sums);
  for (Index o = 0; o < O; ++o) y[o] = requantized(header, channels[o], sums[o]);
}

/// The numbers of O channels of K inputs.
inline void dense(const Header& header, const Channel* channels, const std::int16_t* weights, const std::int16_t* x, Index K,
                  Index O, std::int8_t* y, std::int32_t* sums) {
  if (header.general || header.wide) return general_panels(header, channels, weights, x, K, O, y, sums);
  panels(x, weights, x + K, y, channels, O);
}

/// The same for `count` inputs of K numbers, one after the other; `numbers` has memory for K halfwords, rounded up to eight.
LINNET_NOINLINE inline void products(const Header& header, const Channel* channels, const std::int16_t* weights,
                                     const std::int8_t* x, Index K, Index O, Index count, std::int8_t* y, std::int16_t* numbers,
                                     std::int32_t* sums) {
  for (Index i = 0; i < count; ++i, x += K, y += O) {
    widen(x, numbers, K);
    dense(header, channels, weights, numbers, (K + 7) / 8 * 8, O, y, sums);
  }
}

#endif

}  // namespace linnet::kernels::int8::dsp
