// SPDX-License-Identifier: MIT
// Helium (Cortex-M55, M85): the operations of simd.hpp on four floats.
#pragma once

#include <linnet/kernels/simd/packets.hpp>

#if LINNET_HAS_MVE
namespace linnet::simd {

template <>
LINNET_ALWAYS_INLINE float32x4_t load<float32x4_t, float>(const float* from) {
  return vld1q_f32(from);
}
template <>
LINNET_ALWAYS_INLINE void store<float32x4_t, float>(float* to, const float32x4_t& v) {
  vst1q_f32(to, v);
}
template <>
LINNET_ALWAYS_INLINE float32x4_t set<float32x4_t, float>(float x) {
  return vdupq_n_f32(x);
}

LINNET_ALWAYS_INLINE float32x4_t fma(const float32x4_t& a, const float32x4_t& b, const float32x4_t& c) {
  return vfmaq_f32(c, a, b);
}
LINNET_ALWAYS_INLINE float32x4_t fma(float a, const float32x4_t& b, const float32x4_t& c) { return vfmaq_n_f32(c, b, a); }
LINNET_ALWAYS_INLINE float32x4_t add(const float32x4_t& a, const float32x4_t& b) { return vaddq_f32(a, b); }
LINNET_ALWAYS_INLINE float32x4_t sub(const float32x4_t& a, const float32x4_t& b) { return vsubq_f32(a, b); }
LINNET_ALWAYS_INLINE float32x4_t mul(const float32x4_t& a, const float32x4_t& b) { return vmulq_f32(a, b); }

// Helium has neither division nor square root of vectors, so these work lane by lane.
LINNET_ALWAYS_INLINE float32x4_t div(const float32x4_t& a, const float32x4_t& b) {
  return float32x4_t{a[0] / b[0], a[1] / b[1], a[2] / b[2], a[3] / b[3]};
}
LINNET_ALWAYS_INLINE float32x4_t sqrt(const float32x4_t& a) {
  return float32x4_t{math::sqrt(a[0]), math::sqrt(a[1]), math::sqrt(a[2]), math::sqrt(a[3])};
}

// Helium's "less" and "less or equal" are true for a NaN, which must stay; so the code asks whether zero is greater.
LINNET_ALWAYS_INLINE float32x4_t zero_negative(const float32x4_t& a) {
  const float32x4_t zero = vdupq_n_f32(0.0f);
  return vpselq_f32(zero, a, vcmpgtq_f32(zero, a));
}
LINNET_ALWAYS_INLINE float32x4_t maximum(const float32x4_t& a, const float32x4_t& b) {
  const mve_pred16_t takes_b = static_cast<mve_pred16_t>(vcmpgtq_f32(b, a) | vcmpneq_f32(b, b));
  return vpselq_f32(b, a, takes_b);
}
LINNET_ALWAYS_INLINE float32x4_t where_equal(const float32x4_t& a, const float32x4_t& b, const float32x4_t& v) {
  return vpselq_f32(v, vdupq_n_f32(0.0f), vcmpeqq_f32(a, b));
}
LINNET_ALWAYS_INLINE float32x4_t where_different(const float32x4_t& a, const float32x4_t& b, const float32x4_t& v) {
  return vpselq_f32(vdupq_n_f32(0.0f), v, vcmpeqq_f32(a, b));
}

}  // namespace linnet::simd
#endif
