// SPDX-License-Identifier: MIT
// The checksum of weight files and checkpoints: as fast as memory, the same on every machine. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace linnet::detail {

/// Works like FNV-1a, but word by word: h = (h ^ word) * odd number, h ^= h >> 32. A step is a bijection of h and of the word, so it
/// detects every change within one word. It protects against accidents, not against forgery.
///
/// It sums runs of bytes. Word k of a run, little-endian, goes to lane k % 8 (the multiplications of eight lanes overlap); zeros fill the
/// last word. The length of the run and the lanes in order follow.
class Checksum {
 public:
  /// Bytes of a block: a run may be added in pieces of whole blocks, except the last piece.
  static constexpr std::size_t block = 64;

  void add(std::span<const std::byte> run) {
    add_piece(run);
    end_run();
  }

  void add_piece(std::span<const std::byte> bytes) {
    constexpr std::size_t width = block / lanes;
    std::array<std::uint64_t, lanes> lane = lane_;
    std::size_t at = 0;
    for (; at + block <= bytes.size(); at += block) {
      for (std::size_t l = 0; l < lanes; ++l) lane[l] = step(lane[l], word(bytes.subspan(at + l * width, width)));
    }
    for (std::size_t l = 0; at < bytes.size(); ++l, at += width) {
      lane[l] = step(lane[l], word(bytes.subspan(at).first(bytes.size() - at < width ? bytes.size() - at : width)));
    }
    lane_ = lane;
    length_ += bytes.size();
  }
  void end_run() {
    value_ = step(value_, length_);
    for (const std::uint64_t h : lane_) value_ = step(value_, h);
    lane_ = lane_start;
    length_ = 0;
  }

  /// Returns the checksum of all finished runs.
  std::uint64_t value() const { return value_; }

 private:
  static constexpr std::size_t lanes = 8;
  static constexpr std::uint64_t start = 0xcbf29ce484222325u;
  static constexpr std::array<std::uint64_t, lanes> lane_start = [] {
    std::array<std::uint64_t, lanes> all{};
    for (std::size_t l = 0; l < lanes; ++l) all[l] = start + l;
    return all;
  }();

  /// A product carries bits only upwards; the shift moves them down again.
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

  std::array<std::uint64_t, lanes> lane_ = lane_start;
  std::uint64_t length_ = 0;
  std::uint64_t value_ = start;
};

}  // namespace linnet::detail
