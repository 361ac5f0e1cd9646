// SPDX-License-Identifier: MIT
// The outputs of two positions on Helium, in assembly: they share the loads of the weights, 14 instructions per 16 inputs of eight sums.
#pragma once

#include <linnet/kernels/int8/helium/one_position.hpp>

#if LINNET_HAS_INTEGER_MVE
namespace linnet::kernels::int8::helium {

/// The use that two_positions makes of its sums.
enum class Sums { outputs, maxima };

inline namespace LINNET_CODE {

/// The outputs of two positions; or the maximum of both sums and of what is at job.y[0], four int32 at a time. Advances job.y.
template <Layout L, Sums Kind, bool WholeQuads>
LINNET_NOINLINE void two_positions(Job& job) {
  constexpr int unroll = static_cast<int>(L.unroll), groups = static_cast<int>(L.groups), step = static_cast<int>(L.step);
  constexpr int maxima = Kind == Sums::maxima, whole = WholeQuads;
  asm volatile(
      "ldr r11, [%[job], #24]\n"
      "1:\n"
      "ldrd r9, r5, [%[job]]\n"
      "ldm r11!, {r0, r2, r4, r6}\n"
      "mov r8, r0\n"
      "mov r10, r2\n"
      "mov r12, r4\n"
      "mov lr, r6\n"
      ".if %c[groups] > 1\n"
      "movw r3, %[groups]\n"
      ".endif\n"
      "2:\n"
      ".irp i, 0, 16, 32, 48, 64, 80, 96, 112\n"
      ".if \\i < 16 * %c[unroll]\n"
      "vldrb.u8 q0, [r9, #\\i]\n"
      "vldrb.u8 q2, [r11], #16\n"
      "vmladava.s8 r0, q2, q0\n"
      "vldrb.u8 q1, [r5, #\\i]\n"
      "vmladava.s8 r8, q2, q1\n"
      "vldrb.u8 q3, [r11], #16\n"
      "vmladava.s8 r2, q3, q0\n"
      "vmladava.s8 r10, q3, q1\n"
      "vldrb.u8 q2, [r11], #16\n"
      "vmladava.s8 r4, q2, q0\n"
      "vmladava.s8 r12, q2, q1\n"
      "vldrb.u8 q3, [r11], #16\n"
      "vmladava.s8 r6, q3, q0\n"
      "vmladava.s8 lr, q3, q1\n"
      ".endif\n"
      ".endr\n"
      ".if %c[groups] > 1\n"
      "addw r9, r9, %[step]\n"
      "addw r5, r5, %[step]\n"
      "subs r3, r3, #1\n"
      "bne 2b\n"
      ".endif\n"
      "vmov d0, r0, r2\n"
      "vmov d1, r4, r6\n"
      "vmov d2, r8, r10\n"
      "vmov d3, r12, lr\n"
      ".if %c[maxima]\n"
      "ldrd r0, r2, [%[job], #8]\n"
      "vmax.s32 q0, q0, q1\n"
      "vldrw.u32 q2, [r0]\n"
      "add r11, r11, #32\n"
      "vmax.s32 q0, q0, q2\n"
      "vstrw.32 q0, [r0], #16\n"
      "str r0, [%[job], #8]\n"
      "cmp r0, r2\n"
      ".else\n"
      "vldrw.u32 q2, [r11], #16\n"
      "ldrd r0, r2, [%[job], #8]\n"
      "vldrw.u32 q3, [r11], #16\n"
      "ldrd r4, r6, [%[job], #16]\n"
      "vqrdmulh.s32 q0, q0, q2\n"
      "vqrdmulh.s32 q1, q1, q2\n"
      "vshr.s32 q2, q0, #31\n"
      "vadd.i32 q0, q0, q2\n"
      "vshr.s32 q2, q1, #31\n"
      "vadd.i32 q1, q1, q2\n"
      "vrshl.s32 q0, q0, q3\n"
      "vrshl.s32 q1, q1, q3\n"
      "vadd.i32 q0, q0, r4\n"
      "vadd.i32 q1, q1, r4\n"
      "vqmovnb.s32 q0, q0\n"
      "vqmovnb.s32 q1, q1\n"
      "vqmovnb.s16 q0, q0\n"
      "vqmovnb.s16 q1, q1\n"
      ".if %c[whole]\n"
      "vstrb.32 q0, [r0], #4\n"
      "vstrb.32 q1, [r2], #4\n"
      ".else\n"
      "sub r8, r6, r0\n"
      "vctp.32 r8\n"
      "vpstt\n"
      "vstrbt.32 q0, [r0], #4\n"
      "vstrbt.32 q1, [r2], #4\n"
      ".endif\n"
      "strd r0, r2, [%[job], #8]\n"
      "cmp r0, r6\n"
      ".endif\n"
      "blo 1b\n"
      :
      : [job] "r"(&job), [unroll] "i"(unroll), [groups] "i"(groups), [step] "i"(step), [maxima] "i"(maxima), [whole] "i"(whole)
      : "r0", "r2", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "r11", "r12", "lr", "q0", "q1", "q2", "q3", "cc", "memory");
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8::helium
#endif
