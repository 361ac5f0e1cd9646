// SPDX-License-Identifier: MIT
// A C file that closes itself. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace linnet::detail {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

/// Null if the file cannot be opened for reading.
inline File open_file(const std::string& path) { return File(std::fopen(path.c_str(), "rb")); }

}  // namespace linnet::detail
