// SPDX-License-Identifier: MIT
// Softmax and functions of one number in int8: by tables, which are made when a model is quantised.
//
// The exponential of a softmax depends only on the difference of a number to the largest one of its row: 256 differences, one table. So
// no exponential is computed on the device. Bit for bit TFLite Micro's SOFTMAX, LOGISTIC and TANH.
#pragma once

#include <linnet/core/shape.hpp>
#include <linnet/kernels/int8/arithmetic.hpp>

#include <algorithm>
#include <array>
#include <bit>

namespace linnet::kernels::int8 {

/// The output of softmax and sigmoid, and that of tanh: fixed, because their ranges are known.
inline constexpr Quantization probability_quantization{1.0f / 256.0f, -128};
inline constexpr Quantization tanh_quantization{1.0f / 128.0f, 0};

namespace detail {

/// The largest number in Q`integer_bits`.(31 - integer_bits) that may be multiplied by 2^left_shift: differences beyond it are clamped.
inline std::int32_t input_radius(int integer_bits, int left_shift) {
  const double radius = std::ldexp(static_cast<double>((std::int64_t{1} << integer_bits) - 1), 31 - integer_bits - left_shift);
  return static_cast<std::int32_t>((std::min)(std::floor(radius), 2147483647.0));
}

}  // namespace detail

/// exp_table[-d] = e^(scale * d) in Q0.31 for differences d = 0, -1, ..., -255 of numbers with this scale; 0 beyond the range of the
/// fixed-point numbers.
LINNET_COLD inline std::array<std::int32_t, 256> make_exp_table(float scale) {
  constexpr int integer_bits = 5;  // of the scaled differences
  const double real = (std::min)(static_cast<double>(scale) * std::ldexp(1.0, 31 - integer_bits), 2147483647.0);
  const Multiplier m = make_multiplier(real);
  const std::int32_t radius = detail::input_radius(integer_bits, m.exponent);
  std::array<std::int32_t, 256> table{};
  for (std::int32_t i = 0; i < 256; ++i) {
    if (i > radius) break;
    table[static_cast<std::size_t>(i)] = exp_of_negative<integer_bits>(scaled(-i, m));
  }
  return table;
}

namespace detail {

/// 1 / (1 + x) in Q0.31, once for a row: small code, where an integer product of 64 bits is a function.
LINNET_COLD inline std::int32_t reciprocal_of_row(std::int32_t x) { return reciprocal_of_one_plus(x); }

}  // namespace detail

/// The most numbers of a row: their sum in Q12.19 must fit into 32 bits.
inline constexpr Index most_softmax_numbers = 8191;

/// The softmax of a row of `width` <= most_softmax_numbers numbers, into probabilities of probability_quantization. x and y may be the same.
inline void softmax_row(const std::int32_t* exp_table, const std::int8_t* x, std::int8_t* y, Index width) {
  constexpr int sum_bits = 12;  // integer bits of the sum
  std::int32_t largest = -128;
  for (Index i = 0; i < width; ++i) largest = (std::max)(largest, std::int32_t{x[i]});
  std::uint32_t sum = 0;  // Q12.19; each term is rounded
  for (Index i = 0; i < width; ++i) {
    const auto e = static_cast<std::uint32_t>(exp_table[largest - x[i]]);
    sum += (e + (1u << (sum_bits - 1))) >> sum_bits;
  }
  const int leading_zeros = std::countl_zero(sum);
  int shift = sum_bits - leading_zeros + 31 - 8;
  std::int32_t reciprocal = 0;
  if (shift <= 31) {
    reciprocal = detail::reciprocal_of_row(static_cast<std::int32_t>((sum << leading_zeros) - (1u << 31)));
  } else {  // the sum is at least 512 times its largest term: no probability is more than half of 1/256
    shift = 31;
  }
  for (Index i = 0; i < width; ++i) {
    y[i] = saturate(divide_by_power_of_two(multiply_high(reciprocal, exp_table[largest - x[i]]), shift) - 128);
  }
}

inline namespace LINNET_CODE {

/// The softmax of each row of x (count / width, width), compiled once for all widths.
LINNET_NOINLINE inline void softmax_rows(const std::int32_t* exp_table, const std::int8_t* x, std::int8_t* y, Index count,
                                         Index width) {
  for (Index i = 0; i < count; i += width) softmax_row(exp_table, x + i, y + i, width);
}

}  // namespace LINNET_CODE

/// A function of one int8 number: table[q + 128].
using Table = std::array<std::int8_t, 256>;

/// Sigmoid (tanh) of a number with quantisation `in`, in probability_quantization (tanh_quantization).
LINNET_COLD inline Table make_sigmoid_table(Quantization in, bool is_tanh = false) {
  constexpr int integer_bits = 4;
  const Multiplier m = make_multiplier(static_cast<double>(in.scale) * std::ldexp(1.0, 31 - integer_bits));
  const std::int32_t radius = detail::input_radius(integer_bits, m.exponent);
  const std::int32_t lowest = -128, highest = 127;
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::int32_t centred = static_cast<std::int32_t>(i) - 128 - in.zero;
    std::int32_t y = 0;
    if (centred <= -radius) {
      y = lowest;
    } else if (centred >= radius) {
      y = highest;
    } else {
      const std::int32_t x = scaled(centred, m);
      y = is_tanh ? divide_by_power_of_two(tanh(x), 24) : divide_by_power_of_two(sigmoid(x), 23) - 128;
    }
    table[i] = saturate(y);
  }
  return table;
}

/// Any function f of a real number, for numbers with quantisation `in`, in quantisation `out`.
template <class Function>
Table make_table(Quantization in, Quantization out, const Function& f) {
  Table table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = quantize(f(dequantize(static_cast<std::int8_t>(static_cast<std::int32_t>(i) - 128), in)), out);
  }
  return table;
}

}  // namespace linnet::kernels::int8
