// SPDX-License-Identifier: MIT
#include <linnet/core/display_width.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::display_width_of {

using linnet::detail::display_width;

TEST_CASE("A text has as many columns as a terminal gives it", "[core]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("cat") == 3);
  CHECK(display_width("B\xc3\xbc"
                      "cher") == 6);          // two bytes, one column
  CHECK(display_width("cafe\xcc\x81") == 4);  // a letter and its accent
  CHECK(display_width("\xe2\x82\xac"
                      "5") == 2);                         // the euro sign
  CHECK(display_width("\xe6\x97\xa5\xe6\x9c\xac") == 4);  // two wide characters
  CHECK(display_width("\xed\x95\x9c") == 2);              // Hangul
  CHECK(display_width("\xef\xbc\xa1") == 2);              // a fullwidth A
  CHECK(display_width("\xf0\x9f\x90\xb1") == 2);          // a cat
  CHECK(display_width("\xd7\x90\xd7\x91") == 2);          // Hebrew
  CHECK(display_width("\xff\x80"
                      "a\xc3") == 3);  // no UTF-8
}

TEST_CASE("Padding fills up to a width, and no further", "[core]") {
  CHECK(detail::padding("\xc3\xbc", 3) == "  ");
  CHECK(detail::padding("abc", 3).empty());
  CHECK(detail::padding("abcd", 3).empty());
}

}  // namespace linnet::test::display_width_of
