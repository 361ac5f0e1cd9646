// SPDX-License-Identifier: MIT
#include <linnet/draw/number_grid.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::number_grid {

namespace nn = linnet;

TEST_CASE("Numbers have as many decimals as their table needs, at most two, and a real minus sign", "[draw]") {
  CHECK(nn::detail::places_of({{1, -2}, {300, 4}}) == 0);
  CHECK(nn::detail::places_of({{1, 0.5}}) == 1);
  CHECK(nn::detail::places_of({{0.125, 1.0}}) == 2);
  CHECK(nn::detail::places_of({{1.0 / 3.0}}) == 2);
  CHECK(nn::detail::places_of({{1.0000001}}) == 0);
  CHECK(nn::detail::number_words(2.0, 0) == "2");
  CHECK(nn::detail::number_words(-1.25, 2) ==
        "\xe2\x88\x92"
        "1.25");
  CHECK(nn::detail::number_words(-0.001, 2) == "0.00");
  CHECK(nn::detail::number_words(-0.0, 0) == "0");
}

TEST_CASE("A grid shows each number in its cell, with coloured areas behind", "[draw]") {
  const std::string text =
      nn::plot_number_grid({{1, -2}, {3, 4}}, {{0, 0, 2, 1}, {1, 1, 1, 1, "#123456"}}, "a < b").text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "font-size=\"15.00\" text-anchor=\"middle\"") == 4 + 1);
  CHECK(occurrences(text,
                    ">\xe2\x88\x92"
                    "2</text>") == 1);
  CHECK(occurrences(text, "a &lt; b") == 1);
  CHECK(occurrences(text, "width=\"36.00\" height=\"72.00\" fill=\"#0072b2\" fill-opacity=\"0.28\"") == 1);
  CHECK(occurrences(text, "width=\"36.00\" height=\"36.00\" fill=\"#123456\" fill-opacity=\"0.28\"") == 1);
  CHECK(nn::plot_number_grid({{1000000}}).width() > nn::plot_number_grid({{1}}).width());
  CHECK(nn::plot_number_grid({{1}}, {}, "a long title of one cell").width() > 200.0);
}

TEST_CASE("A grid without numbers is refused in a sentence", "[draw]") {
  CHECK_THROWS_MATCHES(nn::plot_number_grid({}), nn::InvalidInput, message_contains("there are no numbers"));
}

TEST_CASE("A grid refuses coloured cells that lie beyond it", "[draw]") {
  CHECK_THROWS_MATCHES(nn::plot_number_grid({{1, 2}, {3, 4}}, {{1, 1, 1, 2}}), nn::InvalidInput,
                       message_contains("colored cells 1 x 2 at (1, 1) lie beyond the table of 2 x 2"));
  CHECK_THROWS_AS(nn::plot_number_grid({{1}}, {{-1, 0}}), nn::InvalidInput);
  const nn::Index most = std::numeric_limits<nn::Index>::max();
  CHECK_THROWS_AS(nn::plot_number_grid({{1, 2}}, {{0, 1, 1, most}}), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_number_grid({{1, 2}}, {{0, most, 1, 2}}), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_number_grid({{1, 2}}, {{most, 0, most, 1}}), nn::InvalidInput);
  CHECK_THROWS_AS(nn::plot_number_grid({{1}}, {{0, 0, 0, 1}}), nn::InvalidInput);
}

}  // namespace linnet::test::number_grid
