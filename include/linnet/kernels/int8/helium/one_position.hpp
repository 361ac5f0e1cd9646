// SPDX-License-Identifier: MIT
// The outputs of one position on Helium, in assembly, four at a time.
//
// VMLADAVA.S8 adds 16 products to an even register: 9 instructions per 16 inputs of four outputs. GCC 12 makes twice as many of the same
// loop with intrinsics. Four sums move to a vector as two D registers: assemblers and QEMU disagree about VMOV of two lanes.
#pragma once

#include <linnet/kernels/int8/helium/packed_product.hpp>

#if LINNET_HAS_INTEGER_MVE
namespace linnet::kernels::int8::helium {

/// Positions, and what becomes of their sums. The assembly knows the offsets.
struct Job {
  const std::int8_t* x[2];  // 0
  void* y[2];               // 8: the outputs of each position; or begin and end of the maxima
  std::int32_t zero_out;    // 16
  const void* y_end;        // 20: of the outputs at y[0]
  const void* quads;        // 24: for each 4 outputs bias (4), weights (vectors, 4, 16), fraction (4), exponent (4)
};

inline namespace LINNET_CODE {

/// The outputs of one position.
template <Layout L, bool WholeQuads>
LINNET_NOINLINE void one_position(Job& job) {
  constexpr int unroll = static_cast<int>(L.unroll), groups = static_cast<int>(L.groups), step = static_cast<int>(L.step);
  constexpr int whole = WholeQuads;
  asm volatile(
      "ldr r1, [%[job], #24]\n"
      "ldr r5, [%[job], #8]\n"
      "ldrd r4, r6, [%[job], #16]\n"
      "movw r9, %[groups]\n"
      "1:\n"
      "ldr r3, [%[job]]\n"
      "ldm r1!, {r0, r8, r10, r12}\n"
      ".if %c[groups] > 1\n"
      "dls lr, r9\n"
      ".endif\n"
      "2:\n"
      ".irp i, 0, 16, 32, 48, 64, 80, 96, 112\n"
      ".if \\i < 16 * %c[unroll]\n"
      "vldrb.u8 q0, [r3, #\\i]\n"
      "vldrb.u8 q1, [r1], #16\n"
      "vmladava.s8 r0, q1, q0\n"
      "vldrb.u8 q2, [r1], #16\n"
      "vmladava.s8 r8, q2, q0\n"
      "vldrb.u8 q1, [r1], #16\n"
      "vmladava.s8 r10, q1, q0\n"
      "vldrb.u8 q2, [r1], #16\n"
      "vmladava.s8 r12, q2, q0\n"
      ".endif\n"
      ".endr\n"
      ".if %c[groups] > 1\n"
      "addw r3, r3, %[step]\n"
      "le lr, 2b\n"
      ".endif\n"
      "vldrw.u32 q1, [r1], #16\n"
      "vmov d0, r0, r8\n"
      "vmov d1, r10, r12\n"
      "vldrw.u32 q2, [r1], #16\n"
      "vqrdmulh.s32 q0, q0, q1\n"
      "vshr.s32 q1, q0, #31\n"
      "vadd.i32 q0, q0, q1\n"
      "vrshl.s32 q0, q0, q2\n"
      "vadd.i32 q0, q0, r4\n"
      "vqmovnb.s32 q0, q0\n"
      "vqmovnb.s16 q0, q0\n"
      ".if %c[whole]\n"
      "vstrb.32 q0, [r5], #4\n"
      ".else\n"
      "sub r0, r6, r5\n"
      "vctp.32 r0\n"
      "vpst\n"
      "vstrbt.32 q0, [r5], #4\n"
      ".endif\n"
      "cmp r5, r6\n"
      "blo 1b\n"
      :
      : [job] "r"(&job), [unroll] "i"(unroll), [groups] "i"(groups), [step] "i"(step), [whole] "i"(whole)
      : "r0", "r1", "r3", "r4", "r5", "r6", "r8", "r9", "r10", "r12", "lr", "q0", "q1", "q2", "cc", "memory");
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8::helium
#endif
