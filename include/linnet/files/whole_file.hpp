// SPDX-License-Identifier: MIT
// Files that are replaced as a whole or not at all. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <string>
#include <system_error>

#include LINNET_RENAME_HEADER  // NOLINT(readability-duplicate-include): <cstdio>, but on Windows
#include LINNET_SYSTEM_HEADER

namespace linnet::detail {

/// Writes `parts` in order to a new file next to `path`, which then replaces it: a reader sees the old file or the new one, even after the
/// process was killed or the power failed; the new file may then remain, as path.0.tmp or with the next free number. Throws
/// std::runtime_error with `what` (the kind of file), the path and the reason.
LINNET_COLD inline void write_whole(const char* what, const std::string& path,
                                    std::span<const std::span<const std::byte>> parts) {
  const auto refuse = [&](const std::string& reason) {
    file_error(text({what, " ", path}), text({"cannot be written: ", reason}));
  };
  // Uses an unused name, so that it touches neither another writer's file, a user's file, nor the target of a link.
  std::string beside;
  std::FILE* file = nullptr;
  for (int i = 0; !file && (i == 0 || errno == EEXIST); ++i) {
    beside = text({path, ".", i, ".tmp"});
    file = std::fopen(beside.c_str(), "wbx");
  }
  if (!file) refuse(last_failure());
  std::string problem;
  // Writes in pieces: in a virtual machine with Linux 6.18, 300 MB in one call took three times as long as in calls of 1 MB.
  constexpr std::size_t piece = std::size_t{1} << 20;
  for (auto part : parts) {
    while (!part.empty() && problem.empty()) {  // the pointer of an empty part may be null
      const auto bytes = part.first((std::min)(part.size(), piece));
      if (std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) problem = last_failure();
      part = part.subspan(bytes.size());
    }
  }
  if (problem.empty() && (std::fflush(file) != 0 || !LINNET_FLUSH_TO_DISK(file))) problem = last_failure();
  if (std::fclose(file) != 0 && problem.empty()) problem = last_failure();
  std::error_code refused;
  if (problem.empty()) LINNET_REPLACE_FILE(beside, path, refused);
  if (refused) problem = refused.message();
  if (problem.empty()) return;
  std::remove(beside.c_str());
  refuse(problem);
}
inline void write_whole(const char* what, const std::string& path, std::initializer_list<std::span<const std::byte>> parts) {
  write_whole(what, path, std::span(parts.begin(), parts.size()));
}

}  // namespace linnet::detail
