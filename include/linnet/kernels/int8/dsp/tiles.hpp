// SPDX-License-Identifier: MIT
// Products of several pixels with a pair of channels, for the DSP extension of Cortex-M: 18 instructions for 24 products.
#pragma once

#include <linnet/kernels/int8/dsp/dsp.hpp>

namespace linnet::kernels::int8::dsp {

/// The sizes of a row of pixels: from one to the next in bytes, numbers of a row of the kernel (a multiple of 4), rows of the kernel,
/// bytes from the end of such a row to the next one, channels of the output.
struct TileSizes {
  Index distance, run, rows, skip, outputs;

  /// Steps of four numbers in a row of the kernel; as many as are in the loop, if the row is not unrolled as a whole.
  constexpr Index steps() const { return run / 4; }
  static constexpr Index unrolled = 8;
};

#if LINNET_HAS_DSP

/// The numbers of tiles of P pixels, 2 or 3, for the pair of channels at `channels`: x is the first pixel (of three the second), x_end
/// lies behind the last tile by as much, the weights end at weights_end. Without channels it writes the sums of products to y instead,
/// two int32 for each pixel.
template <int P, TileSizes S>
LINNET_NAKED void tiles(const std::int16_t* /*x*/, const std::int16_t* /*weights*/, const std::int16_t* /*x_end*/, void* /*y*/,
                        const Channel* /*channels*/, const std::int16_t* /*weights_end*/) {
  // r0, r2, r4 sums of the first channel, r1, r3, r5 of both; r6, r7 weights, r8, r9 of the first channel; r10, r11 inputs, r12 x,
  // lr weights. On the stack six zeros, the end of the unrolled row, x, weights, x_end, y, nine registers, channels, weights_end.
  asm volatile(
      ".macro linnet_dsp_pixel sum, both, more:vararg\n"
      "ldrd r10, r11, [r12\\more\n"
      "smlad \\both, r6, r10, \\both\n"
      "smlad \\both, r7, r11, \\both\n"
      "smlad \\sum, r8, r10, \\sum\n"
      "smlad \\sum, r9, r11, \\sum\n"
      ".endm\n"
      ".macro linnet_dsp_step\n"
      "ldrd r6, r7, [lr], #8\n"
      "sxtb16 r8, r6\n"
      "sxtb16 r9, r7\n"
      ".if %c[P] == 3\n"
      "linnet_dsp_pixel r0, r1, , #-%c[distance]]\n"
      "linnet_dsp_pixel r4, r5, , #%c[distance]]\n"
      "linnet_dsp_pixel r2, r3, ], #8\n"
      ".else\n"
      "linnet_dsp_pixel r2, r3, , #%c[distance]]\n"
      "linnet_dsp_pixel r0, r1, ], #8\n"
      ".endif\n"
      ".endm\n"
      ".macro linnet_dsp_number sum, at, shift:vararg\n"
      "add \\sum, r7, \\sum, \\shift\n"
      "add r11, r9, \\sum, asr #31\n"
      "smmlar \\sum, \\sum, r8, r11\n"
      "asr \\sum, \\sum, r10\n"
      "ssat \\sum, #8, \\sum\n"
      "strb \\sum, [r12, #\\at]\n"
      ".endm\n"

      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "push {r0, r1, r2, r3}\n"
      "movs r4, #0\n"
      "movs r5, #0\n"
      "movs r6, #0\n"
      "movs r7, #0\n"
      "mov r8, #0\n"
      "mov r9, #0\n"
      "push {r4, r5, r6, r7, r8, r9, r10}\n"
      "1: ldr r12, [sp, #28]\n"
      "ldr lr, [sp, #32]\n"
      "add r6, r12, #%c[P] * %c[distance]\n"
      "str r6, [sp, #28]\n"
      "ldmia sp, {r0, r1, r2, r3, r4, r5}\n"
      "2:\n"
      ".if %c[steps] > 2 * %c[unrolled]\n"
      ".rept %c[steps] %% %c[unrolled]\n"
      "linnet_dsp_step\n"
      ".endr\n"
      "addw r6, lr, #%c[looped] * 8\n"
      "str r6, [sp, #24]\n"
      "3:\n"
      ".rept %c[unrolled]\n"
      "linnet_dsp_step\n"
      ".endr\n"
      "ldr r6, [sp, #24]\n"
      "cmp lr, r6\n"
      "bne 3b\n"
      ".else\n"
      ".rept %c[steps]\n"
      "linnet_dsp_step\n"
      ".endr\n"
      ".endif\n"
      ".if %c[rows] > 1\n"
      ".if %c[skip] < 4096\n"
      "addw r12, r12, #%c[skip]\n"
      ".else\n"
      "movw r6, #(%c[skip]) & 65535\n"
      "movt r6, #(%c[skip]) >> 16\n"
      "add r12, r6\n"
      ".endif\n"
      "ldr r6, [sp, #84]\n"
      "cmp lr, r6\n"
      "bne 2b\n"
      ".endif\n"

      "sub r1, r1, r0\n"  // 256 * the sum of the second channel
      "sub r3, r3, r2\n"
      ".if %c[P] == 3\n"
      "sub r5, r5, r4\n"
      ".endif\n"
      "ldr r12, [sp, #40]\n"
      "ldr r6, [sp, #80]\n"
      "cbnz r6, 4f\n"
      "asr r1, r1, #8\n"
      "asr r3, r3, #8\n"
      ".if %c[P] == 3\n"
      "asr r5, r5, #8\n"
      "stmia r12!, {r0, r1, r2, r3, r4, r5}\n"
      ".else\n"
      "stmia r12!, {r0, r1, r2, r3}\n"
      ".endif\n"
      "b 5f\n"
      "4: ldmia r6!, {r7, r8, r9, r10}\n"
      "linnet_dsp_number r0, 0, lsl #1\n"
      "linnet_dsp_number r2, %c[outputs], lsl #1\n"
      ".if %c[P] == 3\n"
      "linnet_dsp_number r4, 2 * %c[outputs], lsl #1\n"
      ".endif\n"
      "ldmia r6, {r7, r8, r9, r10}\n"
      "linnet_dsp_number r1, 1, asr #7\n"
      "linnet_dsp_number r3, %c[outputs] + 1, asr #7\n"
      ".if %c[P] == 3\n"
      "linnet_dsp_number r5, 2 * %c[outputs] + 1, asr #7\n"
      ".endif\n"
      "addw r12, r12, #%c[P] * %c[outputs]\n"
      "5: str r12, [sp, #40]\n"
      "ldr r6, [sp, #28]\n"
      "ldr r7, [sp, #36]\n"
      "cmp r6, r7\n"
      "bne 1b\n"
      "add sp, #44\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
      ".purgem linnet_dsp_pixel\n"
      ".purgem linnet_dsp_step\n"
      ".purgem linnet_dsp_number\n" ::[P] "i"(P),
      [distance] "i"(S.distance), [steps] "i"(S.steps()), [unrolled] "i"(S.unrolled),
      [looped] "i"(S.steps() / S.unrolled * S.unrolled), [rows] "i"(S.rows), [skip] "i"(S.skip), [outputs] "i"(S.outputs)
      : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// `count` pixels, at least two, of a pair of channels: tiles of three and up to two of two. y counts bytes, or int32 without channels.
template <TileSizes S>
void pair(const std::int16_t* x, const std::int16_t* weights, const std::int16_t* weights_end, Index count, void* y,
          const Channel* channels) {
  constexpr Index distance = S.distance / 2;
  const Index twos = (3 - count % 3) % 3, threes = (count - 2 * twos) / 3;
  const Index stride = channels ? S.outputs : 8;  // bytes of y from one pixel to the next
  const std::int16_t* const behind = x + 3 * threes * distance;
  if (threes > 0) tiles<3, S>(x + distance, weights, behind + distance, y, channels, weights_end);
  if (twos > 0) {
    tiles<2, S>(behind, weights, behind + 2 * twos * distance, static_cast<std::int8_t*>(y) + 3 * threes * stride, channels,
                weights_end);
  }
}

#endif

}  // namespace linnet::kernels::int8::dsp
