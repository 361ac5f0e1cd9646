// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/arithmetic.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <cstdint>
#include <limits>

namespace linnet::test::int8_arithmetic {

using namespace kernels::int8;

constexpr float infinity = std::numeric_limits<float>::infinity();

TEST_CASE("real numbers become the nearest int8 number, halves away from zero", "[kernels/int8]") {
  constexpr Quantization units{1.0f, 0};
  static_assert(quantize(0.5f, units) == 1 && quantize(-0.5f, units) == -1);
  CHECK(quantize(0.0f, units) == 0);
  CHECK(quantize(-0.0f, units) == 0);
  CHECK(quantize(0.49999997f, units) == 0);
  CHECK(quantize(-0.49999997f, units) == 0);
  CHECK(quantize(1.5f, units) == 2);
  CHECK(quantize(2.5f, units) == 3);
  CHECK(quantize(-1.5f, units) == -2);
  CHECK(quantize(-2.5f, units) == -3);
  CHECK(quantize(2.5f, {1.0f, 10}) == 13);   // the zero is added to the rounded number:
  CHECK(quantize(-2.5f, {1.0f, 10}) == 7);   // -2.5 + 10 would be 8
  CHECK(quantize(0.375f, {0.25f, 0}) == 2);  // 1.5
  CHECK(quantize(-3.0f, {0.5f, -100}) == -106);
}

TEST_CASE("real numbers beyond int8 become its ends, however large", "[kernels/int8]") {
  constexpr Quantization units{1.0f, 0}, relu{0.1f, -128}, negative{0.1f, 127};
  for (const float x : {127.0f, 127.5f, 128.0f, 999.0f, 1001.0f, 3e9f, 1e30f, infinity}) {
    INFO(x);
    CHECK(quantize(x, units) == 127);
    CHECK(quantize(-x - 1, units) == -128);
    CHECK(quantize(x, negative) == 127);
    CHECK(quantize(-x, relu) == -128);
    CHECK(quantize(x, relu) == 127);
    CHECK(quantize(-x, negative) == -128);
  }
  CHECK(quantize(126.4f, units) == 126);
  CHECK(quantize(-127.4f, units) == -127);
  CHECK(quantize(-1e-30f, relu) == -128);
  CHECK(quantize(1.0f, {1e-45f, 0}) == 127);
  CHECK(quantize(std::numeric_limits<float>::quiet_NaN(), units) == -128);
}

TEST_CASE("every int8 number survives the way to the real numbers and back", "[kernels/int8]") {
  static_assert(dequantize(-128, {0.5f, 127}) == -127.5f);
  CHECK(dequantize(7, {0.25f, 7}) == 0.0f);
  CHECK(dequantize(127, {0.25f, -128}) == 63.75f);
  for (const float scale : {1e-6f, 0.0039215689f, 0.1f, 1.0f, 3.3e7f}) {
    for (const std::int32_t zero : {-128, -1, 0, 77, 127}) {
      for (std::int32_t n = -128; n < 128; ++n) {
        const Quantization q{scale, zero};
        REQUIRE(quantize(dequantize(static_cast<std::int8_t>(n), q), q) == n);
      }
    }
  }
}

TEST_CASE("a factor is a fraction of 31 bits and a power of two", "[kernels/int8]") {
  constexpr std::int32_t half = 1 << 30;
  CHECK(make_multiplier(0.0) == Multiplier{0, 0});
  CHECK(make_multiplier(1.0) == Multiplier{half, 1});
  CHECK(make_multiplier(0.5) == Multiplier{half, 0});
  CHECK(make_multiplier(0.25) == Multiplier{half, -1});
  CHECK(make_multiplier(0.75) == Multiplier{half + half / 2, 0});
  CHECK(make_multiplier(6.0) == Multiplier{half + half / 2, 3});
  CHECK(make_multiplier(2147483647.0) == Multiplier{2147483647, 31});
}

TEST_CASE("a factor just below a power of two that 31 bits cannot tell from it is that power", "[kernels/int8]") {
  const double last_bit = std::ldexp(1.0, -31);
  CHECK(make_multiplier(1.0 - last_bit) == Multiplier{2147483647, 0});
  CHECK(make_multiplier(1.0 - 0.51 * last_bit) == Multiplier{2147483647, 0});
  CHECK(make_multiplier(1.0 - 0.5 * last_bit) == Multiplier{1 << 30, 1});  // halves away from zero
  CHECK(make_multiplier(std::nextafter(1.0, 0.0)) == Multiplier{1 << 30, 1});
  CHECK(make_multiplier(std::nextafter(0.125, 0.0)) == Multiplier{1 << 30, -2});
}

TEST_CASE("a factor below 2^-32 is 0", "[kernels/int8]") {
  const double smallest = std::ldexp(1.0, -32);
  CHECK(make_multiplier(smallest) == Multiplier{1 << 30, -31});
  CHECK(make_multiplier(std::nextafter(smallest, 0.0)) == Multiplier{1 << 30, -31});  // rounded up to it
  CHECK(make_multiplier(smallest * (1 - 1e-6)) == Multiplier{0, 0});
  CHECK(make_multiplier(smallest / 2) == Multiplier{0, 0});
  CHECK(make_multiplier(1e-300) == Multiplier{0, 0});
  CHECK(scaled(2147483647, make_multiplier(1e-300)) == 0);
}

TEST_CASE("sums are scaled with two roundings", "[kernels/int8]") {
  const auto times = [](std::int32_t acc, double factor) { return scaled(acc, make_multiplier(factor)); };
  CHECK(times(1000, 0.1) == 100);
  CHECK(times(-1000, 0.1) == -100);
  CHECK(times(3, 0.5) == 2);
  CHECK(times(-3, 0.5) == -1);  // the first rounding takes halves up,
  CHECK(times(6, 0.25) == 2);   // the second away from zero
  CHECK(times(-6, 0.25) == -2);
  CHECK(times(1, 0.25) == 1);  // 1/4 is 1/2 after the first, 1 after the second
  CHECK(times(-1, 0.25) == 0);
  CHECK(times(7, 1.0) == 7);
  CHECK(times(7, 8.0) == 56);
  CHECK(times(-7, 12.0) == -84);
  CHECK(times(2147483647, std::ldexp(1.0, -31)) == 1);
  CHECK(times(-2147483647 - 1, std::ldexp(1.0, -32)) == -1);
  CHECK(times(0, 0.3) == 0);
}

TEST_CASE("scaled sums saturate after the zero is added", "[kernels/int8]") {
  const Multiplier one = make_multiplier(1.0), tenth = make_multiplier(0.1);
  CHECK(requantize(1279, tenth, 0) == 127);
  CHECK(requantize(100000, tenth, -128) == 127);
  CHECK(requantize(-100000, tenth, 127) == -128);
  CHECK(requantize(200, one, -128) == 72);
  CHECK(requantize(-200, one, 127) == -73);
  CHECK(requantize(255, one, -128) == 127);
  CHECK(requantize(256, one, -128) == 127);
  CHECK(requantize(-256, one, 127) == -128);
  CHECK(saturate(128) == 127);
  CHECK(saturate(-129) == -128);
  CHECK(saturate(-128) == -128);
}

TEST_CASE("means are rounded to the nearest number, halves away from zero", "[kernels/int8]") {
  static_assert(rounded_mean(5, 2) == 3 && rounded_mean(-5, 2) == -3);
  CHECK(rounded_mean(4, 3) == 1);
  CHECK(rounded_mean(5, 3) == 2);
  CHECK(rounded_mean(-4, 3) == -1);
  CHECK(rounded_mean(-5, 3) == -2);
  CHECK(rounded_mean(0, 9) == 0);
  CHECK(rounded_mean(127 * 9, 9) == 127);
  CHECK(rounded_mean(-128 * 9, 9) == -128);
}

}  // namespace linnet::test::int8_arithmetic
