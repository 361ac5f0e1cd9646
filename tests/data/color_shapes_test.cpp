// SPDX-License-Identifier: MIT
#include <linnet/data/color_shapes.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cstdint>

namespace {

using linnet::Index;
using linnet::make_color_shapes;

TEST_CASE("make_color_shapes draws as many pictures of each class", "[data]") {
  const auto shapes = make_color_shapes(100, 1);
  for (std::int32_t k = 0; k < 10; ++k) CHECK(std::count(shapes.y.data(), shapes.y.data() + 100, k) == 10);
  CHECK(!std::is_sorted(shapes.y.data(), shapes.y.data() + 100));
  CHECK(make_color_shapes(0).y.size() == 0);
  CHECK_THROWS_AS(make_color_shapes(-1), linnet::InvalidInput);
}

TEST_CASE("make_color_shapes draws red shapes red, and the same ones for a seed", "[data]") {
  const auto shapes = make_color_shapes(50, 1);
  for (Index i = 0; i < 50; ++i) {
    int red = 0, blue = 0;
    for (Index pixel = 0; pixel < 1024; ++pixel) {
      red += shapes.x.data()[(i * 1024 + pixel) * 3];
      blue += shapes.x.data()[(i * 1024 + pixel) * 3 + 2];
    }
    CHECK((red > blue) == (shapes.y(i) % 2 == 0));
  }
  const auto again = make_color_shapes(50, 1), others = make_color_shapes(50, 2);
  CHECK(std::equal(shapes.x.data(), shapes.x.data() + shapes.x.size(), again.x.data()));
  CHECK(!std::equal(shapes.x.data(), shapes.x.data() + shapes.x.size(), others.x.data()));
  std::uint32_t sum = 0;  // the same on every machine
  for (Index i = 0; i < shapes.x.size(); ++i) sum = 31 * sum + shapes.x.data()[i];
  CHECK(sum == 2528028505u);
}

}  // namespace
