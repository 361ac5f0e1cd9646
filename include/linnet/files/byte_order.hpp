// SPDX-License-Identifier: MIT
// Integers in the bytes of a file, in the byte order of its format.
#pragma once

#include <linnet/config.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>

namespace linnet::detail {

/// Returns an integer of up to eight bytes, the highest first.
inline std::uint64_t big_endian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits = (bits << 8) | bytes[i];
  return bits;
}

/// Returns an integer of up to eight bytes, the lowest first.
inline std::uint64_t little_endian(const std::uint8_t* bytes, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t i = count; i-- > 0;) bits = (bits << 8) | bytes[i];
  return bits;
}

/// The same in byte order `order`.
inline std::uint64_t integer_of(const std::uint8_t* bytes, std::size_t count, std::endian order) {
  return order == std::endian::big ? big_endian(bytes, count) : little_endian(bytes, count);
}

}  // namespace linnet::detail
