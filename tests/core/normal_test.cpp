// SPDX-License-Identifier: MIT
#include <linnet/core/normal.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace linnet::test::normal {

double ulps(float ours, double exact) {
  const double magnitude = std::max(std::abs(exact), 0x1p-126);
  return std::abs(static_cast<double>(ours) - exact) / std::ldexp(1.0, std::ilogb(magnitude) - 23);
}

TEST_CASE("The normal distribution is accurate everywhere", "[core]") {
  double density = 0.0, cdf = 0.0;
  for (int i = -180000; i <= 120000; ++i) {
    const float x = static_cast<float>(i) * 1e-4f;
    const math::Normal<float> ours = math::standard_normal(x);
    const double exact = static_cast<double>(x);
    density = std::max(density, ulps(ours.density, std::exp(-0.5 * exact * exact) / std::sqrt(2.0 * M_PI)));
    cdf = std::max(cdf, ulps(ours.cdf, 0.5 * std::erfc(-exact / std::sqrt(2.0))));
  }
  CHECK(density < 4.0);
  CHECK(cdf < 10.0);
}

TEST_CASE("The normal distribution at its middle and its ends", "[core]") {
  constexpr float infinite = std::numeric_limits<float>::infinity(), largest = std::numeric_limits<float>::max();
  CHECK(math::standard_normal(0.0f).cdf == 0.5f);
  CHECK(math::standard_normal(-0.0f).cdf == 0.5f);
  for (const float x : {largest, infinite}) {
    CHECK((math::standard_normal(x).cdf == 1.0f && math::standard_normal(-x).cdf == 0.0f));
    CHECK((math::standard_normal(x).density == 0.0f && math::standard_normal(-x).density == 0.0f));
  }
  const math::Normal<float> none = math::standard_normal(std::numeric_limits<float>::quiet_NaN());
  CHECK((std::isnan(none.cdf) && std::isnan(none.density)));
}

TEST_CASE("The normal distribution never falls, also where its two sides meet", "[core]") {
  float before = 0.0f;
  for (int i = -1500; i <= 1500; ++i) {
    const float cdf = math::standard_normal(static_cast<float>(i) * 0.01f).cdf;
    CHECK(cdf >= before);
    before = cdf;
  }
}

}  // namespace linnet::test::normal
