// SPDX-License-Identifier: MIT
// Refuses -funsafe-math-optimizations and its parts if the compiler has no macros for them (config.hpp refuses those with a macro).
#pragma once

#include <linnet/config.hpp>

#include <bit>
#include <cstdint>

namespace linnet::detail {

#if LINNET_PROBES_MATH

LINNET_ERROR_IF_CALLED(LINNET_UNSAFE_MATH) void unsafe_math();

/// Does not compile (or link, before Clang 14) if the optimizer considers two computations equal that differ in their roundings, in the
/// sign of a zero, or for NaN: it then knows that no bit differs, and the call remains. Otherwise it costs no code. `any` is a pointer
/// whose value the compiler does not know.
LINNET_ALWAYS_INLINE void refuse_unsafe_math(const void* any) {
  const float x = std::bit_cast<float>(static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(any)));
  const auto bits = [](float number) { return std::bit_cast<std::uint32_t>(number); };
  const std::uint32_t associative = bits(x * 3.0f * 0.25f) ^ bits(x * 0.75f);
  const std::uint32_t reciprocal = bits(x / 3.0f) ^ bits(x * (1.0f / 3.0f));
  const std::uint32_t no_signed_zeros = bits(x + 0.0f) ^ bits(x);
  const bool no_nan = x != x;
  if (__builtin_constant_p(associative)) unsafe_math();
  if (__builtin_constant_p(reciprocal)) unsafe_math();
  if (__builtin_constant_p(no_signed_zeros)) unsafe_math();
  if (__builtin_constant_p(no_nan)) unsafe_math();
}

#else

inline void refuse_unsafe_math(const void*) {}

#endif

}  // namespace linnet::detail
