// SPDX-License-Identifier: MIT
// Checkpoints: parameters and state of a model in a checksummed file, which is replaced as a whole or not at all. On a host.
//
// Layout, in the byte order of the machine: "LINNETCK", uint32 1, uint32 bytes of a scalar, uint64 numbers of the parameter block,
// uint64 numbers of the state block, both blocks, uint64 FNV-1a of all bytes before it.
#pragma once

#include <linnet/config.hpp>

#if !LINNET_HOST
#error "linnet/io/checkpoint.hpp writes files: it is for hosts"
#endif

#include <linnet/core/error.hpp>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <unistd.h>
#endif

namespace linnet {

namespace detail {

struct CheckpointHeader {
  std::array<char, 8> magic{'L', 'I', 'N', 'N', 'E', 'T', 'C', 'K'};
  std::uint32_t version = 1;
  std::uint32_t scalar_bytes = 0;
  std::uint64_t parameters = 0;
  std::uint64_t state = 0;
};
static_assert(sizeof(CheckpointHeader) == 32);

/// Throws std::runtime_error with the path unless `condition`.
template <class Reason>
void require_file(bool condition, const std::string& path, const Reason& reason) {
  if (!condition) throw std::runtime_error(text("checkpoint ", path, ": ", reason()));
}

/// FNV-1a (Fowler, Noll and Vo), going on from `hash`.
inline std::uint64_t fnv1a(const void* bytes, std::size_t size, std::uint64_t hash = 0xcbf29ce484222325u) {
  const auto* byte = static_cast<const unsigned char*>(bytes);
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ byte[i]) * 0x100000001b3u;
  return hash;
}

/// What is written to `file` is on the disk when this returns true, where the system has a call for that.
inline bool flush_to_disk(std::FILE* file) {
#if defined(__unix__) || defined(__APPLE__)
  return std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
#else
  return std::fflush(file) == 0;
#endif
}

/// Writes `parts` one after the other to a file beside `path`, then puts it in its place: a reader sees the old file or the new one,
/// also after the process was killed or the power went.
inline void write_whole(const std::string& path, std::initializer_list<std::span<const std::byte>> parts) {
  const std::string beside = path + ".tmp";
  const auto last_problem = [] { return std::error_code(errno != 0 ? errno : EIO, std::generic_category()); };
  const auto refuse = [&](const std::error_code& problem) {
    throw std::runtime_error(text("checkpoint ", path, ": cannot be written: ", problem.message()));
  };
  std::FILE* const file = std::fopen(beside.c_str(), "wb");
  if (!file) refuse(last_problem());
  std::error_code problem;
  for (const auto part : parts) {
    if (!problem && std::fwrite(part.data(), 1, part.size(), file) != part.size()) problem = last_problem();
  }
  if (!problem && !flush_to_disk(file)) problem = last_problem();
  if (std::fclose(file) != 0 && !problem) problem = last_problem();
  if (!problem) std::filesystem::rename(beside, path, problem);
  if (!problem) return;
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  refuse(problem);
}

/// Writes the two blocks as a checkpoint.
inline void write_checkpoint(const std::string& path, std::size_t scalar_bytes, std::span<const std::byte> parameters,
                             std::span<const std::byte> state) {
  CheckpointHeader header;
  header.scalar_bytes = static_cast<std::uint32_t>(scalar_bytes);
  header.parameters = parameters.size() / scalar_bytes;
  header.state = state.size() / scalar_bytes;
  std::uint64_t hash = fnv1a(&header, sizeof header);
  hash = fnv1a(parameters.data(), parameters.size(), hash);
  hash = fnv1a(state.data(), state.size(), hash);
  write_whole(path, {std::as_bytes(std::span(&header, 1)), parameters, state, std::as_bytes(std::span(&hash, 1))});
}

/// Reads a checkpoint into the two blocks, which stay as they are if it is not theirs.
inline void read_checkpoint(const std::string& path, std::size_t scalar_bytes, std::span<std::byte> parameters,
                            std::span<std::byte> state) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  require_file(file.good(), path, [] { return "cannot be opened"; });
  const std::size_t size = static_cast<std::size_t>(file.tellg());
  const std::size_t blocks = parameters.size() + state.size();
  CheckpointHeader header;
  const CheckpointHeader expected;
  file.seekg(0);
  if (size >= sizeof header) file.read(reinterpret_cast<char*>(&header), sizeof header);
  require_file(size >= sizeof header && header.magic == expected.magic, path, [] { return "is no checkpoint of linnet"; });
  require_file(header.version == expected.version, path,
               [&] { return text("has version ", header.version, ", this linnet reads version ", expected.version); });
  require_file(header.scalar_bytes == scalar_bytes && header.parameters == parameters.size() / scalar_bytes &&
                   header.state == state.size() / scalar_bytes,
               path, [&] {
                 return text("holds ", header.parameters, " parameters and ", header.state, " numbers of state of ",
                             header.scalar_bytes, " bytes, the model has ", parameters.size() / scalar_bytes, " and ",
                             state.size() / scalar_bytes, " of ", scalar_bytes, ": it is of another model");
               });
  require_file(size == sizeof header + blocks + sizeof(std::uint64_t), path,
               [&] { return text("has ", size, " bytes, ", sizeof header + blocks + sizeof(std::uint64_t), " are expected"); });
  std::vector<std::byte> bytes(blocks);
  std::uint64_t stored = 0;
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(blocks));
  file.read(reinterpret_cast<char*>(&stored), sizeof stored);
  const std::uint64_t hash = fnv1a(bytes.data(), bytes.size(), fnv1a(&header, sizeof header));
  require_file(file.good() && hash == stored, path, [] { return "is damaged: its checksum does not match"; });
  std::memcpy(parameters.data(), bytes.data(), parameters.size());
  if (!state.empty()) std::memcpy(state.data(), bytes.data() + parameters.size(), state.size());
}

}  // namespace detail

/// Writes parameters and state of `model` to `path`. Throws std::runtime_error with the path where that fails; an older file stays whole.
template <class Model>
void save_checkpoint(const Model& model, const std::string& path) {
  detail::write_checkpoint(path, sizeof(typename Model::Scalar), std::as_bytes(model.parameters()),
                           std::as_bytes(model.state()));
}

/// Reads what save_checkpoint or ModelCheckpoint wrote of a model of the same topology. Throws std::runtime_error, and leaves the model as
/// it is, for a file that is missing, damaged or of another model.
template <class Model>
void load_checkpoint(Model& model, const std::string& path) {
  detail::read_checkpoint(path, sizeof(typename Model::Scalar), std::as_writable_bytes(model.parameters()),
                          std::as_writable_bytes(model.state()));
}

}  // namespace linnet
