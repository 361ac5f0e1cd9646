// SPDX-License-Identifier: MIT
// A hash of the bits of numbers. Every NaN counts as the same one: its sign and payload are the CPU's choice.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

/// FNV-1a.
struct Hash {
  std::uint64_t value = 0xcbf29ce484222325u;
  void add(std::uint32_t bits) {
    for (int byte = 0; byte < 4; ++byte) value = (value ^ (bits >> (8 * byte) & 0xff)) * 0x100000001b3u;
  }
  void add(float number) { add(number != number ? 0x7fc00000u : std::bit_cast<std::uint32_t>(number)); }
  void add(std::span<const float> numbers) {
    for (const float number : numbers) add(number);
  }
};
