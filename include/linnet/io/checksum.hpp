// SPDX-License-Identifier: MIT
// The checksum of weight files and checkpoints: at the speed of memory, the same on every machine. On a host.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/io/checksum.hpp is for files: it is for hosts");

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace linnet::detail {

/// In the manner of FNV-1a, but word by word: h = (h ^ word) * odd number, h ^= h >> 32. A step is a bijection of h and of the word,
/// so that a change within one word never goes unseen. It guards against accidents, not against forgery.
class Checksum {
 public:
  /// Adds a run of bytes and its length. Word k, little-endian, goes to lane k % 8 (the multiplications of eight lanes overlap); what
  /// is left behind the last whole word is one that zeros fill. The lanes are added one after the other.
  void add(std::span<const std::byte> bytes) {
    constexpr std::size_t width = 8;
    std::array<std::uint64_t, lanes> lane{};
    for (std::size_t l = 0; l < lanes; ++l) lane[l] = start + l;
    std::size_t at = 0;
    for (; at + lanes * width <= bytes.size(); at += lanes * width) {
      for (std::size_t l = 0; l < lanes; ++l) lane[l] = step(lane[l], word(bytes.subspan(at + l * width, width)));
    }
    for (std::size_t l = 0; at < bytes.size(); ++l, at += width) {
      lane[l] = step(lane[l], word(bytes.subspan(at).first(bytes.size() - at < width ? bytes.size() - at : width)));
    }
    value_ = step(value_, bytes.size());
    for (const std::uint64_t h : lane) value_ = step(value_, h);
  }

  std::uint64_t value() const { return value_; }

 private:
  static constexpr std::size_t lanes = 8;
  static constexpr std::uint64_t start = 0xcbf29ce484222325u;

  /// A product carries bits upwards only: the shift brings them down again.
  static constexpr std::uint64_t step(std::uint64_t h, std::uint64_t word) {
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    return h ^ (h >> 32);
  }
  static std::uint64_t word(std::span<const std::byte> bytes) {
    std::uint64_t all = 0;
    std::memcpy(&all, bytes.data(), bytes.size());
    if constexpr (std::endian::native == std::endian::big) {
      std::uint64_t swapped = 0;
      for (int i = 0; i < 8; ++i, all >>= 8) swapped = swapped << 8 | (all & 0xff);
      all = swapped;
    }
    return all;
  }

  std::uint64_t value_ = start;
};

}  // namespace linnet::detail
