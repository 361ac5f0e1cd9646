// SPDX-License-Identifier: MIT
// Numbers to bytes and back, in the byte order of the machine.
#pragma once

#include <linnet/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

namespace linnet::detail {

/// Converts a checked number of a file to one of memory; without a cast if both have the same type.
constexpr std::size_t to_size(std::unsigned_integral auto number) {
  if constexpr (std::is_same_v<decltype(number), std::size_t>) {
    return number;
  } else {
    return static_cast<std::size_t>(number);
  }
}

/// Appends numbers and texts to bytes.
struct ByteWriter {
  std::vector<std::byte> bytes{};

  void put(std::span<const std::byte> more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
  void put(std::uint64_t number) { put(std::as_bytes(std::span(&number, 1))); }
};

/// Takes numbers from bytes; returns false if there are too few.
struct ByteReader {
  std::span<const std::byte> bytes;

  template <class T>
  bool take(std::span<T> to) {
    if (bytes.size() < to.size_bytes()) return false;
    if (!to.empty()) std::memcpy(to.data(), bytes.data(), to.size_bytes());
    bytes = bytes.subspan(to.size_bytes());
    return true;
  }
  bool take(std::uint64_t& number) { return take(std::span(&number, 1)); }
};

}  // namespace linnet::detail
