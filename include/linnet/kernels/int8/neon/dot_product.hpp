// SPDX-License-Identifier: MIT
// Sums with SDOT, which adds four products to each lane: of Armv8.4, and of most CPUs since Armv8.2.
#pragma once

#include <linnet/kernels/int8/neon/outputs.hpp>

#if LINNET_HAS_DOT_PRODUCT
namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

namespace neon {

/// Lanes with the dot product.
struct DotProduct : Outputs {
  using Sum = Vector;
  template <int F>
  static constexpr int rows = 8;

  static Sum zero() { return zero_vector(); }
  static Vector total(Sum sum) { return sum; }

  static LINNET_ALWAYS_INLINE int8x8_t broadcast(const Number* from) {
    std::uint32_t four;
    std::memcpy(&four, from, 4);
    return vcreate_s8(four);  // SDOT broadcasts one of two
  }
  static LINNET_ALWAYS_INLINE Sum dot(Sum sum, int8x8_t in, Weights weights) { return vdotq_lane_s32(sum, weights, in, 0); }

  static int8x16_t load_four(const Number* from) { return vld1q_s8(from); }
  template <int I, std::size_t F>
  static LINNET_ALWAYS_INLINE void dot_of_four(Sum (&sums)[F], int8x16_t four, const Weights (&weights)[1][F]) {
    LINNET_UNROLL
    for (std::size_t f = 0; f < F; ++f) sums[f] = vdotq_laneq_s32(sums[f], weights[0][f], four, I);
  }

  static LINNET_ALWAYS_INLINE Vector dot_taps(Vector sum, int8x16_t in, int8x16_t weights) {
    return vdotq_s32(sum, in, weights);
  }
};

}  // namespace neon

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8

#endif
