// SPDX-License-Identifier: MIT
// The safetensors format, which PyTorch, Keras and Hugging Face tools read: named tensors in one file. For hosts.
//
// Layout: uint64 length of the header, the header (JSON, spaces may follow), the numbers, row-major, without gaps; all little-endian.
//   {"__metadata__": {"name": "text", ...}, "tensor": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, ...}
// Source: github.com/huggingface/safetensors, whose limits apply here, too: no gap, no overlap, no duplicate name.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/number_text.hpp>
#include <linnet/files/checksum.hpp>
#include <linnet/files/file.hpp>
#include <linnet/files/whole_file.hpp>
#include <linnet/io/safetensors_header.hpp>

#include <algorithm>
#include <bit>

namespace linnet::detail {

static_assert(std::endian::native == std::endian::little,
              "linnet/io/safetensors.hpp: the format is little-endian and this machine is not; use save_checkpoint");

/// A tensor to write to a file.
struct SafetensorsTensor {
  std::string name;
  const char* dtype;
  std::span<const Index> dims;
  std::span<const std::byte> numbers;
};

inline constexpr std::string_view checksum_key = "linnet_checksum";

/// The checksum of a file: of its header with zeros instead of the checksum's 16 digits, and of each tensor in order.
class SafetensorsChecksum {
 public:
  /// Replaces the digits in `header`; without a checksum in it, the value has no meaning.
  explicit SafetensorsChecksum(std::string& header) {
    const std::string key = text({"\"", checksum_key, "\":\""});
    const std::size_t found = header.find(key);
    if (found != std::string::npos && header.size() - found - key.size() >= digits) {
      at = found + key.size();
      header.replace(at, digits, digits, '0');
    }
    sum_.add(std::as_bytes(std::span(header)));
  }
  SafetensorsChecksum() = default;
  void add(std::span<const std::byte> numbers) { sum_.add(numbers); }
  void add_piece(std::span<const std::byte> numbers) { sum_.add_piece(numbers); }
  void end_run() { sum_.end_run(); }
  std::string value() const { return hexadecimal(sum_.value()); }

  static constexpr std::size_t digits = 16;
  std::size_t at = std::string::npos;  ///< position of the digits in the header

 private:
  Checksum sum_;
};

/// Writes tensors and `notes`, behind a note of the checksum.
LINNET_COLD inline void write_safetensors(const std::string& path, const std::vector<SafetensorsTensor>& tensors,
                                          const std::vector<SafetensorsNote>& notes) {
  std::string header = "{\"__metadata__\":{";
  const auto note = [&](std::string_view key, std::string_view value) {
    append_json(header, key);
    header += ':';
    append_json(header, value);
  };
  note(checksum_key, std::string(SafetensorsChecksum::digits, '0'));
  for (const SafetensorsNote& more : notes) {
    header += ',';
    note(more.key, more.text);
  }
  header += '}';
  std::size_t end = 0;
  for (const SafetensorsTensor& tensor : tensors) {
    const std::size_t begin = end;
    end += tensor.numbers.size();
    header += ',';
    append_json(header, tensor.name);
    header += text({":{\"dtype\":\"", tensor.dtype, "\",\"shape\":[", joined(tensor.dims, ","), "],\"data_offsets\":[", begin,
                    ",", end, "]}"});
  }
  header += '}';
  header.resize((header.size() + 8 + 63) / 64 * 64 - 8, ' ');  // the numbers of a mapped file are aligned
  SafetensorsChecksum checksum(header);
  for (const SafetensorsTensor& tensor : tensors) checksum.add(tensor.numbers);
  header.replace(checksum.at, SafetensorsChecksum::digits, checksum.value());
  const std::uint64_t length = header.size();
  std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(&length, 1)), std::as_bytes(std::span(header))};
  for (const SafetensorsTensor& tensor : tensors) parts.push_back(tensor.numbers);
  write_whole("weights", path, parts);
}

/// Reads a file: first its header, which it checks against the size, then its tensors in order.
class SafetensorsFile {
 public:
  LINNET_COLD explicit SafetensorsFile(const std::string& path) : path_(path), file_(open(path)) {
    const std::int64_t size = file_size(file_.get());
    if (size < 0) file_error(path, text({"cannot be read: ", last_failure()}));
    read_header(static_cast<std::uint64_t>(size));
  }

  /// `size` bytes of `file`; `path` is for messages.
  LINNET_COLD SafetensorsFile(std::string path, File file, std::uint64_t size)
      : path_(std::move(path)), file_(std::move(file)) {
    read_header(size);
  }

  /// The tensors, in the order of their numbers.
  const std::vector<SafetensorsEntry>& tensors() const { return tensors_; }

  /// Returns the metadata `key`, or an empty text.
  std::string metadata(std::string_view key) const {
    for (const SafetensorsNote& note : notes_) {
      if (note.key == key) return note.text;
    }
    return {};
  }

  /// Reads the numbers of the next tensor to `to`, or skips them if it is null. Read every tensor, then call `require_checksum`.
  LINNET_COLD void read_next(std::byte* to) {
    const SafetensorsEntry& entry = tensors_[next_++];
    std::byte passed[piece];
    for (std::size_t rest = entry.end - entry.begin; rest > 0;) {
      const std::size_t count = (std::min)(rest, piece);
      std::byte* const bytes = to ? to : passed;
      read(bytes, count);
      checksum_.add_piece({bytes, count});
      if (to) to += count;
      rest -= count;
    }
    checksum_.end_run();
  }

  /// Throws std::runtime_error unless the checksum is right; files of other programs have none.
  LINNET_COLD void require_checksum() const {
    const std::string stored = metadata(checksum_key);
    if (!stored.empty() && stored != checksum_.value())
      file_error(path_, "is damaged, or was written again by another program: its checksum does not match");
  }

 private:
  static constexpr std::uint64_t most_header_bytes = 100'000'000;  // as in the reference library
  static constexpr std::size_t piece = 1024 * Checksum::block;     // stays in the cache between reading and summing

  LINNET_COLD static File open(const std::string& path) {
    errno = 0;
    File file = open_file(path);
    if (!file) file_error(path, text({"cannot be read: ", last_failure()}));
    std::setvbuf(file.get(), nullptr, _IONBF, 0);  // pieces are large
    return file;
  }
  LINNET_COLD void read_header(std::uint64_t size) {
    std::uint64_t length = 0;
    if (size < sizeof length) file_error(path_, text({"is not a safetensors file: it has ", size, " bytes"}));
    read(&length, sizeof length);
    if (length > size - sizeof length) {
      file_error(path_, text({"is not a safetensors file, or was cut short: its first 8 bytes announce a header of ", length,
                              " bytes, ", size - sizeof length, " follow"}));
    }
    if (length > most_header_bytes)
      file_error(path_, text({"has a header of ", length, " bytes; at most ", most_header_bytes, " make sense"}));
    std::string header(static_cast<std::uint32_t>(length), ' ');
    read(header.data(), header.size());
    SafetensorsHeader parsed(path_, header);
    tensors_ = std::move(parsed.tensors);
    notes_ = std::move(parsed.notes);
    check_offsets(size - sizeof length - length);
    checksum_ = SafetensorsChecksum(header);
  }
  LINNET_COLD void read(void* to, std::size_t count) {
    errno = 0;
    if (std::fread(to, 1, count, file_.get()) == count) return;
    file_error(path_, std::ferror(file_.get()) ? text({"cannot be read: ", last_failure()}) : "has become shorter");
  }

  /// Checks that the tensors cover all bytes after the header, without overlap.
  LINNET_COLD void check_offsets(std::uint64_t bytes) {
    SortKeys keys;
    for (const SafetensorsEntry& entry : tensors_) {
      keys.push_back({{}, keys.size()});
      append_number(keys.back().text, entry.begin);
      append_number(keys.back().text, entry.end);
      keys.back().text += entry.name;
    }
    sort_keys(keys);
    std::vector<SafetensorsEntry> sorted;
    for (const SortKey& key : keys) sorted.emplace_back() = std::move(tensors_[key.place]);
    tensors_ = std::move(sorted);
    std::size_t end = 0;
    for (const SafetensorsEntry& entry : tensors_) {
      if (entry.begin != end || entry.end > bytes) {
        file_error(path_, text({"tensor \"", entry.name, "\" has the bytes from ", entry.begin, " to ", entry.end,
                                "; expected them from ", end, " to at most ", bytes}));
      }
      end = entry.end;
    }
    if (end != bytes) file_error(path_, text({"has ", bytes, " bytes of numbers, its tensors have ", end}));
  }

  std::string path_;
  File file_;
  std::vector<SafetensorsEntry> tensors_;
  std::vector<SafetensorsNote> notes_;
  SafetensorsChecksum checksum_;
  std::size_t next_ = 0;
};

}  // namespace linnet::detail
