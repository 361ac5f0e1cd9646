// SPDX-License-Identifier: MIT
// The bits of a JPEG's scan, and the Huffman codes in them. Source: ITU-T T.81, annex C and F.2.2.
#pragma once

#include "image_header.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace linnet::detail {

/// A Huffman table: codes of one length are consecutive numbers.
struct JpegTable {
  bool defined = false;
  std::array<std::uint32_t, 17> limit{};  ///< upper limit of codes up to this length, shifted to 16 bits
  std::array<std::int32_t, 17> delta{};   ///< from a code of this length to its symbol's place
  std::array<std::uint8_t, 256> symbols{};
  std::array<std::uint16_t, 256>
      quick{};  ///< for eight bits that begin with a whole code: its length * 256 + its symbol; otherwise 0

  /// Builds the table from the number of codes of each length; false if a length has more codes than fit.
  bool define(std::span<const std::uint8_t> counts, std::span<const std::uint8_t> values) {
    std::copy(values.begin(), values.end(), symbols.begin());
    quick.fill(0);
    std::uint32_t code = 0, place = 0;
    for (std::uint32_t length = 1; length <= 16; ++length) {
      delta[length] = static_cast<std::int32_t>(place) - static_cast<std::int32_t>(code);
      const std::uint32_t count = counts[length - 1];
      if (code + count > 1u << length) return false;
      for (std::uint32_t i = 0; i < count && length <= 8; ++i) {
        const auto entry = static_cast<std::uint16_t>(256 * length + symbols[place + i]);
        std::fill_n(quick.begin() + ((code + i) << (8 - length)), 1 << (8 - length), entry);
      }
      code += count;
      place += count;
      limit[length] = code << (16 - length);
      code <<= 1;
    }
    return defined = true;
  }
};

/// Reads the bits from `at` up to the next marker.
class JpegBits {
 public:
  JpegBits(const std::string& path, std::span<const std::uint8_t> bytes, std::size_t at)
      : path_(path), bytes_(bytes), at_(at) {}

  /// Returns the next `count` bits (up to 15).
  std::uint32_t take(int count) {
    const std::uint32_t bits = peek16() >> (16 - count);
    drop(count);
    return bits;
  }

  std::uint8_t symbol(const JpegTable& table) {
    const std::uint32_t bits = peek16();
    if (const std::uint16_t entry = table.quick[bits >> 8]; entry != 0) {
      drop(entry >> 8);
      return static_cast<std::uint8_t>(entry & 255);
    }
    for (std::size_t length = 9; length <= 16; ++length) {
      if (bits >= table.limit[length]) continue;
      drop(static_cast<int>(length));
      const std::int32_t place = static_cast<std::int32_t>(bits >> (16 - length)) + table.delta[length];
      return table.symbols[static_cast<std::size_t>(place)];
    }
    damaged(path_, "JPEG", at_, "a code that its Huffman table does not have");
  }

  /// Skips restart marker `number`, which must be here, after less than a byte of padding.
  void restart(std::uint32_t number) {
    fill();
    if (count_ >= 8 || !at_marker_ || marker() != 0xd0 + number) {
      damaged(path_, "JPEG", at_, text("expected restart marker ", number));
    }
    at_ = marker_at() + 1;
    count_ = 0;
    bits_ = 0;
    at_marker_ = false;
  }

  /// Returns the position after the scan.
  std::size_t at() const { return at_; }

 private:
  /// Returns the byte that makes the FF at `at_` a marker, or 0; FF may be repeated before it.
  std::size_t marker_at() const {
    std::size_t at = at_ + 1;
    while (at < bytes_.size() && bytes_[at] == 0xff) ++at;
    return at;
  }
  std::uint8_t marker() const { return marker_at() < bytes_.size() ? bytes_[marker_at()] : std::uint8_t{0}; }

  void fill() {
    while (count_ <= 48 && !at_marker_) {
      if (at_ >= bytes_.size()) damaged(path_, "JPEG", at_, "the file is cut short: it has no end marker");
      const std::uint8_t byte = bytes_[at_];
      if (byte == 0xff) {
        if (marker_at() >= bytes_.size()) damaged(path_, "JPEG", at_, "the file is cut short: it has no end marker");
        at_marker_ = marker() != 0;
        if (at_marker_) return;
        at_ = marker_at();
      }
      ++at_;
      bits_ |= std::uint64_t{byte} << (56 - count_);
      count_ += 8;
    }
  }

  std::uint32_t peek16() {
    if (count_ < 16) fill();
    return static_cast<std::uint32_t>(bits_ >> 48);
  }

  void drop(int count) {
    if (count > count_) damaged(path_, "JPEG", at_, "the picture is not complete: the data of a scan end too early");
    bits_ <<= count;
    count_ -= count;
  }

  const std::string& path_;
  std::span<const std::uint8_t> bytes_;
  std::size_t at_;
  std::uint64_t bits_ = 0;  ///< `count_` bits, the next one highest
  int count_ = 0;
  bool at_marker_ = false;
};

}  // namespace linnet::detail
