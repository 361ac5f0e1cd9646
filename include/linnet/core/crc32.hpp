// SPDX-License-Identifier: MIT
// CRC-32 of bytes, as in zip, PNG and Ethernet: polynomial 0xEDB88320 (reflected), start and final xor 0xFFFFFFFF.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace linnet {

namespace detail {

/// The remainder of each four bits: 64 bytes of flash instead of the usual 1024.
inline constexpr std::array<std::uint32_t, 16> crc32_table = [] {
  std::array<std::uint32_t, 16> table{};
  for (std::uint32_t i = 0; i < 16; ++i) {
    std::uint32_t remainder = i;
    for (int bit = 0; bit < 4; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1u) != 0 ? 0xEDB88320u : 0u);
    table[i] = remainder;
  }
  return table;
}();

}  // namespace detail

/// Checksum of all bytes that `update` was given, in one call or in many.
class Crc32 {
 public:
  constexpr void update(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) {
      remainder_ ^= static_cast<std::uint32_t>(byte);
      remainder_ = (remainder_ >> 4) ^ detail::crc32_table[remainder_ & 15u];
      remainder_ = (remainder_ >> 4) ^ detail::crc32_table[remainder_ & 15u];
    }
  }
  constexpr std::uint32_t value() const { return ~remainder_; }

 private:
  std::uint32_t remainder_ = 0xFFFFFFFFu;
};

}  // namespace linnet
