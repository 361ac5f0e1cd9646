// SPDX-License-Identifier: MIT
#include <linnet/draw/data_series.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>

#include <vector>

namespace linnet::test::data_series {

namespace nn = linnet;

TEST_CASE("Points are the numbers of arrays and lists", "[draw]") {
  nn::Tensor<2> x(3, 1);
  x.setValues({{0.5f}, {1.0f}, {-2.0f}});
  const std::vector<int> y{1, 0, 4};
  const nn::Series s = nn::points("data", x, y);
  CHECK(s.name == "data");
  CHECK(s.style == nn::SeriesStyle::points);
  CHECK(s.x == std::vector{0.5, 1.0, -2.0});
  CHECK(s.y == std::vector{1.0, 0.0, 4.0});
  CHECK_THROWS_MATCHES(nn::points("data", x, std::vector<int>{1, 2}), nn::InvalidInput,
                       message_contains("x is 3 times 1, y 2"));
  CHECK_THROWS_AS(nn::points("data", nn::Tensor<2>(3, 2), y), nn::InvalidInput);
}

TEST_CASE("A curve is that of a function, or of a model", "[draw]") {
  const nn::Series square = nn::curve("square", [](double x) { return x * x; }, {-1.0, 3.0});
  CHECK(square.style == nn::SeriesStyle::line);
  CHECK(square.x.front() == -1.0);
  CHECK(square.x.back() == 3.0);
  CHECK(square.y.front() == 1.0);
  CHECK(square.y.back() == 9.0);

  nn::Sequential model{nn::Input<1>{}, nn::Dense<4, nn::tanh>{}, nn::Dense<1>{}};
  model.initialize(1);
  const nn::Series line = nn::curve("model", model, {0.0, 2.0});
  REQUIRE(line.x.size() == line.y.size());
  for (const std::size_t i : {0u, 120u, 240u}) {
    const float y = model.predict(std::vector{static_cast<float>(line.x[i])})(0, 0);
    CHECK_THAT(line.y[i], WithinAbs(static_cast<double>(y), 1e-6));
  }
}

}  // namespace linnet::test::data_series
