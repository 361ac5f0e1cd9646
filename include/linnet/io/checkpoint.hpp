// SPDX-License-Identifier: MIT
// Checkpoints: parameters and state of a model in a checksummed file, which is replaced as a whole or not at all. On a host.
//
// Layout, in the byte order of the machine: "LINNETCK", uint32 2, uint32 bytes of a scalar, uint64 fingerprint of the topology, uint64
// numbers of the parameter block, uint64 numbers of the state block, both blocks, uint64 FNV-1a of all bytes before it.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/io/checkpoint.hpp writes files: it is for hosts");

#include <linnet/core/error.hpp>
#include <linnet/core/fingerprint.hpp>
#include <linnet/io/whole_file.hpp>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace linnet {

namespace detail {

struct CheckpointHeader {
  std::array<char, 8> magic{'L', 'I', 'N', 'N', 'E', 'T', 'C', 'K'};
  std::uint32_t version = 2;
  std::uint32_t scalar_bytes = 0;
  std::uint64_t fingerprint = 0;
  std::uint64_t parameters = 0;
  std::uint64_t state = 0;
};
static_assert(sizeof(CheckpointHeader) == 40);

/// Throws std::runtime_error with the path unless `condition`.
template <class Reason>
void require_file(bool condition, const std::string& path, const Reason& reason) {
  if (!condition) throw std::runtime_error(text("checkpoint ", path, ": ", reason()));
}

/// What a checkpoint is of, and where its numbers are.
template <class Byte>
struct CheckpointBlocks {
  std::size_t scalar_bytes;
  std::uint64_t fingerprint;  ///< of the topology
  std::span<Byte> parameters;
  std::span<Byte> state;

  CheckpointHeader header() const {
    CheckpointHeader h;
    h.scalar_bytes = static_cast<std::uint32_t>(scalar_bytes);
    h.fingerprint = fingerprint;
    h.parameters = parameters.size() / scalar_bytes;
    h.state = state.size() / scalar_bytes;
    return h;
  }
};

/// The checksum: FNV-1a of the bytes of `parts`, one after the other.
inline std::uint64_t checksum(std::initializer_list<std::span<const std::byte>> parts) {
  Fnv1a sum;
  for (const auto part : parts) {
    for (const std::byte byte : part) sum.add(static_cast<unsigned char>(byte));
  }
  return sum.hash;
}

/// Writes the two blocks as a checkpoint.
inline void write_checkpoint(const std::string& path, const CheckpointBlocks<const std::byte>& of) {
  const CheckpointHeader header = of.header();
  const auto head = std::as_bytes(std::span(&header, 1));
  const std::uint64_t sum = checksum({head, of.parameters, of.state});
  write_whole("checkpoint", path, {head, of.parameters, of.state, std::as_bytes(std::span(&sum, 1))});
}

/// Reads a checkpoint into the two blocks, which stay as they are if it is not theirs.
inline void read_checkpoint(const std::string& path, const CheckpointBlocks<std::byte>& of) {
  errno = 0;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  require_file(file.good(), path, [] { return text("cannot be opened: ", last_failure()); });
  const auto size = static_cast<std::size_t>(file.tellg());
  const CheckpointHeader expected = of.header();
  CheckpointHeader header;
  file.seekg(0);
  if (size >= sizeof header) file.read(reinterpret_cast<char*>(&header), sizeof header);
  require_file(size >= sizeof header && header.magic == expected.magic, path, [] { return "is no checkpoint of linnet"; });
  require_file(header.version == expected.version, path,
               [&] { return text("has version ", header.version, ", this linnet reads version ", expected.version); });
  const bool counts = header.scalar_bytes == expected.scalar_bytes && header.parameters == expected.parameters &&
                      header.state == expected.state;
  require_file(counts, path, [&] {
    return text("is of another model: it holds ", header.parameters, " parameters and ", header.state, " numbers of state of ",
                header.scalar_bytes, " bytes, the model has ", expected.parameters, " and ", expected.state, " of ",
                expected.scalar_bytes);
  });
  const std::size_t blocks = of.parameters.size() + of.state.size(), whole = sizeof header + blocks + sizeof(std::uint64_t);
  require_file(size == whole, path, [&] { return text("has ", size, " bytes, ", whole, " are expected"); });
  std::vector<std::byte> bytes(blocks);
  std::uint64_t stored = 0;
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(blocks));
  file.read(reinterpret_cast<char*>(&stored), sizeof stored);
  require_file(file.good() && checksum({std::as_bytes(std::span(&header, 1)), bytes}) == stored, path,
               [] { return "is damaged: its checksum does not match"; });
  require_file(header.fingerprint == expected.fingerprint, path, [] {
    return "is of another model: it holds as many numbers, but its layers have other names or shapes, or stand in another "
           "order";
  });
  std::memcpy(of.parameters.data(), bytes.data(), of.parameters.size());
  if (!of.state.empty()) std::memcpy(of.state.data(), bytes.data() + of.parameters.size(), of.state.size());
}

}  // namespace detail

/// Writes parameters and state of `model` to `path`. Throws std::runtime_error with the path where that fails; an older file stays whole.
template <class Model>
void save_checkpoint(const Model& model, const std::string& path) {
  detail::write_checkpoint(path, {sizeof(typename Model::Scalar), fingerprint<typename Model::Topology>,
                                  std::as_bytes(model.parameters()), std::as_bytes(model.state())});
}

/// Reads what save_checkpoint or ModelCheckpoint wrote of a model of the same topology. Throws std::runtime_error, and leaves the model as
/// it is, for a file that is missing, damaged or of another model.
template <class Model>
void load_checkpoint(Model& model, const std::string& path) {
  detail::read_checkpoint(path, {sizeof(typename Model::Scalar), fingerprint<typename Model::Topology>,
                                 std::as_writable_bytes(model.parameters()), std::as_writable_bytes(model.state())});
}

}  // namespace linnet
