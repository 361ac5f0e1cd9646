// SPDX-License-Identifier: MIT
// The header of a safetensors file, read strictly: a file may be hostile. For hosts; needs nlohmann_json. See safetensors.hpp.
#pragma once

#include <linnet/core/requires_host.hpp>
#if LINNET_HOST && !__has_include(<nlohmann/json.hpp>)
#error \
    "linnet/io/safetensors_header.hpp needs nlohmann_json (package nlohmann-json3-dev; the CMake target linnet::host finds it)"
#endif

#include <linnet/core/error.hpp>

#if LINNET_HOST
#pragma push_macro("A1")  // of Arduino.h, and names of nlohmann's
#undef A1
#include <nlohmann/json.hpp>
#pragma pop_macro("A1")
#endif

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet::detail {

/// One tensor of a file: its bytes are `begin` to `end` after the header.
struct SafetensorsEntry {
  std::string name;
  std::string dtype;
  std::vector<Index> dims;
  std::size_t begin = 0, end = 0;
};

using SafetensorsMetadata = std::map<std::string, std::string>;

/// Returns the bits of a number of type `dtype`; 0 for an unknown type.
LINNET_COLD inline std::size_t bits_of(std::string_view dtype) {
  constexpr std::pair<std::string_view, std::size_t> types[] = {
      {"F32", 32},        {"F64", 64},    {"F16", 16},    {"BF16", 16},   {"I64", 64},    {"I32", 32},
      {"I16", 16},        {"I8", 8},      {"U8", 8},      {"BOOL", 8},    {"U64", 64},    {"U32", 32},
      {"U16", 16},        {"C64", 64},    {"F8_E5M2", 8}, {"F8_E4M3", 8}, {"F8_E8M0", 8}, {"F8_E5M2FNUZ", 8},
      {"F8_E4M3FNUZ", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4}};
  for (const auto& [name, bits] : types) {
    if (name == dtype) return bits;
  }
  return 0;
}

/// Receives the events of the JSON parser. It never nests deeper than the format, and keeps only metadata that begin with "linnet_".
class SafetensorsHeader {
 public:
  using json = nlohmann::json;

  SafetensorsHeader(std::vector<SafetensorsEntry>& tensors, SafetensorsMetadata& metadata)
      : tensors_(tensors), metadata_(metadata) {}

  /// Reads `header`; throws std::runtime_error with the path, the reason and, for wrong JSON, the offset in the file.
  LINNET_COLD void read(const std::string& path, const std::string& header) {
    if (!json::sax_parse(header, this)) file_error(path, text("its header is not that of safetensors: ", problem_));
  }

  bool start_object(std::size_t) {
    if (level_ == Level::file) return enter(Level::names);
    if (level_ == Level::names) {
      if (key_ == "__metadata__") return enter(Level::metadata);
      tensors_.push_back({key_, {}, {}, 0, 0});
      seen_.clear();
      return enter(Level::tensor);
    }
    return unexpected("an object");
  }
  bool key(std::string& name) {
    std::set<std::string>& taken = level_ == Level::names ? names_ : seen_;
    if (level_ != Level::metadata && !taken.insert(name).second) return refuse(text("\"", name, "\" appears twice"));
    key_ = std::move(name);
    return true;
  }
  bool end_object() {
    if (level_ == Level::tensor) {
      if (!agrees(tensors_.back())) return false;
      level_ = Level::names;
    } else {
      level_ = level_ == Level::metadata ? Level::names : Level::end;
    }
    return true;
  }
  bool start_array(std::size_t) {
    if (level_ != Level::tensor || (key_ != "shape" && key_ != "data_offsets")) return unexpected("an array");
    numbers_.clear();
    return enter(Level::array);
  }
  bool end_array() {
    level_ = Level::tensor;
    SafetensorsEntry& entry = tensors_.back();
    if (key_ == "shape") {
      entry.dims = numbers_;
      return true;
    }
    if (numbers_.size() != 2) return refuse(text("tensor \"", entry.name, "\" needs two data_offsets"));
    entry.begin = static_cast<std::size_t>(numbers_[0]);
    entry.end = static_cast<std::size_t>(numbers_[1]);
    return true;
  }
  bool string(std::string& value) {
    if (level_ == Level::metadata) {
      if (key_.rfind("linnet_", 0) == 0 && !metadata_.emplace(key_, std::move(value)).second) {
        return refuse(text("\"", key_, "\" appears twice"));
      }
      return true;
    }
    if (level_ != Level::tensor || key_ != "dtype") return unexpected("a text");
    tensors_.back().dtype = std::move(value);
    return true;
  }
  bool number_unsigned(json::number_unsigned_t number) {
    if (level_ != Level::array) return unexpected("a number");
    if (number > static_cast<json::number_unsigned_t>((std::numeric_limits<Index>::max)())) return unexpected("a huge number");
    if (numbers_.size() == most_dims) return unexpected("a long array");
    numbers_.push_back(static_cast<Index>(number));
    return true;
  }
  bool number_integer(json::number_integer_t) { return unexpected("a negative number"); }
  bool number_float(json::number_float_t, const std::string&) { return unexpected("a number that is not an integer"); }
  bool boolean(bool) { return unexpected("true or false"); }
  bool null() { return unexpected("null"); }
  bool binary(json::binary_t&) { return unexpected("bytes"); }
  bool parse_error(std::size_t at, const std::string&, const json::exception&) {
    return refuse(text("no JSON at offset ", at + sizeof(std::uint64_t) - (at > 0 ? 1 : 0)));
  }

 private:
  enum class Level { file, names, metadata, tensor, array, end };
  static constexpr std::size_t most_dims = 32;

  bool enter(Level level) {
    level_ = level;
    return true;
  }
  LINNET_COLD bool refuse(std::string problem) {
    problem_ = std::move(problem);
    return false;
  }
  LINNET_COLD bool unexpected(const char* found) {
    return refuse(text(found, " where none may be", key_.empty() ? "" : ", after \"", key_, key_.empty() ? "" : "\""));
  }

  /// Checks that type and shape match the number of bytes between the offsets.
  LINNET_COLD bool agrees(const SafetensorsEntry& entry) {
    if (!seen_.contains("dtype") || !seen_.contains("shape") || !seen_.contains("data_offsets") || seen_.size() != 3) {
      return refuse(text("tensor \"", entry.name, "\" must have dtype, shape and data_offsets, and nothing else"));
    }
    std::uint64_t bits = bits_of(entry.dtype);
    if (bits == 0) return refuse(text("tensor \"", entry.name, "\" has the unknown dtype \"", entry.dtype, "\""));
    bool fits = entry.begin <= entry.end;
    for (const Index dim : entry.dims) {
      const std::uint64_t size = static_cast<std::uint64_t>(dim);
      fits = fits && (size == 0 || bits <= (std::numeric_limits<std::uint64_t>::max)() / size);
      bits *= size;
    }
    if (fits && bits % 8 == 0 && bits / 8 == entry.end - entry.begin) return true;
    return refuse(text("tensor \"", entry.name, "\" of ", extents(entry.dims), " numbers of ", entry.dtype,
                       " has data_offsets ", entry.begin, ", ", entry.end));
  }

  std::vector<SafetensorsEntry>& tensors_;
  SafetensorsMetadata& metadata_;
  Level level_ = Level::file;
  std::string key_;
  std::set<std::string> names_;  ///< of all tensors
  std::set<std::string> seen_;   ///< keys of the current tensor
  std::vector<Index> numbers_;
  std::string problem_;
};

}  // namespace linnet::detail
