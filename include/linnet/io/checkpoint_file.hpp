// SPDX-License-Identifier: MIT
// The file of a checkpoint: a header, sections and a checksum, replaced as a whole or not at all. For hosts.
//
// Layout, in the byte order of the machine: the header below, the sections in order, uint64 detail::Checksum of the header and of each
// section. A checkpoint of only a model has just the first two sections.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/storage.hpp>
#include <linnet/files/checksum.hpp>
#include <linnet/files/file.hpp>
#include <linnet/files/whole_file.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <span>
#include <string>

namespace linnet::detail {

/// The sections of a checkpoint in the order of the file.
enum class Section : std::size_t {
  parameters,       ///< the parameter block
  state,            ///< the state block
  description,      ///< text: optimizer, loss and metrics
  moments,          ///< the optimizer's slots, in order
  optimizer_state,  ///< the optimizer's other memory
  numbers,          ///< TrainingNumbers
  metrics,          ///< accumulated numbers of metrics, eight bytes each
  order,            ///< uint32: the samples of the epoch in their order
  history,          ///< see training_checkpoint.hpp
};
inline constexpr std::size_t section_count = 9;

template <class Byte>
struct Sections : std::array<std::span<Byte>, section_count> {
  std::span<Byte>& operator[](Section s) { return this->at(static_cast<std::size_t>(s)); }
  const std::span<Byte>& operator[](Section s) const { return this->at(static_cast<std::size_t>(s)); }
};

struct CheckpointHeader {
  std::array<char, 8> magic{'L', 'I', 'N', 'N', 'E', 'T', 'C', 'K'};
  std::uint32_t version = 3;
  std::uint32_t scalar_bytes = 0;
  std::uint64_t fingerprint = 0;                        ///< of the topology
  std::uint64_t training = 0;                           ///< FNV-1a of the description; 0 without a training
  std::array<std::uint64_t, section_count> sections{};  ///< bytes of each
};
static_assert(sizeof(CheckpointHeader) == 104);

/// Throws std::runtime_error with the path unless `condition`.
template <class Reason>
void require_file(bool condition, const std::string& path, const Reason& reason) {
  if (!condition) file_error("checkpoint " + path, reason());
}

inline std::uint64_t checksum(const CheckpointHeader& header, const Sections<const std::byte>& sections) {
  Checksum sum;
  sum.add(std::as_bytes(std::span(&header, 1)));
  for (const auto section : sections) sum.add(section);
  return sum.value();
}

/// Writes the sections, after it has entered their sizes into the header.
inline void write_checkpoint(const std::string& path, CheckpointHeader header, const Sections<const std::byte>& s) {
  for (std::size_t i = 0; i < section_count; ++i) header.sections[i] = s.at(i).size();
  const std::uint64_t sum = checksum(header, s);
  write_whole("checkpoint", path,
              {std::as_bytes(std::span(&header, 1)), s.at(0), s.at(1), s.at(2), s.at(3), s.at(4), s.at(5), s.at(6), s.at(7),
               s.at(8), std::as_bytes(std::span(&sum, 1))});
}

/// Reads the header of a file of `size` bytes that begins with `begin`, and checks that it is of a model with the blocks of `expected`
/// and that the sections fill the file, so that it reads and allocates no more than the file justifies. `begin` may be longer than `size`,
/// because the file may have grown since.
LINNET_COLD inline CheckpointHeader header_of(const std::string& path, std::span<const std::byte> begin, std::uint64_t size,
                                              const CheckpointHeader& expected) {
  CheckpointHeader header;
  const bool magic = begin.size() >= sizeof header.magic && std::memcmp(begin.data(), &header, sizeof header.magic) == 0;
  require_file(magic, path, [] { return "is not a checkpoint of linnet"; });
  std::memcpy(&header, begin.data(), (std::min)(begin.size(), sizeof header));
  require_file(begin.size() < 12 || header.version != expected.version << 24, path,
               [] { return "was written on a machine with the other byte order"; });
  require_file(begin.size() < 12 || header.version == expected.version, path,
               [&] { return text("has version ", header.version, ", this linnet reads version ", expected.version); });
  require_file(std::min<std::uint64_t>(begin.size(), size) >= sizeof header, path,
               [&] { return text("has ", size, " bytes, it ends within its header of ", sizeof header); });
  const bool blocks = header.scalar_bytes == expected.scalar_bytes && header.sections[0] == expected.sections[0] &&
                      header.sections[1] == expected.sections[1];
  require_file(blocks, path, [&] {
    const auto numbers = [](std::uint64_t bytes, std::uint32_t scalar) { return scalar == 0 ? 0 : bytes / scalar; };
    return text("is of another model: it holds ", numbers(header.sections[0], header.scalar_bytes), " parameters and ",
                numbers(header.sections[1], header.scalar_bytes), " numbers of state of ", header.scalar_bytes,
                " bytes, the model has ", numbers(expected.sections[0], expected.scalar_bytes), " and ",
                numbers(expected.sections[1], expected.scalar_bytes), " of ", expected.scalar_bytes);
  });
  std::uint64_t left = size - sizeof header;
  for (std::size_t i = 0; i < section_count; ++i) {
    require_file(header.sections[i] <= left, path, [&] {
      return text("has ", size, " bytes; its section ", i, ", which begins at byte ", size - left, ", has ",
                  header.sections[i]);
    });
    left -= header.sections[i];
  }
  require_file(left == sizeof(std::uint64_t), path,
               [&] { return text("has ", size, " bytes, ", size - left + sizeof(std::uint64_t), " are expected"); });
  return header;
}

/// Returns the sections of a whole file. Throws std::runtime_error if it is damaged or not of the model with the header `expected`.
inline Sections<const std::byte> sections_of(const std::string& path, std::span<const std::byte> bytes,
                                             const CheckpointHeader& expected) {
  const CheckpointHeader header = header_of(path, bytes, bytes.size(), expected);
  Sections<const std::byte> sections;
  std::size_t at = sizeof header;
  for (std::size_t i = 0; i < section_count; at += header.sections[i], ++i) {
    sections.at(i) = bytes.subspan(at, static_cast<std::size_t>(header.sections[i]));
  }
  std::uint64_t stored = 0;
  std::memcpy(&stored, bytes.data() + at, sizeof stored);
  require_file(checksum(header, sections) == stored, path, [] { return "is damaged: its checksum does not match"; });
  require_file(header.fingerprint == expected.fingerprint, path, [] {
    return "is of another model: it holds as many numbers, but its layers have other names or shapes, or stand in another "
           "order, or its frozen layers have other numbers";
  });
  return sections;
}

/// All bytes of a file, without initial zeros and on huge pages: otherwise both would cost more than the reading.
struct FileBytes {
  Storage<std::byte> block;

  explicit FileBytes(Index size) : block(size, Storage<std::byte>::Unfilled{}) {}
  operator std::span<const std::byte>() const { return {block.data(), static_cast<std::size_t>(block.size())}; }
};

/// Reads the file if its header is that of a checkpoint of the model.
inline FileBytes read_checkpoint_file(const std::string& path, const CheckpointHeader& expected) {
  const File file = open_file(path);
  require_file(file != nullptr, path, [] { return text("cannot be opened: ", last_failure()); });
  const std::int64_t measured = file_size(file.get());
  require_file(measured >= 0, path, [] { return text("cannot be opened: ", last_failure()); });
  const std::uintmax_t size = static_cast<std::uintmax_t>(measured);
  std::array<std::byte, sizeof(CheckpointHeader)> begin;
  header_of(path, std::span(begin).first(std::fread(begin.data(), 1, begin.size(), file.get())), size, expected);
  require_file(size <= static_cast<std::uintmax_t>((std::numeric_limits<Index>::max)()), path,
               [&] { return text("has ", size, " bytes, more than this machine can address"); });
  FileBytes bytes(static_cast<Index>(size));
  std::byte* const to = bytes.block.data();
  std::memcpy(to, begin.data(), begin.size());
  const std::size_t rest = static_cast<std::size_t>(size) - begin.size();
  const std::size_t read = std::fread(to + begin.size(), 1, rest, file.get());
  require_file(read == rest, path, [&] { return text("cannot be read after byte ", begin.size() + read); });
  return bytes;
}

}  // namespace linnet::detail
