// SPDX-License-Identifier: MIT
// Helium (Cortex-M55, M85) for int8: the tag of its kernels, and how it copies, fills and requantises.
//
// Requantisation of four sums: VQRDMULH is multiply_high; h + (h < 0 ? -1 : 0), shifted to the right by VRSHL, which rounds halves up,
// is divide_by_power_of_two by at least 2. Factors of 1/2 and more need another path, in plain C++, which also runs on any other CPU: a host
// packs constants for Helium and can check them.
#pragma once

#include <linnet/kernels/int8/numbers.hpp>

#include <algorithm>
#include <cstring>

#if LINNET_HAS_INTEGER_MVE
#include <arm_mve.h>
#endif

namespace linnet::kernels::int8 {

/// The tag of kernels for Helium.
struct Helium {
  static constexpr const char* name = "helium";  ///< as users write it
  static constexpr Index alignment = 4;          ///< of the constants of a network
};

namespace helium {

/// n, rounded up to whole vectors of 16 numbers.
constexpr Index whole_vectors(Index n) { return (n + 15) / 16 * 16; }

/// The beginning of all constants.
struct Head {
  std::int32_t zero_in;
  std::int32_t zero_out;
  std::int32_t is_simple;  ///< every factor is below 1/2
};

/// The head of constants for `outputs` channels.
inline Head make_head(const LayerNumbers& numbers, Index outputs) {
  bool simple = true;
  for (Index o = 0; o < outputs; ++o) simple = simple && (numbers.factors[o].fraction == 0 || numbers.factors[o].exponent < 0);
  return {numbers.zero_in, numbers.zero_out, simple};
}
/// A channel's exponent: that of factor 0 is one of a shift to the right.
constexpr std::int32_t exponent_of(Multiplier m) { return m.fraction == 0 ? -1 : m.exponent; }

inline namespace LINNET_CODE {

/// Copies n >= 0 bytes.
LINNET_ALWAYS_INLINE void copy(std::int8_t* to, const std::int8_t* from, Index n) {
#if LINNET_HAS_INTEGER_MVE
  asm volatile(
      "wlstp.8 lr, %[n], 2f\n"
      "1:\n"
      "vldrb.u8 q0, [%[from]], #16\n"
      "vstrb.8 q0, [%[to]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [to] "+r"(to), [from] "+r"(from)
      : [n] "r"(n)
      : "lr", "q0", "memory");
#else
  std::memcpy(to, from, static_cast<std::size_t>(n));
#endif
}

/// Sets n >= 0 bytes.
LINNET_ALWAYS_INLINE void fill(std::int8_t* to, std::int8_t byte, Index n) {
#if LINNET_HAS_INTEGER_MVE
  asm volatile(
      "vdup.8 q0, %[byte]\n"
      "wlstp.8 lr, %[n], 2f\n"
      "1:\n"
      "vstrb.8 q0, [%[to]], #16\n"
      "letp lr, 1b\n"
      "2:\n"
      : [to] "+r"(to)
      : [byte] "r"(byte), [n] "r"(n)
      : "lr", "q0", "memory");
#else
  std::memset(to, byte, static_cast<std::size_t>(n));
#endif
}

#if LINNET_HAS_INTEGER_MVE
/// Four sums * fraction / 2^31 * 2^exponent + zero, rounded as `requantize` does; exponents below 0. Not clamped.
LINNET_ALWAYS_INLINE int32x4_t requantized(int32x4_t sums, int32x4_t fraction, int32x4_t exponent, std::int32_t zero) {
  const int32x4_t product = vqrdmulhq_s32(sums, fraction);
  return vaddq_n_s32(vrshlq_s32(vaddq_s32(product, vshrq_n_s32(product, 31)), exponent), zero);
}
#endif

}  // namespace LINNET_CODE

}  // namespace helium
}  // namespace linnet::kernels::int8
