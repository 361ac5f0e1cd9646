// SPDX-License-Identifier: MIT
// The checksum of linnet/deploy/crc32.hpp for large files: eight bytes at a time, with tables of 8 KB.
//
// Source: M. E. Kounavis, F. L. Berry, Novel table lookup-based algorithms for high-performance CRC generation, 2008 (slicing-by-8).
#pragma once

#include <linnet/files/byte_order.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace linnet::detail {

/// Entry [k][b]: the change by byte b if k more bytes follow it.
inline constexpr auto crc32_tables = [] {
  std::array<std::array<std::uint32_t, 256>, 8> tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int k = 0; k < 8; ++k) rest = (rest >> 1) ^ ((rest & 1) != 0 ? 0xedb88320u : 0u);
    tables[0][byte] = rest;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t rest = tables[k - 1][byte];
      tables[k][byte] = (rest >> 8) ^ tables[0][rest & 255];
    }
  }
  return tables;
}();

/// Returns the number that Crc32 gives for `bytes`.
inline std::uint32_t fast_crc32(std::span<const std::uint8_t> bytes) {
  std::uint32_t rest = 0xffffffffu;
  for (; bytes.size() >= 8; bytes = bytes.subspan(8)) {
    const std::uint64_t eight = little_endian(bytes.data(), 8) ^ rest;
    rest = 0;
    for (std::size_t i = 0; i < 8; ++i) rest ^= crc32_tables[7 - i][(eight >> (8 * i)) & 255];
  }
  for (const std::uint8_t byte : bytes) rest = (rest >> 8) ^ crc32_tables[0][(rest ^ byte) & 255];
  return ~rest;
}

}  // namespace linnet::detail
