// SPDX-License-Identifier: MIT
// BMP files.
#include <tests/fuzz/decode.hpp>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  linnet::fuzz::decode({data, size});
  return 0;
}
