// SPDX-License-Identifier: MIT
#include <linnet/draw/legend.hpp>

#include <linnet/draw/chart.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::legend {

namespace nn = linnet;
using nn::LegendCorner;
using nn::detail::Box;

/// A box of 400 x 300 pixels.
const nn::detail::Axes axes({.width = 478.0, .height = 364.0}, {0.0, 400.0}, {0.0, 300.0});

/// The corner for a curve whose points are pixels from the left and from the top of the box.
LegendCorner corner_for(nn::Series series) {
  series.name = "name";
  for (double& x : series.x) x += axes.left;
  for (double& y : series.y) y += axes.top;
  return nn::detail::emptiest_corner({series}, axes);
}

TEST_CASE("The legend goes where it hides the least", "[draw]") {
  CHECK(corner_for({"", {0, 400}, {150, 150}}) == LegendCorner::top_right);   // nothing in any corner
  CHECK(corner_for({"", {0, 400}, {300, 0}}) == LegendCorner::top_left);      // a line that rises
  CHECK(corner_for({"", {0, 400}, {0, 0}}) == LegendCorner::top_right);       // above the box
  CHECK(corner_for({"", {0, 400}, {20, 20}}) == LegendCorner::bottom_right);  // through both boxes at the top
  CHECK(corner_for({"", {0, 380, 380}, {20, 20, 300}}) == LegendCorner::bottom_left);
  CHECK(corner_for({"", {380}, {20}, "", "", nn::SeriesStyle::points}) == LegendCorner::top_left);
  CHECK(corner_for({"", {370, 30}, {290, 100}, "", "", nn::SeriesStyle::bars}) == LegendCorner::top_right);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(corner_for({"", {0, nan, 400}, {20, nan, 20}}) == LegendCorner::top_right);  // an interrupted line has no middle
}

TEST_CASE("A legend hides a reference line rather than a part of a curve", "[draw]") {
  const nn::Series reference{
      "best", {axes.left + 350, axes.left + 350}, {axes.top, axes.top + 300}, std::string(nn::detail::colors::quiet)};
  const nn::Series curve{"loss", {axes.left + 50, axes.left + 50}, {axes.top + 14, axes.top + 300}};
  CHECK(nn::detail::emptiest_corner({reference, curve}, axes) == LegendCorner::top_right);
}

TEST_CASE("A legend is as wide as its names and lists only series that have one", "[draw]") {
  const Box box = nn::detail::legend_box({{"one", {}, {}}, {"", {}, {}}}, LegendCorner::bottom_left, axes);
  CHECK(box.left == axes.left + 8.0);
  CHECK(box.bottom == axes.bottom - 8.0);
  CHECK(box.bottom - box.top == 26.0);
  CHECK(box.right - box.left > 48.0 + nn::detail::text_width("on", 12.0));
  const std::string none = nn::draw_chart({{"", {0, 1}, {0, 1}}}, {}).text(),
                    one = nn::draw_chart({{"a", {0, 1}, {0, 1}}}, {}).text();
  CHECK(occurrences(none, nn::detail::colors::veil) == 0);
  CHECK(occurrences(one, ">a</text>") == 1);
}

TEST_CASE("The legend of several charts is a picture that breaks its rows", "[draw]") {
  const std::vector<nn::Series> series{{"first", {}, {}}, {"", {}, {}}, {"second", {}, {}}, {"third", {}, {}}};
  CHECK(nn::detail::legend_strip(series, 600.0).height() == 28.0);
  CHECK(nn::detail::legend_strip(series, 200.0).height() == 48.0);
  CHECK(nn::detail::legend_strip(series, 20.0).height() == 68.0);
  const std::string text = nn::detail::legend_strip(series, 200.0).text();
  CHECK(occurrences(text, "</text>") == 3);
  CHECK(occurrences(text, std::string(nn::detail::colors::palette[2]) + "\" stroke-width") == 1);  // "second" is series 2
}

TEST_CASE("Words of a chart fit: long titles shrink, long numbers move the axis", "[draw]") {
  const std::string title(90, 'W');
  const std::string text = nn::draw_chart({{"a", {0.0, 1.0}, {1e9, 2e9}}}, {.title = title, .width = 400.0}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "font-size=\"16.00\"") == 0);
  const double left = nn::detail::text_width("2000000000", 12.0) + 33.0;
  CHECK(occurrences(text, "<line x1=\"" + nn::detail::coordinate(left) + "\"") > 2);
}

}  // namespace linnet::test::legend
