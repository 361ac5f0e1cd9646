// SPDX-License-Identifier: MIT
// A C file that closes itself. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include <sys/stat.h>

namespace linnet::detail {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Null if the file cannot be opened for reading.
inline File open_file(const std::string& path) { return File(std::fopen(path.c_str(), "rb")); }

/// The bytes of an open file; -1, with the reason in errno, if it is a folder or a pipe.
LINNET_COLD inline std::int64_t file_size(std::FILE* file) {
  LINNET_FILE_STATUS status;
  if (!LINNET_GET_FILE_STATUS(file, &status)) return -1;
  if ((status.st_mode & S_IFMT) == S_IFREG) return status.st_size;
  errno = (status.st_mode & S_IFMT) == S_IFDIR ? EISDIR : ENOTSUP;
  return -1;
}

}  // namespace linnet::detail
