// SPDX-License-Identifier: MIT
#include <linnet/data/text/split_text.hpp>

#include <tests/support/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace {

using linnet::SplitText;
using linnet::Standardize;

std::vector<std::string> tokens(std::string_view text, Standardize standardize, SplitText split = SplitText::whitespace) {
  std::vector<std::string> all;
  linnet::detail::each_token(text, standardize, split, [&](std::string_view token) { all.emplace_back(token); });
  return all;
}

TEST_CASE("Words lie between blanks, of which there may be many", "[data/text]") {
  using Words = std::vector<std::string>;
  CHECK(tokens(" It's\tA  cat. \n", Standardize::lower_and_strip_punctuation) == Words{"its", "a", "cat"});
  CHECK(tokens("It's A", Standardize::lower) == Words{"it's", "a"});
  CHECK(tokens("It's . A", Standardize::strip_punctuation) == Words{"Its", "A"});
  CHECK(tokens("It's A", Standardize::none) == Words{"It's", "A"});
  CHECK(tokens("", Standardize::none).empty());
  CHECK(tokens(" ...", Standardize::strip_punctuation).empty());
}

TEST_CASE("Punctuation is what ASCII has between its letters and digits", "[data/text]") {
  std::string ascii;
  for (char c = '!'; c <= '~'; ++c) ascii += c;
  CHECK(tokens(ascii, Standardize::strip_punctuation) ==
        std::vector<std::string>{"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"});
}

TEST_CASE("Characters are those of UTF-8, and bytes that are none stay whole", "[data/text]") {
  using Characters = std::vector<std::string>;
  CHECK(tokens("\xc3\x84 \xe2\x82\xac\xf0\x9f\x90\x88z", Standardize::lower, SplitText::character) ==
        Characters{"\xc3\x84", " ", "\xe2\x82\xac", "\xf0\x9f\x90\x88", "z"});
  CHECK(tokens("\x80\xff\xc3", Standardize::none, SplitText::character) == Characters{"\x80", "\xff", "\xc3"});
}

}  // namespace
