// SPDX-License-Identifier: MIT
#include <cmake/images/fast_crc32.hpp>
#include <linnet/deploy/crc32.hpp>

#include <tests/support/catch.hpp>

#include <cstdint>
#include <span>
#include <vector>

TEST_CASE("fast_crc32 has the numbers of Crc32, for every length", "[images]") {
  std::vector<std::uint8_t> bytes;
  for (std::uint32_t i = 0; i < 100; ++i) {
    linnet::Crc32 crc;
    crc.add(std::as_bytes(std::span(bytes)));
    CHECK(linnet::detail::fast_crc32(bytes) == crc.value());
    bytes.push_back(static_cast<std::uint8_t>(i * i + 200));
  }
}
