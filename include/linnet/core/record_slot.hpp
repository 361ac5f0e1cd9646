// SPDX-License-Identifier: MIT
// A checksummed record in each half of a PageStorage: what stands there, and how one is written. The layout is in
// models/weight_record.hpp.
#pragma once

#include <linnet/core/concepts.hpp>
#include <linnet/core/crc32.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace linnet {

/// What became of save_weights or load_weights.
enum class RecordResult {
  ok,
  empty,        ///< the storage is erased: nothing was saved yet
  other_model,  ///< there are whole records, but of models of another topology
  corrupt,      ///< there is something, but no whole record
  failed,       ///< the storage refused to erase, write or read, or does not hold what was written
};

namespace detail {

struct RecordHeader {
  std::array<char, 4> magic{'L', 'N', 'W', 'R'};
  std::uint32_t version = 1;
  std::uint64_t fingerprint = 0;
  std::uint32_t sequence = 0;
  std::uint32_t length = 0;
};
struct RecordEnd {
  std::uint32_t crc = 0;
  std::array<char, 4> mark{'D', 'O', 'N', 'E'};
};
static_assert(sizeof(RecordHeader) == 24 && sizeof(RecordEnd) == 8);
static_assert(std::endian::native == std::endian::little, "record_slot.hpp: records are written by little-endian machines");

template <class T>
std::span<const std::byte> bytes_of(const T& object) {
  return std::as_bytes(std::span(&object, 1));
}

/// The two slots of a storage, and what stands in one of them.
template <PageStorage S>
struct RecordSlot {
  static constexpr std::size_t pages = S::page_count / 2, size = pages * S::page_size;
  /// Bytes that are read or written at a time.
  static constexpr std::size_t chunk =
      S::write_size < 64 && S::page_size % 64 == 0 && 64 % S::write_size == 0 ? 64 : S::write_size;
  static_assert(S::write_size >= 1 && S::page_size % S::write_size == 0, "PageStorage: a page is no multiple of write_size");

  std::size_t start;  ///< its address
  RecordResult found = RecordResult::corrupt;
  RecordHeader header{};

  /// Reads all of slot `i`. `found` is ok for a whole record, of whichever model.
  LINNET_COLD RecordSlot(S& storage, std::size_t i) : start(i * size) {
    std::array<std::byte, chunk> bytes;
    const RecordHeader wanted;
    if (!storage.read(start, std::as_writable_bytes(std::span(&header, 1)))) return;
    const auto head = bytes_of(header);
    if (std::all_of(head.begin(), head.end(), [](std::byte b) { return b == std::byte{0xFF}; })) found = RecordResult::empty;
    if (header.magic != wanted.magic || header.version != wanted.version || header.length > size - overhead) return;
    Crc32 crc;
    crc.add(head);
    std::size_t at = start + sizeof header;
    for (std::size_t left = header.length; left > 0;) {
      const auto part = std::span(bytes).first((std::min)(left, chunk));
      if (!storage.read(at, part)) return;
      crc.add(part);
      at += part.size();
      left -= part.size();
    }
    RecordEnd end;
    if (!storage.read(at, std::as_writable_bytes(std::span(&end, 1)))) return;
    if (end.crc == crc.value() && end.mark == RecordEnd{}.mark) found = RecordResult::ok;
  }

  static constexpr std::size_t overhead = sizeof(RecordHeader) + sizeof(RecordEnd);
  bool whole() const { return found == RecordResult::ok; }
  /// Sequence numbers may pass their end: the one that is ahead by less than half of them is newer.
  bool newer_than(const RecordSlot& other) const {
    return whole() && (!other.whole() || static_cast<std::int32_t>(header.sequence - other.header.sequence) > 0);
  }
};

/// Writes bytes one after the other from the start of a slot that it erases first, in whole chunks but for the last.
template <PageStorage S>
class RecordWriter {
 public:
  RecordWriter(S& storage, std::size_t start) : storage_(storage), at_(start) {
    for (std::size_t page = 0; page < RecordSlot<S>::pages; ++page) good_ = good_ && storage.erase(start / S::page_size + page);
  }
  bool operator()(std::span<const std::byte> bytes) {
    crc_.add(bytes);
    while (good_ && !bytes.empty()) {
      const std::size_t n = (std::min)(bytes.size(), chunk_.size() - used_);
      std::memcpy(chunk_.data() + used_, bytes.data(), n);
      used_ += n;
      bytes = bytes.subspan(n);
      if (used_ == chunk_.size()) flush();
    }
    return good_;
  }
  bool finish() {
    (*this)(bytes_of(RecordEnd{crc_.value()}));
    const std::size_t whole = (used_ + S::write_size - 1) / S::write_size * S::write_size;
    std::fill(chunk_.begin() + static_cast<std::ptrdiff_t>(used_), chunk_.end(), std::byte{0xFF});
    used_ = whole;
    flush();
    return good_;
  }

 private:
  void flush() {
    good_ = good_ && (used_ == 0 || storage_.write(at_, std::span<const std::byte>(chunk_).first(used_)));
    at_ += used_;
    used_ = 0;
  }

  S& storage_;
  std::size_t at_;
  std::size_t used_ = 0;
  std::array<std::byte, RecordSlot<S>::chunk> chunk_;
  Crc32 crc_;
  bool good_ = true;
};

}  // namespace detail
}  // namespace linnet
