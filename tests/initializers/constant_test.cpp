// SPDX-License-Identifier: MIT
#include <linnet/initializers/constant.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/draws.hpp>

#include <algorithm>

namespace {

TEST_CASE("Zeros, Ones and Constant are exact and draw nothing", "[initializers]") {
  const auto fills_with = [](const linnet::Initializer& initializer, float value) {
    std::vector<float> numbers(60000, -7.0f);
    linnet::Random random(1);
    initializer(numbers.data(), linnet::test::drawn_kernel, random);
    return random == linnet::Random(1) &&
           std::all_of(numbers.begin(), numbers.end(), [&](float number) { return number == value; });
  };
  CHECK(fills_with(linnet::Zeros{}, 0.0f));
  CHECK(fills_with(linnet::Ones{}, 1.0f));
  CHECK(fills_with(linnet::Constant{}, 0.0f));
  CHECK(fills_with(linnet::Constant{-2.5f}, -2.5f));
  CHECK(linnet::test::draw<double>(linnet::Constant{0.25f}, 1).back() == 0.25);
}

}  // namespace
