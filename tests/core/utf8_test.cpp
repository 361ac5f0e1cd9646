// SPDX-License-Identifier: MIT
#include <linnet/core/utf8.hpp>

#include <tests/support/catch.hpp>

#include <string>

namespace linnet::test::utf8 {

TEST_CASE("Every code is read as it was written, and surrogates are none", "[core]") {
  std::size_t wrong = 0;
  for (std::uint32_t code = 0; code <= 0x10ffff; ++code) {
    std::string text;
    detail::append_utf8(text, code);
    const std::size_t bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    wrong += text.size() != bytes || detail::utf8_bytes(text + "a") != (surrogate ? 0 : bytes);
    wrong += detail::utf8_bytes(std::string_view(text).substr(0, bytes - 1)) != 0;
  }
  CHECK(wrong == 0);
}

TEST_CASE("Bytes that are no character are not read", "[core]") {
  for (const char* const bytes : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3(", "\xE0\x9F\xBF", "\xE2(\xA1", "\xED\xA0\x80",
                                  "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF"}) {
    INFO(bytes);
    CHECK(detail::utf8_bytes(bytes) == 0);
  }
}

}  // namespace linnet::test::utf8
