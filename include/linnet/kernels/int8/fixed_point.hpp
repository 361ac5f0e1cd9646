// SPDX-License-Identifier: MIT
// Fixed-point numbers in 32 bits: products, quotients, exp and the reciprocal that int8 models are made of, bit for bit as in TFLite Micro.
//
// "Qi.f" is an int32 that counts 2^-f, with i integer bits: Q0.31 is in [-1, 1).
// Source: the definitions of gemmlowp's fixedpoint.h, which TFLite, TFLite Micro and CMSIS-NN share.
#pragma once

#include <linnet/config.hpp>

#include <array>
#include <cstdint>
#include <limits>

namespace linnet::kernels::int8 {

/// floor((a * b + 2^30) / 2^31): the product of two Q0.31 numbers, rounded. Only (-1) * (-1) saturates.
constexpr std::int32_t multiply_high(std::int32_t a, std::int32_t b) {
  constexpr std::int32_t lowest = (std::numeric_limits<std::int32_t>::min)();
  if (a == lowest && b == lowest) return (std::numeric_limits<std::int32_t>::max)();
  return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

/// x / 2^exponent, rounded to the nearest integer, halves away from zero; 0 <= exponent <= 31.
constexpr std::int32_t divide_by_power_of_two(std::int32_t x, int exponent) {
  const auto mask = static_cast<std::int32_t>((std::uint32_t{1} << exponent) - 1);
  const std::int32_t remainder = x & mask, threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + (remainder > threshold ? 1 : 0);
}

/// x * 2^exponent, saturated; 0 <= exponent <= 31.
constexpr std::int32_t multiply_by_power_of_two(std::int32_t x, int exponent) {
  const auto y = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << exponent);
  if (y >> exponent == x) return y;
  return x < 0 ? (std::numeric_limits<std::int32_t>::min)() : (std::numeric_limits<std::int32_t>::max)();
}

namespace detail {

inline constexpr std::int32_t one = (std::numeric_limits<std::int32_t>::max)();  ///< 1 in Q0.31, as near as it gets

/// e^x for x in [-1/4, 0), Q0.31: a Taylor polynomial of degree 4 around -1/8.
constexpr std::int32_t exp_of_quarter(std::int32_t a) {
  constexpr std::int32_t exp_of_eighth = 1895147668, third = 715827883;  // e^(-1/8), 1/3
  const std::int32_t x = a + (1 << 28);                                  // a + 1/8
  const std::int32_t x2 = multiply_high(x, x), x3 = multiply_high(x2, x), x4 = multiply_high(x2, x2);
  const std::int32_t cubic = multiply_high(divide_by_power_of_two(x4, 2) + x3, third);
  return exp_of_eighth + multiply_high(exp_of_eighth, x + divide_by_power_of_two(cubic + x2, 1));
}

/// Newton's iteration for 1 / d, d in [1/2, 1] in Q0.31; the result is in Q2.29. Start: 48/17 - 32/17 d.
constexpr std::int32_t reciprocal_of_half(std::int32_t d) {
  constexpr std::int32_t start = 1515870810, slope = -1010580540;  // 48/17 and -32/17 in Q2.29
  std::int32_t x = start + multiply_high(d, slope);
  for (int i = 0; i < 3; ++i) {
    const std::int32_t error = (1 << 29) - multiply_high(d, x);
    x += multiply_by_power_of_two(multiply_high(x, error), 2);
  }
  return x;
}

/// (a + 1) / 2 in Q0.31 of a >= 0, halves up.
constexpr std::int32_t half_of_one_plus(std::int32_t a) {
  return static_cast<std::int32_t>((static_cast<std::uint32_t>(a) + (std::uint32_t{1} << 31)) / 2);
}

}  // namespace detail

/// e^x in Q0.31 of x <= 0 in Q`IntegerBits`.(31 - IntegerBits), IntegerBits at most 5.
template <int IntegerBits>
constexpr std::int32_t exp_of_negative(std::int32_t x) {
  constexpr int fraction_bits = 31 - IntegerBits;
  constexpr std::int32_t quarter = std::int32_t{1} << (fraction_bits - 2);
  const std::int32_t in_quarter = (x & (quarter - 1)) - quarter;  // x = in_quarter - the quarters that remain
  const std::int32_t remainder = in_quarter - x;
  std::int32_t result = detail::exp_of_quarter(multiply_by_power_of_two(in_quarter, IntegerBits));
  // e^(-2^k) in Q0.31 for k = -2 ... 4
  constexpr std::array<std::int32_t, 7> powers{1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};
  for (std::size_t i = 0; i < IntegerBits + 2; ++i) {
    if (remainder & (quarter << i)) result = multiply_high(result, powers[i]);
  }
  return x == 0 ? detail::one : result;
}

/// 1 / (1 + x) in Q0.31 of x in [0, 1) in Q0.31.
constexpr std::int32_t reciprocal_of_one_plus(std::int32_t x) {
  return multiply_by_power_of_two(detail::reciprocal_of_half(detail::half_of_one_plus(x)), 1);
}

/// 1 / (1 + e^-x) in Q0.31 of x in Q4.27.
constexpr std::int32_t sigmoid(std::int32_t x) {
  if (x == 0) return 1 << 30;
  const std::int32_t positive = reciprocal_of_one_plus(exp_of_negative<4>(x > 0 ? -x : x));
  return x > 0 ? positive : detail::one - positive;
}

/// tanh(x) in Q0.31 of x in Q4.27: (1 - e^-2x) / (1 + e^-2x).
constexpr std::int32_t tanh(std::int32_t x) {
  if (x == 0) return 0;
  const std::int32_t e = exp_of_negative<5>(x > 0 ? -x : x);  // the bits of x in Q4.27 are those of 2x in Q5.26
  const std::int32_t reciprocal = detail::reciprocal_of_half(detail::half_of_one_plus(e));  // 2 / (1 + e), Q2.29
  const std::int32_t t = multiply_by_power_of_two(reciprocal - (1 << 29), 2);               // 2 / (1 + e) - 1
  return x > 0 ? t : -t;
}

}  // namespace linnet::kernels::int8
