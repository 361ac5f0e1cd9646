// SPDX-License-Identifier: MIT
// The header of a safetensors file, read strictly: a file may be hostile. For hosts. See safetensors.hpp.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/io/json_text.hpp>
#include <linnet/io/sort_keys.hpp>

#include <limits>
#include <vector>

namespace linnet::detail {

/// One tensor of a file: its bytes are `begin` to `end` after the header.
struct SafetensorsEntry {
  std::string name{};
  std::string dtype{};
  std::vector<Index> dims{};
  std::size_t begin = 0, end = 0;
};

/// An entry of a file's metadata.
struct SafetensorsNote {
  std::string key, text;
};

/// Returns the bits of a number of type `dtype`; 0 for an unknown type.
LINNET_COLD inline std::size_t bits_of(std::string_view dtype) {
  struct Type {
    std::string_view name;
    std::size_t bits;
  };
  constexpr Type types[] = {{"F32", 32},    {"F64", 64},    {"F16", 16},        {"BF16", 16},       {"I64", 64},
                            {"I32", 32},    {"I16", 16},    {"I8", 8},          {"U8", 8},          {"BOOL", 8},
                            {"U64", 64},    {"U32", 32},    {"U16", 16},        {"C64", 64},        {"F8_E5M2", 8},
                            {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E5M2FNUZ", 8}, {"F8_E4M3FNUZ", 8}, {"F6_E2M3", 6},
                            {"F6_E3M2", 6}, {"F4", 4}};
  for (const Type& type : types) {
    if (type.name == dtype) return type.bits;
  }
  return 0;
}

/// A header as it was read: the tensors in its order, and the metadata that begin with "linnet_".
struct SafetensorsHeader {
  std::vector<SafetensorsEntry> tensors{};
  std::vector<SafetensorsNote> notes{};

  /// Reads `header`; throws std::runtime_error with the path, the reason and, for wrong JSON, the offset in the file.
  LINNET_COLD SafetensorsHeader(const std::string& path, std::string_view header) {
    JsonText json(path, "its header is not that of safetensors", header, sizeof(std::uint64_t));
    SortKeys names, note_names;
    for (bool more = json.open('{', '}'); more; more = json.another('}')) {
      names.push_back({json.key(), names.size()});
      if (names.back().text == "__metadata__") {
        for (bool note = json.open('{', '}'); note; note = json.another('}')) {
          SafetensorsNote read{json.key(), json.text()};
          if (!read.key.starts_with("linnet_")) continue;
          note_names.push_back({read.key, notes.size()});
          notes.push_back(std::move(read));
        }
      } else {
        tensors.emplace_back().name = names.back().text;
        read_tensor(json, tensors.back());
      }
    }
    json.end();
    for (SortKeys* const all : {&names, &note_names}) {
      sort_keys(*all);
      if (const std::string* const twice = text_of_two(*all)) json.refuse(text({"\"", *twice, "\" appears twice"}));
    }
  }

 private:
  static constexpr std::size_t most_dims = 32;

  LINNET_COLD static void read_tensor(JsonText& json, SafetensorsEntry& tensor) {
    constexpr unsigned dtype = 1, shape = 2, data_offsets = 4;
    unsigned seen = 0;
    for (bool more = json.open('{', '}'); more; more = json.another('}')) {
      const std::string key = json.key();
      const unsigned member = key == "dtype" ? dtype : key == "shape" ? shape : key == "data_offsets" ? data_offsets : 0;
      if (seen & member) json.refuse(text({"\"", key, "\" appears twice"}));
      seen |= member;
      if (member == 0) json.unexpected();
      if (member == dtype) {
        tensor.dtype = json.text();
      } else {
        std::vector<Index> numbers = read_numbers(json);
        if (member == shape) {
          tensor.dims = std::move(numbers);
        } else {
          if (numbers.size() != 2) json.refuse(text({"tensor \"", tensor.name, "\" needs two data_offsets"}));
          tensor.begin = static_cast<std::size_t>(numbers[0]);
          tensor.end = static_cast<std::size_t>(numbers[1]);
        }
      }
    }
    if (seen != (dtype | shape | data_offsets)) {
      json.refuse(text({"tensor \"", tensor.name, "\" must have dtype, shape and data_offsets, and nothing else"}));
    }
    require_bytes(json, tensor);
  }

  LINNET_COLD static std::vector<Index> read_numbers(JsonText& json) {
    std::vector<Index> numbers;
    for (bool more = json.open('[', ']'); more; more = json.another(']')) {
      const std::int64_t number = json.count();
      if (number > (std::numeric_limits<Index>::max)()) json.refuse("a huge number where none may be");
      if (numbers.size() == most_dims) json.refuse("a long array where none may be");
      numbers.push_back(static_cast<Index>(number));
    }
    return numbers;
  }

  /// Checks that type and shape match the number of bytes between the offsets.
  LINNET_COLD static void require_bytes(const JsonText& json, const SafetensorsEntry& entry) {
    std::uint64_t bits = bits_of(entry.dtype);
    if (bits == 0) json.refuse(text({"tensor \"", entry.name, "\" has the unknown dtype \"", entry.dtype, "\""}));
    bool fits = entry.begin <= entry.end;
    for (const Index dim : entry.dims) {
      const std::uint64_t size = static_cast<std::uint64_t>(dim);
      fits = fits && (size == 0 || bits <= (std::numeric_limits<std::uint64_t>::max)() / size);
      bits *= size;
    }
    if (fits && bits % 8 == 0 && bits / 8 == entry.end - entry.begin) return;
    json.refuse(text({"tensor \"", entry.name, "\" of ", extents(entry.dims), " numbers of ", entry.dtype, " has data_offsets ",
                      entry.begin, ", ", entry.end}));
  }
};

}  // namespace linnet::detail
