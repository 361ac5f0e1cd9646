// SPDX-License-Identifier: MIT
// Files that are replaced as a whole or not at all. On a host.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/io/whole_file.hpp writes files: it is for hosts");

#include <linnet/core/error.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
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

}  // namespace linnet::detail
