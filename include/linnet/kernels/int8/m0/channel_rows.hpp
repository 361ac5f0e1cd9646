// SPDX-License-Identifier: MIT
// Rows of windows of 3 x 3 of one channel for Armv6-M: four windows share the loads of their weights.
//
// Three rows of a channel are side by side as columns of four bytes, x + 128: LDRB reaches all windows from one address. The weights are
// signed words, so that 128 * sum w is a part of the bias.
#pragma once

#include <linnet/core/shape.hpp>

#include <cstdint>

#if LINNET_IS_ARMV6M
namespace linnet::kernels::int8::m0 {

/// The operands of `channel_row`, at these places: a row of windows of one channel.
struct ChannelRow {
  const std::uint8_t (*x)[4];
  std::int8_t* y;
  const std::int32_t* weights;  ///< of three rows, in columns of five
  std::int32_t bias, low, high, shift, zero_out;
  Index outputs;  ///< bytes of y from one to the next
  Index count;
};

/// The numbers of a row of windows with stride 1 or 2; x is read up to the last of four (three) windows.
template <Index Stride>
LINNET_NAKED void channel_row(const ChannelRow& /*row*/) {
  // r0 to r3 sums, r4 x, r5 number, r6 weight, r7 weights; r8 bias, r9 x, r10 outputs, r11 y, r12 count. On the stack low, high, shift,
  // zero_out.
  asm volatile(
      ".syntax unified\n"
      ".macro linnet_m0_product sum, at\n"
      "ldrb r5, [r4, #\\at]\n"
      "muls r5, r6, r5\n"
      "adds \\sum, \\sum, r5\n"
      ".endm\n"
      ".macro linnet_m0_weight column, row\n"
      "ldr r6, [r7, #20 * \\column + 4 * \\row]\n"
      "linnet_m0_product r0, 4 * \\column + \\row\n"
      "linnet_m0_product r1, 4 * (\\column + %c[stride]) + \\row\n"
      "linnet_m0_product r2, 4 * (\\column + 2 * %c[stride]) + \\row\n"
      ".if %c[stride] == 1\n"
      "linnet_m0_product r3, 4 * (\\column + 3) + \\row\n"
      ".endif\n"
      ".endm\n"
      ".macro linnet_m0_number sum\n"  // as in `windows`
      "sxth r4, \\sum\n"
      "subs \\sum, \\sum, r4\n"
      "asrs \\sum, \\sum, #16\n"
      "ldr r5, [sp]\n"
      "muls r5, \\sum, r5\n"
      "ldr r6, [sp, #4]\n"
      "muls \\sum, r6, \\sum\n"
      "lsls \\sum, \\sum, #1\n"
      "muls r6, r4, r6\n"
      "adds r5, r5, r6\n"
      "ldr r6, [sp]\n"
      "muls r4, r6, r4\n"
      "asrs r4, r4, #16\n"
      "adds r4, r4, r5\n"
      "asrs r4, r4, #15\n"
      "adcs \\sum, r4\n"
      "asrs r4, \\sum, #31\n"
      "adds \\sum, \\sum, r4\n"
      "ldr r5, [sp, #8]\n"
      "asrs \\sum, r5\n"
      "ldr r5, [sp, #12]\n"
      "adcs \\sum, r5\n"
      "sxtb r4, \\sum\n"
      "cmp r4, \\sum\n"
      "beq 1f\n"
      "asrs \\sum, \\sum, #31\n"
      "movs r5, #127\n"
      "eors \\sum, r5\n"
      "1:\n"
      ".endm\n"
      ".macro linnet_m0_store sum\n"
      "strb \\sum, [r4]\n"
      "add r4, r10\n"
      "subs r6, #1\n"
      "beq 4f\n"
      ".endm\n"

      "push {r4, r5, r6, r7, lr}\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "mov r7, r11\n"
      "push {r4, r5, r6, r7}\n"
      "ldmia r0!, {r1, r2, r7}\n"
      "mov r9, r1\n"
      "mov r11, r2\n"
      "ldmia r0!, {r1, r2, r3, r4, r5}\n"
      "push {r2, r3, r4, r5}\n"
      "mov r8, r1\n"
      "ldmia r0!, {r1, r2}\n"
      "mov r10, r1\n"
      "mov r12, r2\n"
      "2: mov r4, r9\n"
      "mov r0, r8\n"
      "mov r1, r8\n"
      "mov r2, r8\n"
      ".if %c[stride] == 1\n"
      "mov r3, r8\n"
      ".endif\n"
      ".irp column, 0, 1, 2\n"
      "linnet_m0_weight \\column, 0\n"
      "linnet_m0_weight \\column, 1\n"
      "linnet_m0_weight \\column, 2\n"
      ".endr\n"
      ".if %c[stride] == 1\n"
      "adds r4, #16\n"
      ".else\n"
      "adds r4, #24\n"
      ".endif\n"
      "mov r9, r4\n"
      "linnet_m0_number r0\n"
      "linnet_m0_number r1\n"
      "linnet_m0_number r2\n"
      ".if %c[stride] == 1\n"
      "linnet_m0_number r3\n"
      ".endif\n"
      "mov r4, r11\n"
      "mov r6, r12\n"
      "linnet_m0_store r0\n"
      "linnet_m0_store r1\n"
      "linnet_m0_store r2\n"
      ".if %c[stride] == 1\n"
      "linnet_m0_store r3\n"
      ".endif\n"
      "mov r11, r4\n"
      "mov r12, r6\n"
      "b 2b\n"
      "4: add sp, #16\n"
      "pop {r4, r5, r6, r7}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "mov r11, r7\n"
      "pop {r4, r5, r6, r7, pc}\n"
      ".purgem linnet_m0_product\n"
      ".purgem linnet_m0_weight\n"
      ".purgem linnet_m0_number\n"
      ".purgem linnet_m0_store\n" ::[stride] "i"(Stride)
      : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// Writes `count` numbers that are `stride` apart as x + 128, every fourth byte.
LINNET_NAKED inline void shift_channel(const std::int8_t* /*x*/, std::uint8_t* /*to*/, Index /*count*/, Index /*stride*/) {
  asm volatile(
      ".syntax unified\n"
      "push {r4, r5, lr}\n"
      "movs r5, #128\n"
      "subs r2, #4\n"
      "blt 2f\n"
      "1:\n"
      ".irp at, 0, 4, 8, 12\n"
      "ldrb r4, [r0]\n"
      "eors r4, r5\n"
      "strb r4, [r1, #\\at]\n"
      "adds r0, r0, r3\n"
      ".endr\n"
      "adds r1, #16\n"
      "subs r2, #4\n"
      "bge 1b\n"
      "2: adds r2, #4\n"
      "beq 4f\n"
      "3: ldrb r4, [r0]\n"
      "eors r4, r5\n"
      "strb r4, [r1]\n"
      "adds r0, r0, r3\n"
      "adds r1, #4\n"
      "subs r2, #1\n"
      "bne 3b\n"
      "4: pop {r4, r5, pc}\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

}  // namespace linnet::kernels::int8::m0
#endif
