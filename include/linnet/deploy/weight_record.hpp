// SPDX-License-Identifier: MIT
// Weights in the flash of a device: save_weights and load_weights keep records of a model in a PageStorage, so that a reset at any
// moment, even in the middle of a write, leaves a complete one. No heap, no exceptions.
//
// A record begins with a page, the next record with the page after its end, in rotation: each save erases only the pages that it needs,
// and all pages wear equally. Little-endian: "LNWR", uint32 2, uint64 model_fingerprint, uint32 sequence number, uint32 length of the
// data; the data, all parameters and then all state, tensor after tensor without gaps; uint32 CRC-32 of all before it, "DONE". It is
// written in this order, so an interrupted record has no end. The same model gives the same bytes on a host and on a target. Records of
// linnet 0.1 (uint32 1) have unknown settings: they are not loaded, and are overwritten one by one.
#pragma once

#include <linnet/deploy/record_slot.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/fingerprint.hpp>

namespace linnet {

namespace detail {

/// A model that says itself what a record of it contains: record_data_bytes, and for_each_block(f), which calls f with spans as
/// for_each_tensor does.
template <class Model>
concept OwnRecord = requires {
  Model::record_data_bytes;
};

/// Calls f(numbers) for each tensor of the model, parameters first, until it returns false; returns false if it did.
template <class Model, class Function>
bool for_each_tensor(Model& model, const Function& f) {
  if constexpr (OwnRecord<Model>) {
    return model.for_each_block(f);
  } else {
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
}

template <class Model>
constexpr std::size_t record_data_bytes() {
  if constexpr (OwnRecord<Model>) {
    return Model::record_data_bytes;
  } else {
    return static_cast<std::size_t>(Model::Topology::parameter_bytes + Model::Topology::state_bytes);
  }
}

}  // namespace detail

/// Bytes of a record of `Model`; it must fit into half of a storage's pages.
template <class Model>
inline constexpr std::size_t weight_record_bytes = detail::record_data_bytes<Model>() + sizeof(detail::RecordHeader) +
                                                   sizeof(detail::RecordEnd);

namespace detail {

template <class S, class Model>
inline constexpr bool holds_record = S::page_count / 2 * S::page_size >= weight_record_bytes<Model>;

/// Returns true if every number of the model is finite; one with a record of its own knows that, or has no others.
template <class Model>
bool is_finite(const Model& model) {
  if constexpr (requires { model.is_finite(); }) {
    return model.is_finite();
  } else if constexpr (OwnRecord<Model>) {
    return true;
  } else {
    return for_each_tensor(model, [](auto numbers) {
      return std::all_of(numbers.begin(), numbers.end(), [](auto number) { return math::is_finite(number); });
    });
  }
}

/// Returns true if the complete `record` has the numbers of the model.
template <class S, class Model>
bool holds(S& storage, const StoredRecord<S>& record, const Model& model) {
  std::size_t at = sizeof(RecordHeader);
  return for_each_tensor(model, [&](auto numbers) {
    std::array<std::byte, StoredRecord<S>::chunk> stored;
    for (auto bytes = std::as_bytes(numbers); !bytes.empty();) {
      const std::size_t n = (std::min)(bytes.size(), stored.size());
      if (!record.read(storage, at, std::span(stored).first(n)) || std::memcmp(stored.data(), bytes.data(), n) != 0)
        return false;
      at += n;
      bytes = bytes.subspan(n);
    }
    return true;
  });
}

template <class S>
bool is_of(const StoredRecord<S>& record, std::uint64_t fingerprint) {
  return record.header.version == RecordHeader{}.version && record.header.fingerprint == fingerprint;
}

}  // namespace detail

/// Saves the parameters and the state of `model` (Sequential, StaticSequential) in the pages after the newest record, and reads them again;
/// it writes nothing if the newest record of this model already has the same numbers. Until the last byte is written, load_weights finds
/// the previous record. Returns ok, failed, or not_finite: such a model would be useless after the next reset.
template <PageStorage S, class Model>
[[nodiscard]] LINNET_COLD RecordResult save_weights(S& storage, const Model& model) {
  static_assert(detail::holds_record<S, Model>,
                "save_weights: the storage is too small; half of its pages must have room for weight_record_bytes<Model>");
  using Record = detail::StoredRecord<S>;
  if (!detail::is_finite(model)) return RecordResult::not_finite;
  detail::RecordSearch<S> search(storage);
  Record next, found;
  next.header.fingerprint = model_fingerprint(model);
  next.header.length = static_cast<std::uint32_t>(weight_record_bytes<Model> - Record::overhead);
  for (bool first = true; search.next(found); first = false) {
    if (first) {
      next.page = found.next_page();
      next.header.sequence = found.header.sequence + 1;
    }
    if (!detail::is_of(found, next.header.fingerprint)) continue;
    if (detail::holds(storage, found, model)) return RecordResult::ok;
    break;
  }
  detail::RecordWriter<S> write(storage, next);
  detail::for_each_tensor(model, [&](auto numbers) { return write(std::as_bytes(numbers)); });
  if (!write.finish()) return RecordResult::failed;
  Record written{next.page, {}};
  const bool read = written.read(storage, 0, std::as_writable_bytes(std::span(&written.header, 1)));
  const auto same = [](const auto& a, const auto& b) { return std::ranges::equal(detail::bytes_of(a), detail::bytes_of(b)); };
  return read && same(written.header, next.header) && written.whole(storage) ? RecordResult::ok : RecordResult::failed;
}

/// Loads the newest complete record of this model: of its topology, its settings, and its frozen layers. Any result but ok leaves the model
/// unchanged; only after `failed`, which means that the storage read different bytes the second time, are its numbers unusable.
template <PageStorage S, class Model>
[[nodiscard]] LINNET_COLD RecordResult load_weights(S& storage, Model& model) {
  static_assert(detail::holds_record<S, Model>,
                "load_weights: the storage is too small; half of its pages must have room for weight_record_bytes<Model>");
  const std::uint64_t wanted = model_fingerprint(model);
  detail::RecordSearch<S> search(storage);
  detail::StoredRecord<S> found;
  bool others = false, failed = false;
  while (search.next(found)) {
    if (!detail::is_of(found, wanted)) {
      others = true;
      continue;
    }
    std::size_t at = sizeof(detail::RecordHeader);
    Crc32 crc;
    crc.add(detail::bytes_of(found.header));
    const bool read = detail::for_each_tensor(model, [&](auto numbers) {
      const auto bytes = std::as_writable_bytes(numbers);
      if (!found.read(storage, at, bytes)) return false;
      crc.add(bytes);
      at += bytes.size();
      return true;
    });
    detail::RecordEnd end;
    if (read && found.read(storage, at, std::as_writable_bytes(std::span(&end, 1))) && end.crc == crc.value())
      return RecordResult::ok;
    failed = true;
  }
  if (failed) return RecordResult::failed;
  if (others) return RecordResult::other_model;
  return search.empty() ? RecordResult::empty : RecordResult::corrupt;
}

}  // namespace linnet
