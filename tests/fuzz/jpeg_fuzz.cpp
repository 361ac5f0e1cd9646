// SPDX-License-Identifier: MIT
// JPEG files.
#include <tests/fuzz/decode.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  linnet::fuzz::decode({data, size});
  return 0;
}
