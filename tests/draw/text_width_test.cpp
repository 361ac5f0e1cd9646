// SPDX-License-Identifier: MIT
#include <linnet/draw/text_width.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::text_width {

namespace nn = linnet;

TEST_CASE("Words take the room of their letters", "[draw]") {
  using nn::detail::text_width;
  CHECK(text_width("", 10.0) == 0.0);
  CHECK_THAT(text_width("abc", 10.0), WithinRel(18.9, 1e-12));
  CHECK(text_width("ill", 10.0) < text_width("abc", 10.0));
  CHECK(text_width("abc", 10.0) < text_width("ABC", 10.0));
  CHECK(text_width("ABC", 10.0) < text_width("MWM", 10.0));
  CHECK_THAT(text_width("abc", 20.0), WithinRel(2.0 * text_width("abc", 10.0), 1e-12));
  CHECK_THAT(text_width("B\xc3\xbcro", 10.0), WithinRel(text_width("Buro", 10.0), 1e-12));
  CHECK(text_width("\xe6\x9c\xac", 10.0) > 10.0);  // a character of two columns
}

TEST_CASE("Letters shrink until their words fit", "[draw]") {
  using nn::detail::size_to_fit;
  CHECK(size_to_fit("short", 16.0, 400.0) == 16.0);
  CHECK(size_to_fit("", 16.0, 400.0) == 16.0);
  const double size = size_to_fit("a title that is too long", 16.0, 100.0);
  CHECK(size < 16.0);
  CHECK_THAT(nn::detail::text_width("a title that is too long", size), WithinRel(100.0, 1e-12));
}

}  // namespace linnet::test::text_width
