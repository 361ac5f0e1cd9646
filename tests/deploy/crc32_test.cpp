// SPDX-License-Identifier: MIT
#include <linnet/deploy/crc32.hpp>

#include <tests/support/catch.hpp>

#include <string_view>

namespace linnet::test {

constexpr std::uint32_t crc_of(std::string_view text) {
  Crc32 sum;
  for (const char c : text) sum.add(static_cast<std::byte>(c));
  return sum.value();
}

TEST_CASE("CRC-32 is that of zlib", "[deploy]") {
  STATIC_REQUIRE(crc_of("123456789") == 0xcbf43926u);  // the check value of the catalogue of CRCs
  CHECK(crc_of("") == 0u);
  CHECK(crc_of("a") == 0xe8b7be43u);
  CHECK(crc_of("The quick brown fox jumps over the lazy dog") == 0x414fa339u);
}

TEST_CASE("CRC-32 takes numbers with their lowest byte first", "[deploy]") {
  Crc32 four, eight, bytes;
  four.add(std::uint32_t{0x34333231});
  eight.add(std::uint64_t{0x3837363534333231});
  CHECK(four.value() == crc_of("1234"));
  CHECK(eight.value() == crc_of("12345678"));
  constexpr std::string_view text = "12345678";
  bytes.add(std::as_bytes(std::span(text)));
  CHECK(bytes.value() == eight.value());
}

}  // namespace linnet::test
