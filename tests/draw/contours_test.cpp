// SPDX-License-Identifier: MIT
#include <linnet/draw/contours.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <limits>

namespace linnet::test::contours {

using Ring = std::vector<std::pair<double, double>>;
using Grid = linnet::detail::ContourGrid;

/// The area that a ring encloses, by the shoelace formula.
double area(const Ring& ring) {
  double twice = 0.0;
  for (std::size_t k = 0; k < ring.size(); ++k) {
    const auto &a = ring[k], &b = ring[(k + 1) % ring.size()];
    twice += a.first * b.second - b.first * a.second;
  }
  return twice / 2.0;
}

TEST_CASE("The contour of a bowl is an ellipse", "[draw]") {
  const Grid grid([](double x, double y) { return x * x + 4.0 * y * y; }, {-2.0, 2.0}, {-1.0, 1.0}, 81, 41);
  const auto rings = grid.rings(1.0);
  REQUIRE(rings.size() == 1);
  CHECK(rings[0].size() > 60);
  for (const auto& [x, y] : rings[0]) CHECK(std::abs(x * x + 4.0 * y * y - 1.0) < 0.01);
  CHECK_THAT(std::abs(area(rings[0])), WithinRel(3.14159265 * 1.0 * 0.5, 0.005));
}

TEST_CASE("A contour that leaves the range closes along its edge", "[draw]") {
  const Grid grid([](double x, double) { return x; }, {0.0, 4.0}, {0.0, 2.0}, 5, 3);
  const auto rings = grid.rings(1.25);
  REQUIRE(rings.size() == 1);
  CHECK_THAT(std::abs(area(rings[0])), WithinRel(1.25 * 2.0, 1e-12));
  CHECK(grid.rings(-1.0).empty());
  CHECK_THAT(std::abs(area(grid.rings(4.0).at(0))), WithinRel(8.0, 1e-12));  // everything
}

TEST_CASE("Hills within a low place are holes, two valleys are two rings", "[draw]") {
  const Grid hill([](double x, double y) { return -std::hypot(x, y); }, {-2.0, 2.0}, {-2.0, 2.0}, 41, 41);
  const auto around = hill.rings(-1.0);
  REQUIRE(around.size() == 2);
  CHECK(area(around[0]) * area(around[1]) < 0.0);  // the hole turns the other way
  CHECK_THAT(std::abs(area(around[0]) + area(around[1])), WithinRel(16.0 - 3.14159265, 0.01));
  const Grid valleys([](double x, double y) { return std::pow(x * x - 1.0, 2) + y * y; }, {-2.0, 2.0}, {-2.0, 2.0}, 41, 41);
  CHECK(valleys.rings(0.5).size() == 2);
  CHECK(valleys.rings(1.5).size() == 1);
}

TEST_CASE("The middle of a saddle decides how its corners are connected", "[draw]") {
  // Nodes 0 and 1 of each axis; the low corners face each other.
  const auto saddle = [](double high) {
    return Grid([high](double x, double y) { return x == y ? 0.0 : high; }, {0.0, 1.0}, {0.0, 1.0}, 2, 2);
  };
  CHECK(saddle(1.5).rings(1.0).size() == 1);  // 0.75 in the middle: one ring that cuts off the high corners
  CHECK(saddle(4.0).rings(1.0).size() == 2);  // 2 in the middle: two corners
}

TEST_CASE("Values that are not finite are beyond every level", "[draw]") {
  const Grid grid([](double x, double) { return x < 0.0 ? std::numeric_limits<double>::quiet_NaN() : x; }, {-1.0, 1.0},
                  {0.0, 1.0}, 5, 2);
  CHECK(grid.ascending() == std::vector{0.0, 0.0, 0.5, 0.5, 1.0, 1.0});
  CHECK_THAT(std::abs(area(grid.rings(1e300).at(0))), WithinRel(1.0, 1e-12));
}

}  // namespace linnet::test::contours
