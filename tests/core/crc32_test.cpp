// SPDX-License-Identifier: MIT
#include <linnet/core/crc32.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <string_view>

namespace {

constexpr std::uint32_t crc32_of(std::string_view text, std::size_t first_part) {
  std::array<std::byte, 64> bytes{};
  for (std::size_t i = 0; i < text.size(); ++i) bytes[i] = static_cast<std::byte>(text[i]);
  linnet::Crc32 crc;
  crc.update(std::span(bytes).first(first_part));
  crc.update(std::span(bytes).subspan(first_part, text.size() - first_part));
  return crc.value();
}

TEST_CASE("CRC-32 is that of zip, whatever the parts", "[core]") {
  STATIC_REQUIRE(linnet::Crc32{}.value() == 0u);
  STATIC_REQUIRE(crc32_of("123456789", 9) == 0xCBF43926u);  // the check value of CRC-32/ISO-HDLC
  constexpr std::string_view fox = "The quick brown fox jumps over the lazy dog";
  for (std::size_t part = 0; part <= fox.size(); ++part) CHECK(crc32_of(fox, part) == 0x414FA339u);
}

}  // namespace
