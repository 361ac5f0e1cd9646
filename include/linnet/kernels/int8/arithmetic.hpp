// SPDX-License-Identifier: MIT
// The numbers of int8 models: real = scale * (q - zero), and the steps between real numbers, int8 and the int32 sums of products.
//
// Weights are in [-127, 127] with zero 0 and a scale for each output channel; activations are in [-128, 127] with one scale and one zero
// for each tensor. Scales are float; what is derived from them is computed in double. Source: Jacob et al., Quantization and Training of
// Neural Networks for Efficient Integer-Arithmetic-Only Inference (2018); bit for bit TFLite Micro's reference kernels (double rounding).
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/kernels/int8/fixed_point.hpp>

#include <cmath>

namespace linnet {

/// Scale and zero of a tensor of int8 numbers: real = scale * (q - zero). The zero is the number that stands for 0.
struct Quantization {
  float scale = 1.0f;
  std::int32_t zero = 0;  ///< in [-128, 127]

  friend constexpr bool operator==(const Quantization&, const Quantization&) = default;
};

/// Returns the int8 number nearest to x: clamp(round(x / scale) + zero, -128, 127), halves away from zero; -128 for a NaN. Without a branch,
/// so that a loop over it becomes vector instructions.
constexpr std::int8_t quantize(float x, Quantization q) {
  constexpr float below_half = 0x1.fffffep-2f;  // a sum with 1/2 itself may round 0.49999997 up to 1
  const float low = static_cast<float>(-128 - q.zero), high = static_cast<float>(127 - q.zero);
  float units = x / q.scale;
  units = units > low ? units : low;
  units = units < high ? units : high;
  return static_cast<std::int8_t>(static_cast<std::int32_t>(units + (units < 0.0f ? -below_half : below_half)) + q.zero);
}

/// Returns the real number of q.
constexpr float dequantize(std::int8_t n, Quantization q) { return q.scale * static_cast<float>(n - q.zero); }

/// Returns the quantisation of numbers from `low` to `high`, between which 0 lies and is exact; the scale is 0 if they are too close to each
/// other, too far apart, or not finite.
constexpr Quantization range_quantization(float low, float high) {
  const double scale = (static_cast<double>(high) - static_cast<double>(low)) / 255.0;
  if (!(scale > 1e-30 && scale < 1e30)) return {0.0f, 0};
  constexpr double below_half = 0x1.fffffffffffffp-2;
  double zero = -128.0 - static_cast<double>(low) / scale;
  zero = zero > -128.0 ? zero : -128.0;
  zero = zero < 127.0 ? zero : 127.0;
  return {static_cast<float>(scale), static_cast<std::int32_t>(zero + (zero < 0.0 ? -below_half : below_half))};
}

namespace kernels::int8 {

/// A positive real factor as integers: fraction / 2^31 * 2^exponent, with the fraction in [2^30, 2^31), or 0.
struct Multiplier {
  std::int32_t fraction = 0;
  std::int32_t exponent = 0;

  friend constexpr bool operator==(const Multiplier&, const Multiplier&) = default;
};

/// Returns the factor `real` >= 0 as a Multiplier; 0 if it is below 2^-32.
inline Multiplier make_multiplier(double real) {
  int exponent = 0;
  const double fraction = std::frexp(real, &exponent);
  auto bits = static_cast<std::int64_t>((std::round)(fraction * 2147483648.0));
  if (bits == std::int64_t{1} << 31) {
    bits /= 2;
    ++exponent;
  }
  if (exponent < -31) return {};
  return {static_cast<std::int32_t>(bits), exponent};
}

/// Returns acc * m, rounded twice: to a multiple of 2^exponent as Q0.31 products are, then to an integer, halves away from zero. With a
/// positive exponent |acc| * 2^exponent must be below 2^31.
constexpr std::int32_t scaled(std::int32_t acc, Multiplier m) {
  const int left = m.exponent > 0 ? m.exponent : 0, right = m.exponent > 0 ? 0 : -m.exponent;
  return divide_by_power_of_two(multiply_high(acc * (std::int32_t{1} << left), m.fraction), right);
}

/// Returns n clamped to the range of int8.
constexpr std::int8_t saturate(std::int32_t n) { return static_cast<std::int8_t>(n < -128 ? -128 : (n > 127 ? 127 : n)); }

/// Returns the int8 number of a sum: acc * m + zero, clamped.
constexpr std::int8_t requantize(std::int32_t acc, Multiplier m, std::int32_t zero) { return saturate(scaled(acc, m) + zero); }

/// sum / count, rounded to the nearest integer, halves away from zero.
constexpr std::int32_t rounded_mean(std::int32_t sum, std::int32_t count) {
  return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

}  // namespace kernels::int8
}  // namespace linnet
