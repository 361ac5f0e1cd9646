// SPDX-License-Identifier: MIT
// Checksummed records in a PageStorage, in rotation: finds and writes them. The layout is in deploy/weight_record.hpp.
#pragma once

#include <linnet/deploy/crc32.hpp>
#include <linnet/deploy/page_storage.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace linnet {

/// The result of save_weights or load_weights.
enum class RecordResult {
  ok,
  empty,        ///< the storage is erased: nothing has been saved yet
  other_model,  ///< all complete records are of models with another fingerprint, or of linnet 0.1
  corrupt,      ///< the storage is not empty, but has no complete record
  failed,       ///< the storage refused to erase, write or read, or does not contain the written bytes
  not_finite,   ///< the model has a NaN or an infinity: nothing was saved or erased
};

namespace detail {

struct RecordHeader {
  std::array<char, 4> magic{'L', 'N', 'W', 'R'};
  std::uint32_t version = 2;
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

/// A record of a storage: it begins with a page, and continues after the last page with the first one.
template <PageStorage S>
struct StoredRecord {
  static constexpr std::size_t overhead = sizeof(RecordHeader) + sizeof(RecordEnd);
  static constexpr std::size_t capacity = S::page_count * S::page_size;
  /// The maximum of data: a record fits into half of the pages.
  static constexpr std::size_t most_data = (std::max)(S::page_count / 2 * S::page_size, overhead) - overhead;
  /// Bytes per read or write.
  static constexpr std::size_t chunk =
      S::write_size < 64 && S::page_size % 64 == 0 && 64 % S::write_size == 0 ? 64 : S::write_size;
  static_assert(S::write_size >= 1 && S::page_size % S::write_size == 0, "PageStorage: a page is not a multiple of write_size");

  std::size_t page = 0;  ///< its first page
  RecordHeader header{};

  static constexpr std::size_t pages_of(std::size_t length) { return (length + overhead + S::page_size - 1) / S::page_size; }
  /// The page after it.
  std::size_t next_page() const { return (page + pages_of(header.length)) % S::page_count; }
  /// The address of the record's byte `at`.
  std::size_t address(std::size_t at) const { return (page * S::page_size + at) % capacity; }

  bool read(S& storage, std::size_t at, std::span<std::byte> to) const {
    const std::size_t from = address(at), n = (std::min)(to.size(), capacity - from);
    return storage.read(from, to.first(n)) && (n == to.size() || storage.read(0, to.subspan(n)));
  }
  bool looks_right() const {
    const RecordHeader wanted;
    return header.magic == wanted.magic && header.version >= 1 && header.version <= wanted.version &&
           header.length <= most_data;
  }
  /// Sequence numbers may wrap around: the one that is ahead by less than half of their range is newer.
  bool newer_than(const StoredRecord& other) const {
    return static_cast<std::int32_t>(header.sequence - other.header.sequence) > 0;
  }

  /// Reads the whole record; returns true if it is complete and the checksum is right.
  LINNET_COLD bool whole(S& storage) const {
    std::array<std::byte, chunk> bytes;
    Crc32 crc;
    crc.add(bytes_of(header));
    std::size_t at = sizeof header;
    for (std::size_t left = header.length; left > 0;) {
      const auto part = std::span(bytes).first((std::min)(left, chunk));
      if (!read(storage, at, part)) return false;
      crc.add(part);
      at += part.size();
      left -= part.size();
    }
    RecordEnd end;
    return read(storage, at, std::as_writable_bytes(std::span(&end, 1))) && end.crc == crc.value() &&
           end.mark == RecordEnd{}.mark;
  }
};

/// Finds the complete records of a storage, of any model, the newest first.
template <PageStorage S>
class RecordSearch {
 public:
  explicit RecordSearch(S& storage) : storage_(storage) {}

  /// Finds the next one; returns false if there is none.
  LINNET_COLD bool next(StoredRecord<S>& found) {
    for (;;) {
      bool any = false;
      for (std::size_t page = 0; page < S::page_count; ++page) {
        if (tried(page)) continue;
        StoredRecord<S> here{page, {}};
        const bool read = here.read(storage_, 0, std::as_writable_bytes(std::span(&here.header, 1)));
        const auto head = bytes_of(here.header);
        const bool erased = read && std::all_of(head.begin(), head.end(), [](std::byte b) { return b == std::byte{0xFF}; });
        empty_ = empty_ && erased;
        const bool candidate = read && here.looks_right();
        if (!candidate) set_tried(page);
        if (candidate && (!any || here.newer_than(found))) found = here;
        any = any || candidate;
      }
      if (!any) return false;
      set_tried(found.page);
      if (found.whole(storage_)) return true;
    }
  }
  /// Returns true if all pages begin with erased bytes.
  bool empty() const { return empty_; }

 private:
  bool tried(std::size_t page) const { return (tried_[page / 32] >> page % 32 & 1) != 0; }
  void set_tried(std::size_t page) { tried_[page / 32] |= std::uint32_t{1} << page % 32; }

  S& storage_;
  std::array<std::uint32_t, (S::page_count + 31) / 32> tried_{};
  bool empty_ = true;
};

/// Writes the bytes of a record in order, in whole chunks except the last, to pages that it erases first.
template <PageStorage S>
class RecordWriter {
 public:
  RecordWriter(S& storage, const StoredRecord<S>& record) : storage_(storage), record_(record) {
    const std::size_t pages = record.pages_of(record.header.length);
    for (std::size_t i = 0; i < pages; ++i) good_ = good_ && storage.erase((record.page + i) % S::page_count);
    (*this)(bytes_of(record.header));
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
    good_ = good_ && (used_ == 0 || storage_.write(record_.address(at_), std::span<const std::byte>(chunk_).first(used_)));
    at_ += used_;
    used_ = 0;
  }

  S& storage_;
  StoredRecord<S> record_;
  std::size_t at_ = 0;
  std::size_t used_ = 0;
  std::array<std::byte, StoredRecord<S>::chunk> chunk_;
  Crc32 crc_;
  bool good_ = true;
};

}  // namespace detail
}  // namespace linnet
