// SPDX-License-Identifier: MIT
// CRC-32: the checksum of data in flash or on the way to a device. Source: IEEE 802.3; the same numbers as zlib's crc32.
#pragma once

#include <linnet/config.hpp>

#include <cstddef>
#include <cstdint>
#include <span>

namespace linnet {

/// Takes bytes in order, four bits at a time, with a table of 64 bytes.
class Crc32 {
 public:
  constexpr void add(std::byte byte) {
    rest_ ^= static_cast<std::uint32_t>(byte);
    rest_ = (rest_ >> 4) ^ table[rest_ & 15];
    rest_ = (rest_ >> 4) ^ table[rest_ & 15];
  }
  constexpr void add(std::span<const std::byte> bytes) {
    for (const std::byte byte : bytes) add(byte);
  }
  /// Adds four or eight bytes, the lowest first on every machine.
  constexpr void add(std::uint32_t number) {
    for (int i = 0; i < 4; ++i) add(static_cast<std::byte>(number >> (8 * i)));
  }
  constexpr void add(std::uint64_t number) {
    add(static_cast<std::uint32_t>(number));
    add(static_cast<std::uint32_t>(number >> 32));
  }

  /// Returns the checksum of all bytes so far; 0 for none.
  constexpr std::uint32_t value() const { return ~rest_; }

 private:
  static constexpr std::uint32_t table[16] = {0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
                                              0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
                                              0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

  std::uint32_t rest_ = 0xffffffffu;
};

}  // namespace linnet
