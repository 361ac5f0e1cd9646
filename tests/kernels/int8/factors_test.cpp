// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/factors.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <cstdint>

namespace linnet::test::int8_factors {

using namespace kernels::int8;

/// The real number of a factor.
double real(Multiplier m) { return std::ldexp(m.fraction, m.exponent - 31); }

TEST_CASE("factors are computed in double from scales in float", "[kernels/int8]") {
  CHECK(product_factor(0.5f, 0.25f, 1.0f) == Multiplier{1 << 30, -2});
  CHECK(product_factor(0.5f, 0.25f, 0.125f) == Multiplier{1 << 30, 1});
  const float a = 1.0f + std::ldexp(1.0f, -12);  // a * a is 1 + 2^-11 + 2^-24, in float 1 + 2^-11
  CHECK(product_factor(a, a, 2.0f) == Multiplier{(1 << 30) + (1 << 19) + (1 << 6), 0});
  CHECK(scale_factor(0.75f, 1.0f) == Multiplier{3 << 29, 0});
  CHECK(scale_factor(1.0f, 3.0f).fraction == 1431655765);  // 2/3; the quotient in float would end with zeros
}

TEST_CASE("the factor of a mean is divided in integers", "[kernels/int8]") {
  const Multiplier m = make_multiplier(0.7);
  CHECK(mean_factor(m, 1) == m);
  CHECK(mean_factor(m, 16) == Multiplier{m.fraction, m.exponent - 4});
  CHECK(mean_factor(m, 3) == Multiplier{static_cast<std::int32_t>(std::int64_t{m.fraction} * 2 / 3), m.exponent - 1});
  for (const std::int32_t count : {2, 5, 49, 63, 64, 65, 1000, 12544, 1 << 20}) {
    const Multiplier mean = mean_factor(0.03f, 0.02f, count);
    CHECK(real(mean) == Approx(0.03f / double{0.02f} / count).epsilon(1e-8));
    CHECK(mean.fraction > 0);
  }
  // A shift of more than 31 bits does not exist: the fraction becomes smaller instead.
  CHECK(mean_factor(Multiplier{1 << 30, -29}, 16) == Multiplier{1 << 28, -31});
  CHECK(mean_factor(Multiplier{1 << 30, -31}, 16) == Multiplier{1 << 26, -31});
}

TEST_CASE("the factors of a sum make all tensors numbers of twice the largest scale", "[kernels/int8]") {
  const auto equal = sum_factors(std::array{0.3f, 0.3f}, 0.3f);
  CHECK(equal.inputs[0] == Multiplier{1 << 30, 0});
  CHECK(equal.inputs[1] == Multiplier{1 << 30, 0});
  CHECK(equal.output == Multiplier{1 << 30, -18});
  const auto three = sum_factors(std::array{0.1f, 0.8f, 0.2f}, 0.4f);
  CHECK(real(three.inputs[0]) == Approx(double{0.1f} / (2 * double{0.8f})));
  CHECK(three.inputs[1] == Multiplier{1 << 30, 0});
  CHECK(three.inputs[2] == Multiplier{1 << 30, -2});
  CHECK(three.output == Multiplier{1 << 30, -17});  // 1.6 / 0.4 / 2^20
}

}  // namespace linnet::test::int8_factors
