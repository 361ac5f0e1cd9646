// SPDX-License-Identifier: MIT
#include <linnet/initializers/random.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/draws.hpp>

#include <cmath>

namespace {

using linnet::test::draw;
using linnet::test::Moments;
using linnet::test::moments;
using linnet::test::moments_are;

TEST_CASE("RandomUniform stays in its range, by default +-0.05", "[initializers]") {
  const Moments standard = moments(draw(linnet::RandomUniform{}, 1));
  CHECK(moments_are(standard, 0.0, 0.1 / std::sqrt(12.0)));
  CHECK(standard.least >= -0.05f);
  CHECK(standard.greatest <= 0.05f);

  const Moments shifted = moments(draw(linnet::RandomUniform{.minval = 2.0f, .maxval = 5.0f}, 2));
  CHECK(moments_are(shifted, 3.5, 3.0 / std::sqrt(12.0)));
  CHECK(shifted.least >= 2.0);
  CHECK(shifted.least < 2.001);
  CHECK(shifted.greatest <= 5.0);
  CHECK(shifted.greatest > 4.999);
}

TEST_CASE("RandomNormal is not truncated; its default deviation is 0.05", "[initializers]") {
  const Moments standard = moments(draw(linnet::RandomNormal{}, 3));
  CHECK(moments_are(standard, 0.0, 0.05));
  CHECK(standard.greatest > 3.5 * 0.05);
  CHECK(standard.least < -3.5 * 0.05);
  CHECK(moments_are(moments(draw(linnet::RandomNormal{.mean = -3.0f, .stddev = 2.0f}, 4)), -3.0, 2.0));
}

}  // namespace
