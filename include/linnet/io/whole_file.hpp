// SPDX-License-Identifier: MIT
// Files that are read as a whole, and replaced as a whole or not at all. On a host.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/io/whole_file.hpp writes files: it is for hosts");

#include <linnet/core/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <limits>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>

#include LINNET_SYSTEM_HEADER

namespace linnet::detail {

/// Writes `parts` one after the other to a file beside `path`, then puts it in its place: a reader sees the old file or the new one,
/// also after the process was killed or the power went. Throws std::runtime_error with `what` the file is, the path and the reason.
LINNET_COLD inline void write_whole(const char* what, const std::string& path,
                                    std::span<const std::span<const std::byte>> parts) {
  const std::string beside = path + ".tmp";
  const auto last_problem = [] { return std::error_code(errno != 0 ? errno : EIO, std::generic_category()); };
  const auto refuse = [&](const std::error_code& problem) {
    throw std::runtime_error(text(what, " ", path, ": cannot be written: ", problem.message()));
  };
  std::FILE* const file = std::fopen(beside.c_str(), "wb");
  if (!file) refuse(last_problem());
  std::error_code problem;
  for (const auto part : parts) {
    if (!problem && std::fwrite(part.data(), 1, part.size(), file) != part.size()) problem = last_problem();
  }
  if (!problem && (std::fflush(file) != 0 || !LINNET_FLUSH_TO_DISK(file))) problem = last_problem();
  if (std::fclose(file) != 0 && !problem) problem = last_problem();
  if (!problem) std::filesystem::rename(beside, path, problem);
  if (!problem) return;
  std::error_code ignored;
  std::filesystem::remove(beside, ignored);
  refuse(problem);
}
inline void write_whole(const char* what, const std::string& path, std::initializer_list<std::span<const std::byte>> parts) {
  write_whole(what, path, std::span(parts.begin(), parts.size()));
}

/// A block of memory that nobody has filled with zeros first.
struct Bytes {
  std::unique_ptr<std::byte[]> data;
  std::size_t size = 0;

  std::span<const std::byte> view() const { return {data.get(), size}; }
};

/// All bytes of the file `path`, which must be a regular one: its size tells how much memory it is worth. Throws std::runtime_error
/// with the path and the reason.
LINNET_COLD inline Bytes read_whole(const std::string& path) {
  const auto refuse = [&] { file_error(path, text("cannot be read: ", last_failure())); };
  std::error_code problem;
  const std::uintmax_t size = std::filesystem::file_size(path, problem);
  if (problem) file_error(path, text("cannot be read: ", problem.message()));
  if (size > std::numeric_limits<std::size_t>::max() / 2)
    file_error(path, text("has ", size, " bytes, too many for this machine"));
  errno = 0;
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) refuse();
  Bytes bytes{std::make_unique_for_overwrite<std::byte[]>(static_cast<std::size_t>(size)), static_cast<std::size_t>(size)};
  if (std::fread(bytes.data.get(), 1, bytes.size, file.get()) != bytes.size) refuse();
  return bytes;
}

}  // namespace linnet::detail
