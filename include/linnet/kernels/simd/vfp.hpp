// SPDX-License-Identifier: MIT
// The floating-point unit of a Cortex-M4F, M7 or M33 computes number by number, but loads eight with one instruction.
#pragma once

#include <linnet/kernels/simd/packets.hpp>

namespace linnet::simd {

/// sum[f] = fma(x, b[f], sum[f]) for eight numbers.
template <class T>
LINNET_ALWAYS_INLINE void fma_eight(T x, const T* b, T* sum) {
  LINNET_UNROLL
  for (int f = 0; f < 8; ++f) sum[f] = math::fma(x, b[f], sum[f]);
}

#if LINNET_HAS_VFP
template <>
LINNET_ALWAYS_INLINE void fma_eight(float x, const float* b, float* sum) {
  asm("vldmia %[b], {s0-s7}\n\t"
      "vfma.f32 %[sum0], %[x], s0\n\t"
      "vfma.f32 %[sum1], %[x], s1\n\t"
      "vfma.f32 %[sum2], %[x], s2\n\t"
      "vfma.f32 %[sum3], %[x], s3\n\t"
      "vfma.f32 %[sum4], %[x], s4\n\t"
      "vfma.f32 %[sum5], %[x], s5\n\t"
      "vfma.f32 %[sum6], %[x], s6\n\t"
      "vfma.f32 %[sum7], %[x], s7"
      : [sum0] "+t"(sum[0]), [sum1] "+t"(sum[1]), [sum2] "+t"(sum[2]), [sum3] "+t"(sum[3]), [sum4] "+t"(sum[4]),
        [sum5] "+t"(sum[5]), [sum6] "+t"(sum[6]), [sum7] "+t"(sum[7])
      : [x] "t"(x), [b] "r"(b), "m"(*reinterpret_cast<const float(*)[8]>(b))
      : "s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7");
}
#endif

}  // namespace linnet::simd
