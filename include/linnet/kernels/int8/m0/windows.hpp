// SPDX-License-Identifier: MIT
// The loop over windows, panels and products for Armv6-M.
#pragma once

#include <linnet/kernels/int8/m0/m0.hpp>

#include <cstddef>

#if LINNET_IS_ARMV6M
namespace linnet::kernels::int8::m0 {

/// The operands of `windows`, at these places: a row of pixels, each with the same panels.
struct Row {
  const std::uint8_t* x;  ///< the first row of the first window, `skip` before it
  const std::uint8_t* row_end;
  Index row_stride;      ///< bytes from one row of a window to the next
  Index x_advance;       ///< from the end of a row to the next one, `skip` before it
  Index weight_advance;  ///< -4 * (skip % 8)
  Index panel_bytes;     ///< of the weights of four channels
  Index skip;            ///< numbers of the first of the loops of 16 that are left out
  const std::uint8_t* weights;
  const std::int32_t* corrections;  ///< 128 * sum u of each window
  const Panel* panel;               ///< of the state, as y, rows, finish and correction
  void* y;
  std::int32_t zero_out;
  Index rows;
  const void* finish;
  const Panel* panels;
  Index outputs;
  Index distance;  ///< bytes from one window to the next
  Index pixels;
  Index raw;  ///< 1: sums with their bias, int32, four for each panel
  std::int32_t correction;
  Index run;  ///< numbers of a row of a window
};
static_assert(offsetof(Row, correction) == 76);

/// The numbers of a row of pixels.
LINNET_NAKED inline void windows(Row& /*row*/) {
  // r0 to r3 sums, r4 x, r5 weights, r6, r7 numbers; r8 end of the row, r9 row_stride, r10 x_advance, r11 end of the panel's weights,
  // r12 where a row starts, lr weight_advance. On the stack row, zero_out.
  asm volatile(
      ".syntax unified\n"
      ".macro linnet_m0_products from\n"
      ".irp k, 0, 1, 2, 3, 4, 5, 6, 7\n"
      "ldrb r6, [r4, #\\from + \\k]\n"
      "ldrb r7, [r5, #4 * \\k]\n"
      "muls r7, r6, r7\n"
      "adds r0, r0, r7\n"
      "ldrb r7, [r5, #4 * \\k + 1]\n"
      "muls r7, r6, r7\n"
      "adds r1, r1, r7\n"
      "ldrb r7, [r5, #4 * \\k + 2]\n"
      "muls r7, r6, r7\n"
      "adds r2, r2, r7\n"
      "ldrb r7, [r5, #4 * \\k + 3]\n"
      "muls r7, r6, r7\n"
      "adds r3, r3, r7\n"
      ".endr\n"
      "adds r5, #32\n"
      ".endm\n"
      ".macro linnet_m0_number sum, i\n"
      "sxth r4, \\sum\n"  // the sum in two halves, the low one signed
      "subs \\sum, \\sum, r4\n"
      "asrs \\sum, \\sum, #16\n"
      "ldrh r5, [r7, #20 + 4 * \\i]\n"
      "muls r5, \\sum, r5\n"
      "ldrh r6, [r7, #22 + 4 * \\i]\n"
      "muls \\sum, r6, \\sum\n"
      "lsls \\sum, \\sum, #1\n"
      "muls r6, r4, r6\n"
      "adds r5, r5, r6\n"
      "ldrh r6, [r7, #20 + 4 * \\i]\n"
      "muls r4, r6, r4\n"
      "asrs r4, r4, #16\n"
      "adds r4, r4, r5\n"
      "asrs r4, r4, #15\n"
      "adcs \\sum, r4\n"  // rounds to the nearest
      "asrs r4, \\sum, #31\n"
      "adds \\sum, \\sum, r4\n"
      "ldrb r5, [r7, #16 + \\i]\n"
      "asrs \\sum, r5\n"
      "ldr r5, [sp, #4]\n"
      "adcs \\sum, r5\n"  // the same, halves away from zero
      "sxtb r4, \\sum\n"
      "cmp r4, \\sum\n"
      "beq 1f\n"
      "asrs \\sum, \\sum, #31\n"
      "movs r5, #127\n"
      "eors \\sum, r5\n"
      "1:\n"
      ".endm\n"

      "push {r4, r5, r6, r7, lr}\n"
      "mov r4, r8\n"
      "mov r5, r9\n"
      "mov r6, r10\n"
      "mov r7, r11\n"
      "push {r4, r5, r6, r7}\n"
      "ldr r1, [r0, #44]\n"
      "push {r0, r1}\n"
      "ldr r1, [r0, #24]\n"
      "movs r2, #26\n"  // bytes of the code of a number
      "muls r2, r1, r2\n"
      "adr r3, 4f\n"
      "adds r2, r2, r3\n"
      "cmp r1, #8\n"
      "blt 1f\n"
      "adds r2, #2\n"
      "1: mov r12, r2\n"
      "ldr r1, [r0, #8]\n"
      "mov r9, r1\n"
      "ldr r1, [r0, #12]\n"
      "mov r10, r1\n"
      "ldr r1, [r0, #16]\n"
      "mov lr, r1\n"
      "adr r2, 7f\n"
      "ldr r1, [r0, #72]\n"
      "cmp r1, #0\n"
      "beq 1f\n"
      "adr r2, 6f\n"
      "1: str r2, [r0, #52]\n"

      "2: ldr r1, [r0, #32]\n"  // a pixel
      "ldmia r1!, {r2}\n"
      "str r1, [r0, #32]\n"
      "str r2, [r0, #76]\n"
      "ldr r1, [r0, #56]\n"
      "str r1, [r0, #36]\n"
      "ldr r1, [r0, #60]\n"
      "str r1, [r0, #48]\n"
      "ldr r1, [r0, #28]\n"
      "mov r11, r1\n"

      "mov r4, r0\n"
      "3: ldr r5, [r4, #4]\n"  // a panel
      "mov r8, r5\n"
      "mov r5, r11\n"
      "ldr r7, [r4, #20]\n"
      "add r11, r7\n"
      "add r5, lr\n"
      "ldr r7, [r4, #36]\n"
      "ldr r6, [r4, #76]\n"
      "ldr r4, [r4]\n"
      "ldmia r7!, {r0, r1, r2, r3}\n"
      "subs r0, r0, r6\n"
      "subs r1, r1, r6\n"
      "subs r2, r2, r6\n"
      "subs r3, r3, r6\n"
      "mov pc, r12\n"

      ".balign 4\n"
      "4: linnet_m0_products 0\n"
      "linnet_m0_products 8\n"
      "adds r4, #16\n"
      "cmp r4, r8\n"
      "beq 1f\n"
      "b 4b\n"
      "1: cmp r5, r11\n"
      "beq 5f\n"
      "add r4, r10\n"
      "add r8, r9\n"
      "add r5, lr\n"
      "mov pc, r12\n"
      "5: ldr r4, [sp]\n"
      "ldr r7, [r4, #36]\n"
      "ldr r5, [r4, #52]\n"
      "mov pc, r5\n"

      ".balign 4\n"
      "6: ldr r5, [r4, #40]\n"  // sums
      "ldr r6, [r4, #48]\n"
      "stmia r5!, {r0, r1, r2, r3}\n"
      "str r5, [r4, #40]\n"
      "subs r6, #4\n"
      "bgt 1f\n"
      "b 0f\n"
      "1: b 8f\n"
      ".balign 4\n"
      "7: linnet_m0_number r0, 0\n"
      "linnet_m0_number r1, 1\n"
      "linnet_m0_number r2, 2\n"
      "linnet_m0_number r3, 3\n"
      "ldr r4, [sp]\n"
      "ldr r5, [r4, #40]\n"
      "ldr r6, [r4, #48]\n"
      "strb r0, [r5]\n"
      "subs r6, #4\n"
      "bmi 9f\n"
      "strb r1, [r5, #1]\n"
      "strb r2, [r5, #2]\n"
      "strb r3, [r5, #3]\n"
      "beq 9f\n"
      "adds r5, #4\n"
      "str r5, [r4, #40]\n"
      "8: str r6, [r4, #48]\n"
      "adds r7, #36\n"
      "str r7, [r4, #36]\n"
      "b 3b\n"
      "9: adds r6, #4\n"  // the last one to four numbers
      "adds r0, r5, r6\n"
      "str r0, [r4, #40]\n"
      "cmp r6, #2\n"
      "blt 0f\n"
      "strb r1, [r5, #1]\n"
      "beq 0f\n"
      "strb r2, [r5, #2]\n"
      "0: ldr r0, [sp]\n"
      "ldr r1, [r0, #64]\n"
      "ldr r2, [r0]\n"
      "adds r2, r2, r1\n"
      "str r2, [r0]\n"
      "ldr r2, [r0, #4]\n"
      "adds r2, r2, r1\n"
      "str r2, [r0, #4]\n"
      "ldr r2, [r0, #68]\n"
      "subs r2, #1\n"
      "str r2, [r0, #68]\n"
      "beq 1f\n"
      "b 2b\n"
      "1: add sp, #8\n"
      "pop {r4, r5, r6, r7}\n"
      "mov r8, r4\n"
      "mov r9, r5\n"
      "mov r10, r6\n"
      "mov r11, r7\n"
      "pop {r4, r5, r6, r7, pc}\n"
      ".purgem linnet_m0_products\n"
      ".purgem linnet_m0_number\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

}  // namespace linnet::kernels::int8::m0
#endif
