// SPDX-License-Identifier: MIT
#include <linnet/plot/descent.hpp>

#include <linnet/optimizers/sgd.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>

namespace linnet::test::descent {

namespace nn = linnet;

const auto valley = [](double x, double y) { return 0.05 * (x - 1.0) * (x - 1.0) + y * y; };

nn::DescentPath path_of(float rate, int steps = 20) {
  return {"rate", nn::descend(valley, {-8.0, 1.0}, nn::SGD{.learning_rate = rate}, steps)};
}

TEST_CASE("A descent is drawn on contours, with its start and the minimum", "[plot]") {
  const std::string text =
      nn::plot_descent(valley, {path_of(0.1f), {"b <", {{-8.0, 1.0}, {0.0, 0.5}}}}, {.title = "two"}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "fill-rule=\"evenodd\"") == 10);
  CHECK(occurrences(text, ">start</text>") == 1);
  CHECK(occurrences(text, ">minimum</text>") == 1);
  CHECK(occurrences(text, "<polyline") == 2);
  CHECK(occurrences(text, ">rate</text>") == 1);
  CHECK(occurrences(text, ">b &lt;</text>") == 1);
  CHECK(occurrences(text, ">two</text>") == 1);
}

TEST_CASE("The view of a descent contains the minimum, however far it is", "[plot]") {
  for (const float rate : {1e-4f, 0.5f, 5.0f}) {  // hardly a step, a good way, a way out of the picture
    CAPTURE(rate);
    const auto view = nn::detail::descent_view(valley, {path_of(rate)}, {});
    CHECK_THAT(view.minimum[0], WithinAbs(1.0, 1e-4));
    CHECK_THAT(view.minimum[1], WithinAbs(0.0, 1e-4));
    CHECK((view.xs[0] < -8.0 && view.xs[1] > 1.0 && view.xs[1] < 5.0));
    CHECK((view.ys[0] < 0.0 && view.ys[1] > 1.0 && view.ys[1] < 2.5));
  }
  const auto given = nn::detail::descent_view(valley, {path_of(0.5f)}, {.x_range = {-9.0, 9.0}, .y_range = {-3.0, 3.0}});
  CHECK(given.xs == std::array{-9.0, 9.0});
  CHECK(given.ys == std::array{-3.0, 3.0});
}

TEST_CASE("A slope without a minimum has no mark of one", "[plot]") {
  const auto slope = [](double x, double y) { return x + y; };
  const std::string text = nn::plot_descent(slope, {{"down", nn::descend(slope, {0.0, 0.0}, nn::SGD{}, 3)}}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">minimum</text>") == 0);
}

TEST_CASE("plot_descent refuses paths that it cannot draw", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_descent(valley, {}), nn::InvalidInput, message_contains("no paths"));
  CHECK_THROWS_MATCHES(nn::plot_descent(valley, {{"empty", {}}}), nn::InvalidInput,
                       message_contains("\"empty\" has no points"));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(nn::plot_descent(valley, {{"a", {{nan, 0.0}}}}), nn::InvalidInput);
  CHECK_THROWS_MATCHES(nn::plot_descent(valley, {{"a", {{1.0, 0.0}, {0.5, nan}}}}), nn::InvalidInput,
                       message_contains("plot_descent: point 1 of path \"a\" is (0.5, nan); its numbers must be finite"));
  const auto flat = [](double, double) { return 1.0; };
  CHECK_THROWS_AS(nn::plot_descent(flat, {{"a", {{nan, 0.0}}}}), nn::InvalidInput);
}

}  // namespace linnet::test::descent
