// SPDX-License-Identifier: MIT
#include <linnet/draw/chart.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace linnet::test::chart {

namespace nn = linnet;

TEST_CASE("Ticks stand at round numbers", "[draw]") {
  CHECK_THAT(nn::detail::tick_step(1.0, 6), WithinRel(0.2, 1e-12));
  CHECK_THAT(nn::detail::tick_step(37.0, 6), WithinRel(10.0, 1e-12));
  CHECK_THAT(nn::detail::tick_step(0.003, 6), WithinRel(0.0005, 1e-12));
  CHECK(nn::detail::tick_text(0.30000000000000004, 0.1) == "0.3");
  CHECK(nn::detail::tick_text(1e-17, 0.2) == "0.0");
  CHECK(nn::detail::tick_text(20.0, 10.0) == "20");
  CHECK(nn::detail::ticks({-0.25, 0.41}, 0.2) == std::vector{-0.2, 0.0, 0.2, 0.4});
  CHECK(nn::detail::ticks({0.0, 3.0}, 1.0) == std::vector{0.0, 1.0, 2.0, 3.0});
  CHECK(nn::detail::ticks({-5e-324, 5e-324}, nn::detail::tick_step(1e-323, 6)).empty());
}

TEST_CASE("A chart of numbers that differ in their last bit ends", "[draw]") {
  const double next = std::nextafter(1.0, 2.0);
  CHECK(xml_problem(nn::draw_chart({{"a", {0.0, 1.0}, {1.0, next}}}, {}).text()) == "");
  CHECK(xml_problem(nn::draw_chart({{"a", {1.0, next}, {0.0, 1.0}}}, {}).text()) == "");
}

TEST_CASE("A chart maps its ranges to its box and leaves out what is beyond", "[draw]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto chart = nn::draw_chart({{"a", {0.0, 1.0, 2.0, 3.0, 4.0}, {0.0, 1.0, nan, 1.0, 9.0}, "#abcdef"}},
                                    {.x_range = {0.0, 4.0}, .y_range = {0.0, 2.0}, .width = 178.0, .height = 164.0});
  const std::string text = chart.text();
  CHECK(xml_problem(text) == "");
  CHECK(text.find("points=\"62.00,116.00 87.00,66.00 \"") != text.npos);  // the box is 62 .. 162 by 16 .. 116
  CHECK(text.find("<circle cx=\"137.00\" cy=\"66.00\"") != text.npos);    // between a NaN and a point that is too high
  CHECK(xml_problem(nn::draw_chart({}, {}).text()) == "");
  CHECK(xml_problem(nn::draw_chart({{"one", {1.0}, {1.0}}}, {}).text()) == "");
}

TEST_CASE("The ranges of a chart hold whole bars, which begin at the axis", "[draw]") {
  std::vector<nn::Series> series(2);
  series[0] = {.name = "bars", .x = {1.0, 2.0, 3.0}, .y = {1.0, 4.0, 2.0}, .style = nn::SeriesStyle::bars};
  series[1] = {.name = "line", .x = {1.5, 2.5}, .y = {2.0, 5.0}};
  const auto [xs, ys] = nn::detail::ranges_of(series);
  CHECK_THAT(xs[0], WithinAbs(0.5 - 0.06, 1e-12));
  CHECK_THAT(xs[1], WithinAbs(3.5 + 0.06, 1e-12));
  CHECK(ys[0] == 0.0);
  CHECK_THAT(ys[1], WithinAbs(5.25, 1e-12));
  series[0].y[1] = -4.0;
  CHECK_THAT(nn::detail::ranges_of(series)[1][0], WithinAbs(-4.45, 1e-12));
  const nn::Series one{.name = "one", .x = {2.0}, .y = {3.0}, .style = nn::SeriesStyle::bars};
  const auto single = nn::detail::ranges_of({one});
  CHECK(single[0][0] < 2.0);
  CHECK(single[1][0] == 0.0);
}

TEST_CASE("Very large and very small numbers have short ticks", "[draw]") {
  CHECK(nn::detail::tick_text(1.2e34, 2e33) == "12e33");
  CHECK(nn::detail::tick_text(-4e-9, 1e-9) == "-4e-9");
  CHECK(nn::detail::tick_text(0.0, 1e-9) == "0");
  CHECK(nn::detail::tick_text(2e9, 5e8) == "2000000000");
  const std::string text = nn::draw_chart({{"loss", {1, 2, 3}, {1.0, 1e30, 1.3e33}}}, {}).text();
  CHECK(text.find("000000000000") == text.npos);
}

TEST_CASE("A chart draws points and bars", "[draw]") {
  std::vector<nn::Series> series(2);
  series[0] = {.name = "dots", .x = {1.0, 2.0, 9.0}, .y = {1.0, 2.0, 1.0}, .style = nn::SeriesStyle::points};
  series[1] = {.name = "bars", .x = {0.5, 1.5, 2.5}, .y = {1.0, 2.0, 0.5}, .style = nn::SeriesStyle::bars};
  const nn::Svg chart = nn::draw_chart(series, {.x_range = {0.0, 3.0}, .y_range = {0.0, 2.0}});
  const std::string text = chart.text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "<circle") == 2 + 1);                // the third dot is outside; one is in the legend
  CHECK(occurrences(text, "fill-opacity=\"0.45\"") == 3 + 1);  // three bars, and the legend
  CHECK(occurrences(text, "fill=\"#d55e00\" fill-opacity") == 3 + 1);
}

TEST_CASE("A chart shows the largest number, and refuses ranges whose width is none", "[draw]") {
  const std::string text = nn::draw_chart({{"a", {0.0, 1.0}, {1.7e308, 1.7e308}}}, {}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "nan") == 0);
  CHECK(occurrences(text, "inf") == 0);
  CHECK(occurrences(text, "<polyline") == 1);
  CHECK_THROWS_MATCHES(nn::draw_chart({{"a", {0.0, 1.0}, {-1.7e308, 1.7e308}}}, {}), nn::InvalidInput,
                       message_contains("a chart from -1.79769e+308 to 1.79769e+308 has no finite width"));
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK_THROWS_MATCHES(nn::draw_chart({{"a", {0.0, 1.0}, {0.0, 1.0}}}, {.x_range = {0.0, infinity}}), nn::InvalidInput,
                       message_contains("a chart from 0 to inf"));
}

}  // namespace linnet::test::chart
