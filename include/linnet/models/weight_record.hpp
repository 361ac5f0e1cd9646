// SPDX-License-Identifier: MIT
// Weights in the flash of a device: save_weights and load_weights keep two records of a model in a PageStorage, so that a reset at
// any moment, also in the middle of a write, leaves a whole one. No heap, no exception.
//
// Each half of the storage's pages is a slot for one record, little-endian: "LNWR", uint32 1, uint64 fingerprint of the topology,
// uint32 sequence number, uint32 length of the data; the data, all parameters and then all state, tensor after tensor without gaps;
// uint32 CRC-32 of all before it, "DONE". A record is written in this order: one that was cut off has no end. The same model gives the
// same bytes on a host and on a target.
#pragma once

#include <linnet/core/concepts.hpp>
#include <linnet/core/crc32.hpp>
#include <linnet/core/fingerprint.hpp>
#include <linnet/models/engine.hpp>

#include <algorithm>
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
static_assert(std::endian::native == std::endian::little, "weight_record.hpp: records are written by little-endian machines");

template <class T>
std::span<const std::byte> bytes_of(const T& object) {
  return std::as_bytes(std::span(&object, 1));
}

/// Calls f(bytes) for each tensor of the model, parameters first, until it returns false; false if it did.
template <class Model, class Function>
bool for_each_tensor(Model& model, const Function& f) {
  using Walk = Engine<typename Model::Topology, std::remove_cvref_t<decltype(model.layers())>>;
  bool going = true;
  const auto visit = [&](auto block) {
    return [&going, &f, block](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
      going = going && f(block.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(info.size())));
    };
  };
  Walk::for_each_parameter(model.layers(), visit(model.parameters()));
  Walk::for_each_state(model.layers(), visit(model.state()));
  return going;
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
    crc.update(head);
    std::size_t at = start + sizeof header;
    for (std::size_t left = header.length; left > 0;) {
      const auto part = std::span(bytes).first(std::min(left, chunk));
      if (!storage.read(at, part)) return;
      crc.update(part);
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
    crc_.update(bytes);
    while (good_ && !bytes.empty()) {
      const std::size_t n = std::min(bytes.size(), chunk_.size() - used_);
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

/// Bytes of a record of `Model`; half of a storage's pages must have room for it.
template <class Model>
inline constexpr std::size_t weight_record_bytes = static_cast<std::size_t>(Model::Topology::parameter_bytes +
                                                                            Model::Topology::state_bytes) +
                                                   sizeof(detail::RecordHeader) + sizeof(detail::RecordEnd);

namespace detail {

template <class S, class Model>
inline constexpr bool holds_record = S::page_count / 2 * S::page_size >= weight_record_bytes<Model>;

}  // namespace detail

/// Saves the parameters and the state of `model` (Sequential, StaticSequential) in the slot whose record is older or not whole, and
/// reads it again. Until the last byte is written load_weights gives the record before. Returns ok or failed.
template <PageStorage S, class Model>
[[nodiscard]] LINNET_COLD RecordResult save_weights(S& storage, const Model& model) {
  static_assert(detail::holds_record<S, Model>,
                "save_weights: the storage is too small; half of its pages must have room for weight_record_bytes<Model>");
  using Slot = detail::RecordSlot<S>;
  const Slot first(storage, 0), second(storage, 1);
  const bool to_second = first.newer_than(second);
  const Slot& newest = to_second ? first : second;
  detail::RecordHeader header;
  header.fingerprint = fingerprint<typename Model::Topology>;
  header.sequence = newest.whole() ? newest.header.sequence + 1 : 0;
  header.length = static_cast<std::uint32_t>(weight_record_bytes<Model> - Slot::overhead);
  detail::RecordWriter<S> write(storage, (to_second ? second : first).start);
  write(detail::bytes_of(header));
  detail::for_each_tensor(model, [&](auto numbers) { return write(std::as_bytes(numbers)); });
  if (!write.finish()) return RecordResult::failed;
  const Slot written(storage, to_second ? 1 : 0);
  const bool good = written.whole() && written.header.sequence == header.sequence;
  return good ? RecordResult::ok : RecordResult::failed;
}

/// Loads the newest whole record of this model's topology. Any result but ok leaves the model as it was; with `failed` alone, which
/// takes a storage that reads other bytes the second time, its numbers are not to be used.
template <PageStorage S, class Model>
[[nodiscard]] LINNET_COLD RecordResult load_weights(S& storage, Model& model) {
  static_assert(detail::holds_record<S, Model>,
                "load_weights: the storage is too small; half of its pages must have room for weight_record_bytes<Model>");
  using Slot = detail::RecordSlot<S>;
  const Slot slots[2]{Slot(storage, 0), Slot(storage, 1)};
  const bool second_first = slots[1].newer_than(slots[0]);
  RecordResult result = RecordResult::empty;
  for (const bool second : {second_first, !second_first}) {
    const Slot& slot = slots[second];
    if (slot.whole() && slot.header.fingerprint == fingerprint<typename Model::Topology>) {
      std::size_t at = slot.start + sizeof(detail::RecordHeader);
      Crc32 crc;
      crc.update(detail::bytes_of(slot.header));
      const bool read = detail::for_each_tensor(model, [&](auto numbers) {
        const auto bytes = std::as_writable_bytes(numbers);
        if (!storage.read(at, bytes)) return false;
        crc.update(bytes);
        at += bytes.size();
        return true;
      });
      detail::RecordEnd end;
      if (read && storage.read(at, std::as_writable_bytes(std::span(&end, 1))) && end.crc == crc.value())
        return RecordResult::ok;
      result = RecordResult::failed;
    } else if (result != RecordResult::failed && result != RecordResult::other_model && slot.found != RecordResult::empty) {
      result = slot.whole() ? RecordResult::other_model : RecordResult::corrupt;
    }
  }
  return result;
}

}  // namespace linnet
