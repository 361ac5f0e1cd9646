// SPDX-License-Identifier: MIT
#include <linnet/optimizers/descend.hpp>

#include <linnet/optimizers/adam.hpp>
#include <linnet/optimizers/sgd.hpp>

#include <tests/support/catch.hpp>

#include <limits>

namespace linnet::test::descend_steps {

double valley(double x, double y) { return 0.05 * x * x + y * y; }
Point slope(double x, double y) { return {0.1 * x, 2.0 * y}; }

TEST_CASE("SGD descends by its rate times the gradient", "[optimizers]") {
  const auto points = descend(slope, {-8.0, 1.0}, SGD{.learning_rate = 0.25f}, 10);
  REQUIRE(points.size() == 11);
  CHECK(points[0] == Point{-8.0, 1.0});
  for (std::size_t k = 0; k + 1 < points.size(); ++k) {
    CHECK_THAT(points[k + 1][0], WithinRel(points[k][0] * (1.0 - 0.025), 1e-12));
    CHECK_THAT(points[k + 1][1], WithinRel(points[k][1] * 0.5, 1e-12));
  }
}

TEST_CASE("A gradient is found by differences", "[optimizers]") {
  const auto exact = descend(slope, {-8.0, 1.0}, Adam{.learning_rate = 0.5f}, 20);
  const auto found = descend(valley, {-8.0, 1.0}, Adam{.learning_rate = 0.5f}, 20);
  REQUIRE(found.size() == exact.size());
  for (std::size_t k = 0; k < exact.size(); ++k) {
    CHECK_THAT(found[k][0], WithinAbs(exact[k][0], 1e-6));
    CHECK_THAT(found[k][1], WithinAbs(exact[k][1], 1e-6));
  }
}

TEST_CASE("Optimizers keep their moments between steps", "[optimizers]") {
  const auto heavy = descend(slope, {-8.0, 1.0}, SGD{.learning_rate = 0.25f, .momentum = 0.5f}, 2);
  const double first = heavy[1][1] - heavy[0][1];
  CHECK_THAT(heavy[2][1] - heavy[1][1], WithinRel(0.5 * first - 0.25 * 2.0 * heavy[1][1], 1e-9));
  const auto adam = descend(slope, {-8.0, 1.0}, Adam{.learning_rate = 0.25f}, 1);
  CHECK_THAT(adam[1][0], WithinAbs(-7.75, 1e-5));  // the first step is as long as the rate, in each direction
  CHECK_THAT(adam[1][1], WithinAbs(0.75, 1e-5));
}

TEST_CASE("A descent ends before a number that is not finite", "[optimizers]") {
  const auto points = descend(
      [](double x, double) {
        return Point{x > 2.0 ? std::numeric_limits<double>::infinity() : -1.0, 0.0};
      },
      {0.5, 0.0}, SGD{.learning_rate = 1.0f}, 100);
  CHECK(points.size() == 3);
  CHECK(descend(slope, {1.0, 1.0}, SGD{}, 0).size() == 1);
}

TEST_CASE("A descent refuses wrong settings and clipping", "[optimizers]") {
  CHECK_THROWS_MATCHES(descend(slope, {1.0, 1.0}, SGD{.momentum = 1.0f}, 1), InvalidInput, message_contains("momentum"));
  CHECK_THROWS_MATCHES(descend(slope, {1.0, 1.0}, SGD{.clipvalue = 1.0f}, 1), InvalidInput, message_contains("clipped"));
}

}  // namespace linnet::test::descend_steps
