// SPDX-License-Identifier: MIT
// Any bytes as the header of a safetensors file: linnet's reader and nlohmann's accept the same, and find the same.
#include <tests/fuzz/fuzz.hpp>
#include <tests/support/json_header.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string header(reinterpret_cast<const char*>(data), size);
  linnet::fuzz::expect(linnet::test::readers_agree(header), "nlohmann_json says the same");
  return 0;
}
