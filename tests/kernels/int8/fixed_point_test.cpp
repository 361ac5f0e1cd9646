// SPDX-License-Identifier: MIT
// golden_test.cpp compares the results with TFLite Micro's, this file with the definitions and with real functions.
#include <linnet/kernels/int8/fixed_point.hpp>

#include <linnet/core/random.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace linnet::test::int8_fixed_point {

using namespace kernels::int8;

constexpr std::int32_t lowest = (std::numeric_limits<std::int32_t>::min)(),
                       highest = (std::numeric_limits<std::int32_t>::max)();

/// Calls f(a random number of up to 32 bits) many times; small numbers are as frequent as large ones.
template <class F>
void for_random_numbers(std::uint64_t seed, const F& f) {
  Random random(seed);
  for (int i = 0; i < 2000; ++i) f(static_cast<std::int32_t>(random()) >> (i % 32));
}

TEST_CASE("products of Q0.31 numbers are rounded, and only (-1) * (-1) saturates", "[kernels/int8]") {
  CHECK(multiply_high(1 << 30, 1 << 30) == 1 << 29);
  CHECK(multiply_high(lowest, lowest) == highest);
  CHECK(multiply_high(lowest, highest) == -highest);
  CHECK(multiply_high(highest, highest) == highest - 1);
  CHECK(multiply_high(1 << 15, 1 << 15) == 1);      // 1/2
  CHECK(multiply_high(1 << 15, -(1 << 15)) == 0);   // -1/2
  CHECK(multiply_high(3 << 15, -(1 << 15)) == -1);  // -3/2
  CHECK(multiply_high((1 << 15) - 1, 1 << 15) == 0);
  Random random(1);
  for_random_numbers(2, [&](std::int32_t a) {
    const auto b = static_cast<std::int32_t>(random());
    const std::int64_t product = std::int64_t{a} * b;  // gemmlowp's definition, which divides towards zero
    const std::int64_t nudge = product >= 0 ? std::int64_t{1} << 30 : 1 - (std::int64_t{1} << 30);
    REQUIRE(multiply_high(a, b) == (product + nudge) / (std::int64_t{1} << 31));
  });
}

TEST_CASE("quotients by powers of two round halves away from zero", "[kernels/int8]") {
  CHECK(divide_by_power_of_two(5, 1) == 3);
  CHECK(divide_by_power_of_two(-5, 1) == -3);
  CHECK(divide_by_power_of_two(2, 2) == 1);
  CHECK(divide_by_power_of_two(-2, 2) == -1);
  CHECK(divide_by_power_of_two(1, 2) == 0);
  CHECK(divide_by_power_of_two(-1, 2) == 0);
  for (const std::int32_t x : {lowest, -(1 << 30) - 1, -(1 << 30), -(1 << 30) + 1, -1, 0, 1, (1 << 30) - 1, 1 << 30, highest}) {
    for (int exponent = 0; exponent < 32; ++exponent) {
      INFO(x << " / 2^" << exponent);
      CHECK(divide_by_power_of_two(x, exponent) == std::llround(std::ldexp(x, -exponent)));
    }
  }
  int exponent = 0;
  for_random_numbers(3, [&](std::int32_t x) {
    exponent = (exponent + 1) % 31;
    REQUIRE(divide_by_power_of_two(x, exponent) == std::llround(std::ldexp(x, -exponent)));
  });
}

TEST_CASE("products with powers of two saturate", "[kernels/int8]") {
  CHECK(multiply_by_power_of_two(-7, 3) == -56);
  CHECK(multiply_by_power_of_two(highest, 0) == highest);
  CHECK(multiply_by_power_of_two(1, 30) == 1 << 30);
  CHECK(multiply_by_power_of_two(1, 31) == highest);
  CHECK(multiply_by_power_of_two(-1, 31) == lowest);
  CHECK(multiply_by_power_of_two((1 << 29) + 1, 2) == highest);
  CHECK(multiply_by_power_of_two(-(1 << 29) - 1, 2) == lowest);
  CHECK(multiply_by_power_of_two(lowest, 31) == lowest);
}

/// The real number of x in Qi.f.
double real(std::int32_t x, int fraction_bits) { return std::ldexp(x, -fraction_bits); }

TEST_CASE("exp, sigmoid, tanh and the reciprocal are the real functions within their few last bits", "[kernels/int8]") {
  double exp_error = 0, sigmoid_error = 0, tanh_error = 0, reciprocal_error = 0;
  for_random_numbers(4, [&](std::int32_t x) {
    const std::int32_t negative = x < 0 ? x : -x, positive = x < 0 ? ~x : x;
    const auto keep = [](double& largest, double error) { largest = (std::max)(largest, (std::abs)(error)); };
    keep(exp_error, real(exp_of_negative<5>(negative), 31) - std::exp(real(negative, 26)));
    keep(exp_error, real(exp_of_negative<4>(negative), 31) - std::exp(real(negative, 27)));
    keep(exp_error, real(exp_of_negative<0>(negative), 31) - std::exp(real(negative, 31)));
    keep(reciprocal_error, real(reciprocal_of_one_plus(positive), 31) - 1 / (1 + real(positive, 31)));
    keep(sigmoid_error, real(linnet::kernels::int8::sigmoid(x), 31) - 1 / (1 + std::exp(-real(x, 27))));
    keep(tanh_error, real(kernels::int8::tanh(x), 31) - std::tanh(real(x, 27)));
  });
  CAPTURE(exp_error, sigmoid_error, tanh_error, reciprocal_error);
  CHECK(exp_error < 2.6e-7);  // the polynomial leaves out (1/8)^5 / 5!
  CHECK(sigmoid_error < 1e-7);
  CHECK(tanh_error < 2e-7);
  CHECK(reciprocal_error < 4e-9);
}

TEST_CASE("exp, sigmoid, tanh and the reciprocal have gemmlowp's bits", "[kernels/int8]") {
  struct {
    std::int32_t x, exp5, exp4, reciprocal, sigmoid, tanh;  // exp of -|x|; the reciprocal of x, or of -x - 1 if x is negative
  } const cases[] = {
      // just below -2^-k: factor by factor of exp
      {-2147483647, 0, 242, 1073741820, 241, -2147483647},
      {-1073741825, 242, 720401, 1431655762, 720155, -2147483164},
      {-1073741823, 242, 720401, 1431655770, 720155, -2147483164},
      {-536870913, 720401, 39332526, 1717986914, 38625087, -2146043336},
      {-268435457, 39332525, 290630239, 1908874352, 255986273, -2070233488},
      {-134217729, 290630237, 790014897, 2021161076, 577547203, -1635511116},
      {-67108865, 790014891, 1302514366, 2082408382, 810762295, -992389248},
      {-33554433, 1302514356, 1672461551, 2114445440, 940218681, -525959064},
      {-16777217, 1672461539, 1895147654, 2130836488, 1006720197, -267046296},
      {-16777215, 1672462444, 1895147682, 2130836488, 1006720211, -267045716},
      {-1, 2147483124, 2147483140, 2147483647, 1073741699, -260},
      {1, 2147483124, 2147483140, 2147483647, 1073741948, 260},
      {98765, 2144325029, 2145903512, 2147384890, 1074137006, 1580476},
      {16777216, 1672462419, 1895147668, 2130836488, 1140763444, 267045740},
      {87654321, 581668595, 1117642077, 2063266820, 1412406876, 1232090372},
      {1234567890, 22, 217361, 1363576508, 2147266312, 2147483596},
  };
  for (const auto& wanted : cases) {
    INFO(wanted.x);
    const std::int32_t negative = wanted.x < 0 ? wanted.x : -wanted.x, positive = wanted.x < 0 ? ~wanted.x : wanted.x;
    CHECK(exp_of_negative<5>(negative) == wanted.exp5);
    CHECK(exp_of_negative<4>(negative) == wanted.exp4);
    CHECK(reciprocal_of_one_plus(positive) == wanted.reciprocal);
    CHECK(linnet::kernels::int8::sigmoid(wanted.x) == wanted.sigmoid);
    CHECK(kernels::int8::tanh(wanted.x) == wanted.tanh);
  }
}

TEST_CASE("exp, sigmoid and tanh have the values of 0, and the ends do not wrap around", "[kernels/int8]") {
  static_assert(exp_of_negative<5>(0) == highest && linnet::kernels::int8::sigmoid(0) == 1 << 30 &&
                kernels::int8::tanh(0) == 0);
  CHECK(exp_of_negative<5>(lowest) == 0);
  CHECK(linnet::kernels::int8::sigmoid(highest) > highest - 400);
  CHECK(linnet::kernels::int8::sigmoid(lowest + 1) == highest - linnet::kernels::int8::sigmoid(highest));
  CHECK(kernels::int8::tanh(highest) > highest - 16);
  CHECK(kernels::int8::tanh(lowest + 1) == -kernels::int8::tanh(highest));
  CHECK(reciprocal_of_one_plus(0) > highest - 16);
}

}  // namespace linnet::test::int8_fixed_point
