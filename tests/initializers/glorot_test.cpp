// SPDX-License-Identifier: MIT
#include <linnet/initializers/glorot.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/draws.hpp>

#include <cmath>

namespace {

using linnet::test::draw;
using linnet::test::Moments;
using linnet::test::moments;
using linnet::test::moments_are;

TEST_CASE("GlorotUniform is uniform up to sqrt(6 / (fan_in + fan_out))", "[initializers]") {
  const double limit = std::sqrt(6.0 / 500.0);
  const Moments m = moments(draw(linnet::GlorotUniform{}, 1));
  CHECK(moments_are(m, 0.0, limit / std::sqrt(3.0)));
  CHECK(m.least >= -limit * (1.0 + 1e-7));
  CHECK(m.least < -0.999 * limit);
  CHECK(m.greatest <= limit * (1.0 + 1e-7));
  CHECK(m.greatest > 0.999 * limit);
}

TEST_CASE("GlorotNormal has the deviation sqrt(2 / (fan_in + fan_out)) after its truncation", "[initializers]") {
  const double deviation = std::sqrt(2.0 / 500.0);
  const double cut = 2.0 * deviation / 0.87962566103423978;  // two deviations of the normal distribution before it is cut
  const Moments m = moments(draw(linnet::GlorotNormal{}, 2));
  CHECK(moments_are(m, 0.0, deviation));
  CHECK(m.least >= -cut * (1.0 + 1e-6));
  CHECK(m.least < -0.99 * cut);
  CHECK(m.greatest <= cut * (1.0 + 1e-6));
  CHECK(m.greatest > 0.99 * cut);
}

}  // namespace
