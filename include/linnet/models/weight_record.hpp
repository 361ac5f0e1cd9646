// SPDX-License-Identifier: MIT
// Weights in the flash of a device: save_weights and load_weights keep two records of a model in a PageStorage, so that a reset at
// any moment, also in the middle of a write, leaves a whole one. No heap, no exception.
//
// Each half of the storage's pages is a slot for one record, little-endian: "LNWR", uint32 1, uint64 fingerprint of the topology,
// uint32 sequence number, uint32 length of the data; the data, all parameters and then all state, tensor after tensor without gaps;
// uint32 CRC-32 of all before it, "DONE". A record is written in this order: one that was cut off has no end. The same model gives the
// same bytes on a host and on a target.
#pragma once

#include <linnet/core/fingerprint.hpp>
#include <linnet/core/record_slot.hpp>
#include <linnet/models/engine.hpp>

namespace linnet {

namespace detail {

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
  const Slot both[2]{Slot(storage, 0), Slot(storage, 1)};
  const bool second_first = both[1].newer_than(both[0]);
  RecordResult result = RecordResult::empty;
  for (const bool second : {second_first, !second_first}) {
    const Slot& slot = both[second];
    if (slot.whole() && slot.header.fingerprint == fingerprint<typename Model::Topology>) {
      std::size_t at = slot.start + sizeof(detail::RecordHeader);
      Crc32 crc;
      crc.add(detail::bytes_of(slot.header));
      const bool read = detail::for_each_tensor(model, [&](auto numbers) {
        const auto bytes = std::as_writable_bytes(numbers);
        if (!storage.read(at, bytes)) return false;
        crc.add(bytes);
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
