// SPDX-License-Identifier: MIT
// The outputs of one position of a depthwise convolution on Helium, in assembly, 16 channels at a time.
//
// VMULLB multiplies the even channels, VMULLT the odd ones; the products of two taps, each within 127 * 128, are added in 16 bits before
// 32 bits take them: 21 instructions per 32 products. The sums fill four registers and the products of a tap the rest, so that the second
// tap's input is loaded twice. With intrinsics GCC 12 loads everything first and spills.
#pragma once

#include <linnet/kernels/int8/helium/window.hpp>

namespace linnet::kernels::int8::helium {

/// Constants of 16 channels. Bias and factors are in the order of the sums, see place_of.
template <Index Taps>
struct Channels {
  std::int32_t bias[16];
  std::int8_t weights[Taps * 16];  // (KH, KW, 16)
  std::int32_t fraction[16];
  std::int32_t exponent[16];
};

/// The place of channel o in the sums: even channels are in the first two vectors, of these every other one in the first.
constexpr Index place_of(Index o) { return o % 2 * 8 + o / 2 % 2 * 4 + o % 16 / 4; }

/// A window. Its rows and the taps in a row are `row_step` and `column_step` bytes apart.
struct Inputs {
  const std::int8_t* at;
  Index row_step, column_step;
};

#if LINNET_HAS_INTEGER_MVE
inline namespace LINNET_CODE {

/// y (count) of a window of Rows x Columns taps, each with `count` channels rounded up to 16; Whole: count is a multiple of 16.
template <Index Rows, Index Columns, bool Whole>
LINNET_NOINLINE void channels_of_position(const Channels<Rows * Columns>* constants, Inputs inputs, std::int32_t zero_out,
                                          std::int8_t* y, Index count) {
  constexpr int taps = static_cast<int>(Rows * Columns), columns = static_cast<int>(Columns), whole = Whole;
  const Index to_next_row = inputs.row_step - (Columns - 1) * inputs.column_step;
  asm volatile(
      "1:\n"
      "mov r12, %[x]\n"
      ".irp sum, q0, q1, q2, q3\n"
      "vldrw.u32 \\sum, [%[w]], #16\n"
      ".endr\n"
      ".set .Lcolumn, 0\n"
      ".rept %c[taps] / 2\n"
      "vldrb.u8 q4, [r12]\n"
      "vldrb.u8 q5, [%[w]], #16\n"
      "vmullb.s8 q6, q4, q5\n"
      "vmullt.s8 q7, q4, q5\n"
      ".set .Lcolumn, .Lcolumn + 1\n"
      ".if .Lcolumn == %c[columns]\n"
      ".set .Lcolumn, 0\n"
      "add r12, r12, %[to_next_row]\n"
      ".else\n"
      "add r12, r12, %[column_step]\n"
      ".endif\n"
      "vldrb.u8 q4, [r12]\n"
      "vldrb.u8 q5, [%[w]], #16\n"
      "vmullb.s8 q4, q4, q5\n"
      "vadd.i16 q6, q6, q4\n"
      "vldrb.u8 q4, [r12]\n"
      "vmullt.s8 q4, q4, q5\n"
      "vadd.i16 q7, q7, q4\n"
      ".set .Lcolumn, .Lcolumn + 1\n"
      ".if .Lcolumn == %c[columns]\n"
      ".set .Lcolumn, 0\n"
      "add r12, r12, %[to_next_row]\n"
      ".else\n"
      "add r12, r12, %[column_step]\n"
      ".endif\n"
      "vmovlb.s16 q4, q6\n"
      "vmovlt.s16 q6, q6\n"
      "vadd.i32 q0, q0, q4\n"
      "vadd.i32 q1, q1, q6\n"
      "vmovlb.s16 q4, q7\n"
      "vmovlt.s16 q7, q7\n"
      "vadd.i32 q2, q2, q4\n"
      "vadd.i32 q3, q3, q7\n"
      ".endr\n"
      ".if %c[taps] & 1\n"
      "vldrb.u8 q4, [r12]\n"
      "vldrb.u8 q5, [%[w]], #16\n"
      "vmullb.s8 q6, q4, q5\n"
      "vmullt.s8 q7, q4, q5\n"
      "vmovlb.s16 q4, q6\n"
      "vmovlt.s16 q6, q6\n"
      "vadd.i32 q0, q0, q4\n"
      "vadd.i32 q1, q1, q6\n"
      "vmovlb.s16 q4, q7\n"
      "vmovlt.s16 q7, q7\n"
      "vadd.i32 q2, q2, q4\n"
      "vadd.i32 q3, q3, q7\n"
      ".endif\n"
      ".irp sum, q0, q1, q2, q3\n"
      "vldrw.u32 q4, [%[w]], #16\n"
      "vqrdmulh.s32 \\sum, \\sum, q4\n"
      "vshr.s32 q5, \\sum, #31\n"
      "vadd.i32 \\sum, \\sum, q5\n"
      ".endr\n"
      ".irp sum, q0, q1, q2, q3\n"
      "vldrw.u32 q4, [%[w]], #16\n"
      "vrshl.s32 \\sum, \\sum, q4\n"
      "vadd.i32 \\sum, \\sum, %[zero_out]\n"
      ".endr\n"
      "vqmovnb.s32 q0, q0\n"
      "vqmovnt.s32 q0, q1\n"
      "vqmovnb.s32 q2, q2\n"
      "vqmovnt.s32 q2, q3\n"
      "vqmovnb.s16 q0, q0\n"
      "vqmovnt.s16 q0, q2\n"
      ".if %c[whole]\n"
      "vstrb.8 q0, [%[y]], #16\n"
      ".else\n"
      "vctp.8 %[count]\n"
      "vpst\n"
      "vstrbt.8 q0, [%[y]], #16\n"
      ".endif\n"
      "adds %[x], %[x], #16\n"
      "subs %[count], %[count], #16\n"
      "bgt 1b\n"
      : [w] "+r"(constants), [x] "+r"(inputs.at), [y] "+r"(y), [count] "+r"(count)
      : [column_step] "r"(inputs.column_step), [to_next_row] "r"(to_next_row), [zero_out] "r"(zero_out), [taps] "i"(taps),
        [columns] "i"(columns), [whole] "i"(whole)
      : "r12", "q0", "q1", "q2", "q3", "q4", "q5", "q6", "q7", "cc", "memory");
}

}  // namespace LINNET_CODE
#endif

}  // namespace linnet::kernels::int8::helium
