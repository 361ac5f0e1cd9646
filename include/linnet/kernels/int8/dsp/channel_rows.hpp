// SPDX-License-Identifier: MIT
// Rows of windows of 3 x 3 of one channel for the DSP extension of Cortex-M: two outputs in 29 instructions.
#pragma once

#include <linnet/kernels/int8/dsp/dsp.hpp>

namespace linnet::kernels::int8::dsp {

/// A row of windows: columns from one to the next (1 or 2), bytes from one kernel row to the next, bytes from one output to the next, true
/// if the number of outputs is odd.
struct RowSizes {
  Index stride, row, outputs;
  bool odd;
};

#if LINNET_HAS_DSP

/// Writes `count` numbers that are `stride` apart as halfwords side by side.
LINNET_NAKED inline void gather_channel(const std::int8_t* /*from*/, std::int16_t* /*to*/, Index /*count*/, Index /*stride*/) {
  asm volatile(
      "push {r4, lr}\n"
      "add r12, r3, r3, lsl #1\n"
      "subs r2, #4\n"
      "blt 2f\n"
      "1: ldrsb r4, [r0]\n"
      "ldrsb lr, [r0, r3]\n"
      "strh r4, [r1], #2\n"
      "strh lr, [r1], #2\n"
      "ldrsb r4, [r0, r3, lsl #1]\n"
      "ldrsb lr, [r0, r12]\n"
      "strh r4, [r1], #2\n"
      "strh lr, [r1], #2\n"
      "add r0, r0, r3, lsl #2\n"
      "subs r2, #4\n"
      "bge 1b\n"
      "2: adds r2, #4\n"
      "beq 4f\n"
      "3: ldrsb r4, [r0]\n"
      "add r0, r3\n"
      "strh r4, [r1], #2\n"
      "subs r2, #1\n"
      "bne 3b\n"
      "4: pop {r4, pc}\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// The numbers of a row of windows 3 x 3 of one channel; x_end is the first window behind the row. The weights of each of the three rows
/// at x are twice those of the layer: the words (t0, t1) and (t1, t2).
template <RowSizes S>
LINNET_NAKED void windows(const std::int16_t* /*x*/, std::int8_t* /*y*/, const std::int16_t* /*x_end*/,
                          const std::int32_t* /*weights*/, const Channel* /*channel*/) {
  // r0 x, r1 y, r2 and r3 sums, r4 to r9 weights, r10 and r11 inputs, r12 bias, lr fraction. On the stack round, shift, x_end.
  asm volatile(
      ".macro linnet_dsp_row row, first, second, bias0, bias1, load:vararg\n"
      ".if %c[stride] == 1\n"
      "ldrd r10, r11, \\load\n"
      "smlad r2, \\first, r10, \\bias0\n"
      "smlabt r3, \\first, r10, \\bias1\n"
      "smlatb r2, \\second, r11, r2\n"
      "smlad r3, \\second, r11, r3\n"
      ".else\n"
      "ldrd r10, r11, [r0, #\\row * %c[row]]\n"
      "smlad r2, \\first, r10, \\bias0\n"
      "ldr r10, [r0, #\\row * %c[row] + 8]\n"
      "smlatb r2, \\second, r11, r2\n"
      "smlad r3, \\first, r11, \\bias1\n"
      "smlatb r3, \\second, r10, r3\n"
      ".endif\n"
      ".endm\n"

      "push {r4, r5, r6, r7, r8, r9, r10, r11, lr}\n"
      "ldr r12, [sp, #36]\n"
      "mov r8, r2\n"
      "ldmia r12, {r4, r5, r6, r7}\n"
      "push {r6, r7, r8}\n"
      "mov r12, r4\n"
      "mov lr, r5\n"
      "ldmia r3, {r4, r5, r6, r7, r8, r9}\n"
      "1: linnet_dsp_row 2, r8, r9, r12, r12, [r0, #2 * %c[row]]\n"
      "linnet_dsp_row 1, r6, r7, r2, r3, [r0, #%c[row]]\n"
      "linnet_dsp_row 0, r4, r5, r2, r3, [r0], #4\n"
      ".if %c[stride] == 2\n"
      "add r0, #8\n"
      ".endif\n"
      "ldr r10, [sp]\n"
      "add r11, r10, r2, asr #31\n"
      "smmlar r2, r2, lr, r11\n"
      "add r10, r10, r3, asr #31\n"
      "smmlar r3, r3, lr, r10\n"
      "ldrd r10, r11, [sp, #4]\n"
      "asr r2, r2, r10\n"
      "ssat r2, #8, r2\n"
      "asr r3, r3, r10\n"
      "ssat r3, #8, r3\n"
      ".if %c[outputs] < 256\n"
      "strb r2, [r1], #%c[outputs]\n"
      ".else\n"
      "strb r2, [r1]\n"
      "addw r1, r1, #%c[outputs]\n"
      ".endif\n"
      "cmp r0, r11\n"
      ".if %c[odd]\n"
      "bhi 2f\n"
      ".endif\n"
      ".if %c[outputs] < 256\n"
      "strb r3, [r1], #%c[outputs]\n"
      ".else\n"
      "strb r3, [r1]\n"
      "addw r1, r1, #%c[outputs]\n"
      ".endif\n"
      "bne 1b\n"
      "2: add sp, #12\n"
      "pop {r4, r5, r6, r7, r8, r9, r10, r11, pc}\n"
      ".purgem linnet_dsp_row\n" ::[stride] "i"(S.stride),
      [row] "i"(S.row), [outputs] "i"(S.outputs), [odd] "i"(S.odd ? 1 : 0)
      : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

#endif

}  // namespace linnet::kernels::int8::dsp
