// SPDX-License-Identifier: MIT
// The header of a safetensors file as nlohmann_json reads it: what linnet's own reader must accept, refuse and find.
#pragma once

#include <linnet/io/safetensors_header.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace linnet::test {

struct HeaderContents {
  std::vector<detail::SafetensorsEntry> tensors;
  std::vector<detail::SafetensorsNote> notes;
};

/// Receives the events of nlohmann's parser; each that the format does not have ends it.
class JsonHeader {
 public:
  using json = nlohmann::json;
  HeaderContents contents{};

  bool start_object(std::size_t) {
    if (level_ == Level::file) return enter(Level::names);
    if (level_ != Level::names) return false;
    if (key_ == "__metadata__") return enter(Level::metadata);
    contents.tensors.emplace_back().name = key_;
    seen_.clear();
    return enter(Level::tensor);
  }
  bool key(std::string& name) {
    std::set<std::string>& taken = level_ == Level::names ? names_ : level_ == Level::tensor ? seen_ : notes_;
    const bool kept = level_ != Level::metadata || name.rfind("linnet_", 0) == 0;
    if (kept && !taken.insert(name).second) return false;
    key_ = name;
    return true;
  }
  bool end_object() {
    if (level_ == Level::tensor) {
      level_ = Level::names;
      return agrees(contents.tensors.back());
    }
    level_ = level_ == Level::metadata ? Level::names : Level::end;
    return true;
  }
  bool start_array(std::size_t) {
    numbers_.clear();
    return level_ == Level::tensor && (key_ == "shape" || key_ == "data_offsets") && enter(Level::array);
  }
  bool end_array() {
    level_ = Level::tensor;
    detail::SafetensorsEntry& entry = contents.tensors.back();
    if (key_ == "shape") {
      entry.dims = numbers_;
      return true;
    }
    if (numbers_.size() != 2) return false;
    entry.begin = static_cast<std::size_t>(numbers_[0]);
    entry.end = static_cast<std::size_t>(numbers_[1]);
    return true;
  }
  bool string(std::string& value) {
    if (level_ == Level::metadata) {
      if (key_.rfind("linnet_", 0) == 0) contents.notes.push_back({key_, value});
      return true;
    }
    if (level_ != Level::tensor || key_ != "dtype") return false;
    contents.tensors.back().dtype = value;
    return true;
  }
  bool number_unsigned(json::number_unsigned_t number) {
    if (level_ != Level::array || number > static_cast<json::number_unsigned_t>(PTRDIFF_MAX) || numbers_.size() == 32)
      return false;
    numbers_.push_back(static_cast<Index>(number));
    return true;
  }
  bool number_integer(json::number_integer_t) { return false; }
  bool number_float(json::number_float_t, const std::string&) { return false; }
  bool boolean(bool) { return false; }
  bool null() { return false; }
  bool binary(json::binary_t&) { return false; }
  bool parse_error(std::size_t, const std::string&, const json::exception&) { return false; }

 private:
  enum class Level { file, names, metadata, tensor, array, end };
  bool enter(Level level) {
    level_ = level;
    return true;
  }
  bool agrees(const detail::SafetensorsEntry& entry) const {
    std::uint64_t bits = detail::bits_of(entry.dtype);
    bool fits = seen_ == std::set<std::string>{"dtype", "shape", "data_offsets"} && bits > 0 && entry.begin <= entry.end;
    for (const Index dim : entry.dims) {
      const std::uint64_t size = static_cast<std::uint64_t>(dim);
      fits = fits && (size == 0 || bits <= UINT64_MAX / size);
      bits *= size;
    }
    return fits && bits % 8 == 0 && bits / 8 == entry.end - entry.begin;
  }

  Level level_ = Level::file;
  std::string key_{};
  std::set<std::string> names_{}, seen_{}, notes_{};
  std::vector<Index> numbers_{};
};

/// The contents of a header, or nothing if it is refused. It refuses a byte order mark and the byte 0, which nlohmann takes for the end.
inline std::optional<HeaderContents> read_with_nlohmann(const std::string& header) {
  JsonHeader reader;
  const bool allowed = header.rfind("\xEF\xBB\xBF", 0) != 0 && header.find('\0') == std::string::npos;
  if (!allowed || !nlohmann::json::sax_parse(header, &reader)) return std::nullopt;
  return reader.contents;
}

inline std::optional<HeaderContents> read_with_linnet(const std::string& header) {
  try {
    const detail::SafetensorsHeader read("file", header);
    return HeaderContents{read.tensors, read.notes};
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

inline bool same_contents(const HeaderContents& a, const HeaderContents& b) {
  const auto same_tensor = [](const detail::SafetensorsEntry& x, const detail::SafetensorsEntry& y) {
    return x.name == y.name && x.dtype == y.dtype && x.dims == y.dims && x.begin == y.begin && x.end == y.end;
  };
  const auto same_note = [](const detail::SafetensorsNote& x, const detail::SafetensorsNote& y) {
    return x.key == y.key && x.text == y.text;
  };
  return std::equal(a.tensors.begin(), a.tensors.end(), b.tensors.begin(), b.tensors.end(), same_tensor) &&
         std::equal(a.notes.begin(), a.notes.end(), b.notes.begin(), b.notes.end(), same_note);
}

/// True if both readers accept the header and find the same, or both refuse it.
inline bool readers_agree(const std::string& header) {
  const auto ours = read_with_linnet(header), theirs = read_with_nlohmann(header);
  return ours.has_value() == theirs.has_value() && (!ours || same_contents(*ours, *theirs));
}

}  // namespace linnet::test
