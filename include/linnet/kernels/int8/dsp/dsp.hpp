// SPDX-License-Identifier: MIT
// The form of numbers in kernels for the DSP extension of Cortex-M (M4, M7, M33): two channels in one halfword, four products in three
// instructions.
//
// A halfword h = 256 * b + a holds the weights a and b of two channels. SMLAD adds 256 * sum b x + sum a x to S, SXTB16 and SMLAD add
// sum a x to A, so sum b x = (S - A) / 256: exactly, modulo 2^32, as long as |sum b x| < 2^23. Inputs are halfwords in groups of four in
// the order 0, 2, 1, 3, which is what SXTB16 makes of a word of bytes.
#pragma once

#include <linnet/kernels/int8/numbers.hpp>

#include <algorithm>
#include <cstring>

namespace linnet::kernels::int8 {

/// The tag of kernels for the DSP extension of Armv7E-M and Armv8-M Main.
struct Dsp {
  static constexpr const char* name = "dsp";  ///< as users write it
  static constexpr Index alignment = 4;       ///< of the constants of a network
};

namespace dsp {

/// Products of a sum b x that can never leave 2^23, whatever the weights: 516 * 127 * 128 < 2^23.
inline constexpr Index safe_products = 516;

/// The place of number k among the halfwords of its group of four.
constexpr Index place(Index k) { return k / 4 * 4 + (k % 4 == 1 ? 2 : (k % 4 == 2 ? 1 : k % 4)); }

/// Requantisation of a channel in five instructions: with a = 2 * (sum + bias) the number is
/// saturate((round + (a < 0 ? -1 : 0) + high(a * fraction)) >> shift), high(n) = floor((n + 2^31) / 2^32) as SMMLAR does it.
/// A layer of general factors keeps its numbers as they are: {bias, fraction, -, -exponent}.
struct Channel {
  std::int32_t twice_bias, fraction, round, shift;
};

/// The start of a layer's constants.
struct Header {
  std::int32_t zero_in, zero_out;
  std::int32_t general;  ///< 1 if some factor needs `requantize` itself
  std::int32_t wide;     ///< 1 if some sum b x may leave 2^23
};

/// Writes header and channels of O outputs whose K weights start at o * first and are `stride` apart.
inline void pack_channels(const LayerNumbers& numbers, Index O, Index K, Index first, Index stride, Header& header,
                          Channel* channels) {
  header = {numbers.zero_in, numbers.zero_out, 0, 0};
  for (Index o = 0; o < O; ++o) {
    std::int64_t magnitude = 0;
    for (Index k = 0; k < K; ++k) {
      const std::int8_t w = numbers.weights[o * first + k * stride];
      magnitude += w < 0 ? -w : w;
    }
    const std::int64_t bias = folded_bias(numbers, o, o * first, K, stride),
                       largest = (bias < 0 ? -bias : bias) + 128 * magnitude;
    const std::int32_t shift = -numbers.factors[o].exponent;
    if (magnitude >= 65536) header.wide = 1;
    // The sum must double, and the result, below 2^30, must take `round` as well.
    if (largest >= std::int64_t{1} << 30 || shift < 1 || shift > 22) header.general = 1;
  }
  for (Index o = 0; o < O; ++o) {
    const std::int32_t bias = folded_bias(numbers, o, o * first, K, stride);
    const auto [fraction, exponent] = numbers.factors[o];
    if (header.general) {
      channels[o] = {bias, fraction, 0, -exponent};
    } else {
      const std::int32_t round = (1 << (-exponent - 1)) + numbers.zero_out * (1 << -exponent);
      channels[o] = {2 * bias, fraction, round, -exponent};
    }
  }
}

/// The number of a sum without its bias, in the general form.
LINNET_COLD inline std::int8_t requantized(const Header& header, const Channel& channel, std::int32_t sum) {
  const std::int32_t bias = header.general ? channel.twice_bias : channel.twice_bias / 2;
  return requantize(sum + bias, {channel.fraction, -channel.shift}, header.zero_out);
}

/// Writes weight w of channel o (first or second of a pair) to halfword h, which was 0 before.
constexpr void add_weight(std::int16_t& h, Index o, std::int8_t w) {
  h = static_cast<std::int16_t>(h + (o % 2 == 0 ? w : 256 * w));
}

#if LINNET_HAS_DSP

/// Writes 8 * groups numbers as halfwords. `to` is aligned to 4 bytes.
LINNET_NAKED inline void widen_groups(const std::int8_t* /*from*/, std::int16_t* /*to*/, Index /*groups*/) {
  asm volatile(
      "push {r4, r5, r6, lr}\n"
      "1: ldr r3, [r0], #4\n"
      "ldr r5, [r0], #4\n"
      "sxtb16 r4, r3, ror #8\n"
      "sxtb16 r3, r3\n"
      "sxtb16 r6, r5, ror #8\n"
      "sxtb16 r5, r5\n"
      "stmia r1!, {r3, r4, r5, r6}\n"
      "subs r2, #1\n"
      "bne 1b\n"
      "pop {r4, r5, r6, pc}\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// Writes `count` numbers as halfwords; those that fill the last group of four are any.
LINNET_NOINLINE inline void widen(const std::int8_t* from, std::int16_t* to, Index count) {
  if (count >= 8) widen_groups(from, to, count / 8);
  for (Index k = count / 8 * 8; k < count; ++k) to[place(k)] = from[k];
}

/// `count` halfwords of the same number; an even count, `to` aligned to 4 bytes.
LINNET_NOINLINE inline void fill(std::int16_t* to, std::int32_t number, Index count) {
  const std::uint32_t both = static_cast<std::uint32_t>(number) << 16 | (static_cast<std::uint32_t>(number) & 0xffff);
  for (const std::int16_t* const end = to + count; to != end; to += 2) std::memcpy(to, &both, 4);
}

/// Moves `count` halfwords, a multiple of four, to a lower address; both aligned to 4 bytes.
LINNET_NAKED inline void move(const std::int16_t* /*from*/, std::int16_t* /*to*/, Index /*count*/) {
  asm volatile(
      "push {r4, r5, lr}\n"
      "lsrs r2, r2, #3\n"
      "bcc 1f\n"
      "ldmia r0!, {r3, r4}\n"
      "stmia r1!, {r3, r4}\n"
      "1: beq 3f\n"
      "2: ldmia r0!, {r3, r4, r5, r12}\n"
      "stmia r1!, {r3, r4, r5, r12}\n"
      "subs r2, #1\n"
      "bne 2b\n"
      "3: pop {r4, r5, pc}\n" ::
          : "r0", "r1", "r2", "r3", "r12", "cc", "memory");
}

/// saturate((round + (a < 0 ? -1 : 0) + high(a * fraction)) >> shift) of a = 2 * (sum + bias).
LINNET_ALWAYS_INLINE std::int32_t requantized(const Channel& channel, std::int32_t sum) {
  const std::int32_t a = channel.twice_bias + 2 * sum;
  std::int32_t y;
  asm("smmlar %0, %1, %2, %3" : "=r"(y) : "r"(a), "r"(channel.fraction), "r"(channel.round + (a >> 31)));
  asm("ssat %0, #8, %1" : "=r"(y) : "r"(y >> channel.shift) : "cc");
  return y;
}

#endif

}  // namespace dsp
}  // namespace linnet::kernels::int8
