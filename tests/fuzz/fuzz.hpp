// SPDX-License-Identifier: MIT
// Shared by the fuzz targets. A target has one function, LLVMFuzzerTestOneInput; a crash, a sanitizer's report and a failed `expect`
// are findings.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <stdexcept>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace linnet::fuzz {

inline void expect(bool right, const char* what) {
  if (right) return;
  std::fprintf(stderr, "expected: %s\n", what);
  std::abort();
}

/// Calls `read`; false if it refuses the file. Any other exception is a finding: of memory, of an argument of ours.
template <class Read>
bool accepts(const Read& read) {
  try {
    read();
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace linnet::fuzz
