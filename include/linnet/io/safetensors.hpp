// SPDX-License-Identifier: MIT
// The safetensors format, which PyTorch, Keras and Hugging Face tools read: named tensors in one file. On a host; needs nlohmann_json.
//
// Layout: uint64 length of the header, the header (JSON, spaces may follow), the numbers, row-major, without gaps; all little-endian.
//   {"__metadata__": {"name": "text", ...}, "tensor": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
// Source: github.com/huggingface/safetensors, whose limits hold here too: no gap, no overlap, no name twice.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/io/safetensors.hpp is for files: it is for hosts; see export_header and weight records");
#if !__has_include(<nlohmann/json.hpp>)
#error "linnet/io/safetensors.hpp needs nlohmann_json (package nlohmann-json3-dev; the CMake target linnet::host finds it)"
#endif

#include <linnet/io/checksum.hpp>
#include <linnet/io/safetensors_header.hpp>
#include <linnet/io/whole_file.hpp>

#include <algorithm>

namespace linnet::detail {

static_assert(std::endian::native == std::endian::little,
              "linnet/io/safetensors.hpp: the format is little-endian and this machine is not; use save_checkpoint");

/// A tensor of a file that is to be written.
struct SafetensorsTensor {
  std::string name;
  const char* dtype;
  std::span<const Index> dims;
  std::span<const std::byte> numbers;
};

inline constexpr std::string_view checksum_key = "linnet_checksum";

/// The checksum of a file: of its header with zeros in the place of the checksum's 16 digits, and of each tensor in turn.
class SafetensorsChecksum {
 public:
  /// Throws away the digits that `header` holds; where there is no checksum in it, the value means nothing.
  explicit SafetensorsChecksum(std::string& header) {
    const std::string key = text("\"", checksum_key, "\":\"");
    const std::size_t found = header.find(key);
    if (found != std::string::npos && header.size() - found - key.size() >= digits) {
      at = found + key.size();
      header.replace(at, digits, digits, '0');
    }
    sum_.add(std::as_bytes(std::span(header)));
  }
  void add(std::span<const std::byte> numbers) { sum_.add(numbers); }
  std::string value() const { return hexadecimal(sum_.value()); }

  static constexpr std::size_t digits = 16;
  std::size_t at = std::string::npos;  ///< of the digits in the header

 private:
  Checksum sum_;
};

/// Writes tensors, and `metadata`, to which it adds the checksum.
LINNET_COLD inline void write_safetensors(const std::string& path, const std::vector<SafetensorsTensor>& tensors,
                                          SafetensorsMetadata metadata) {
  metadata[std::string(checksum_key)] = std::string(SafetensorsChecksum::digits, '0');
  nlohmann::ordered_json json;
  json["__metadata__"] = metadata;
  std::size_t end = 0;
  for (const SafetensorsTensor& tensor : tensors) {
    const std::size_t begin = end;
    end += tensor.numbers.size();
    json[tensor.name] = {{"dtype", tensor.dtype}, {"shape", tensor.dims}, {"data_offsets", {begin, end}}};
  }
  std::string header = json.dump();
  header.resize((header.size() + 8 + 63) / 64 * 64 - 8, ' ');  // the numbers of a mapped file are aligned
  SafetensorsChecksum checksum(header);
  for (const SafetensorsTensor& tensor : tensors) checksum.add(tensor.numbers);
  header.replace(checksum.at, SafetensorsChecksum::digits, checksum.value());
  const std::uint64_t length = header.size();
  std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(&length, 1)), std::as_bytes(std::span(header))};
  for (const SafetensorsTensor& tensor : tensors) parts.push_back(tensor.numbers);
  write_whole("weights", path, parts);
}

/// A file, checked: its tensors in the order of their numbers, which are views of the file's bytes.
struct SafetensorsView {
  std::vector<SafetensorsEntry> tensors;
  SafetensorsMetadata metadata;
  std::span<const std::byte> numbers;

  std::span<const std::byte> numbers_of(const SafetensorsEntry& entry) const {
    return numbers.subspan(entry.begin, entry.end - entry.begin);
  }
  const SafetensorsEntry* find(std::string_view name) const {
    const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& entry) { return entry.name == name; });
    return found == tensors.end() ? nullptr : &*found;
  }
};

/// Checks the bytes of a safetensors file; `path` is for messages. A checksum of ours must be right, files of others have none.
LINNET_COLD inline SafetensorsView parse_safetensors(const std::string& path, std::span<const std::byte> bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) file_error(path, text("is no safetensors file: it has ", bytes.size(), " bytes"));
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > bytes.size() - sizeof length) {
    file_error(path, text("is no safetensors file, or was cut short: its first 8 bytes announce a header of ", length,
                          " bytes, ", bytes.size() - sizeof length, " follow"));
  }
  std::string header(reinterpret_cast<const char*>(bytes.data()) + sizeof length, static_cast<std::size_t>(length));
  SafetensorsView file{{}, {}, bytes.subspan(sizeof length + static_cast<std::size_t>(length))};
  SafetensorsHeader reader(file.tensors, file.metadata);
  reader.read(path, header);

  std::stable_sort(file.tensors.begin(), file.tensors.end(),
                   [](const auto& a, const auto& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
  std::size_t end = 0;
  for (const SafetensorsEntry& entry : file.tensors) {
    if (entry.begin != end || entry.end > file.numbers.size()) {
      file_error(path, text("tensor \"", entry.name, "\" has the bytes from ", entry.begin, " to ", entry.end,
                            "; expected them from ", end, " to at most ", file.numbers.size()));
    }
    end = entry.end;
  }
  if (end != file.numbers.size()) {
    file_error(path, text("has ", file.numbers.size(), " bytes of numbers, its tensors have ", end));
  }
  if (const auto stored = file.metadata.find(std::string(checksum_key)); stored != file.metadata.end()) {
    SafetensorsChecksum checksum(header);
    for (const SafetensorsEntry& entry : file.tensors) checksum.add(file.numbers_of(entry));
    if (checksum.value() != stored->second) file_error(path, "is damaged: its checksum does not match");
  }
  return file;
}

}  // namespace linnet::detail
