// SPDX-License-Identifier: MIT
// The float types of files with weights, as the numbers of a model: F64, F32, F16 and BF16 become float or double, rounded to the nearest,
// ties to even. For hosts.
//
// Sources: IEEE 754-2019 (binary16: 1 sign, 5 exponent and 10 fraction bits; binary32; binary64); BF16 is the upper half of a binary32.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/math.hpp>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace linnet::detail {

/// Returns the value of a binary16: each is a float, including subnormal ones (below 2^-14) and NaN.
inline float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half & 0x8000u} << 16, exponent = (half >> 10) & 31u, fraction = half & 1023u;
  if (exponent == 0) return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24f));
  return std::bit_cast<float>(sign | (exponent == 31 ? 255u : exponent + 112u) << 23 | fraction << 13);
}

/// Returns the value of a BF16.
inline float bfloat16_to_float(std::uint16_t bits) { return std::bit_cast<float>(std::uint32_t{bits} << 16); }

/// True for the types of a file that become numbers of a model.
inline bool is_float_format(std::string_view dtype) {
  return dtype == "F32" || dtype == "F64" || dtype == "F16" || dtype == "BF16";
}

/// Writes numbers of the file's type `dtype` as numbers of `width` bytes (float, double) to `to`. Returns the first number that is finite in
/// the file but infinite as a float, in which case do not use the result; otherwise 0.
inline double convert_floats(std::string_view dtype, std::span<const std::byte> numbers, std::size_t width, std::byte* to) {
  const bool f64 = dtype == "F64", f32 = dtype == "F32", f16 = dtype == "F16";
  const std::size_t from_width = f64 ? sizeof(double) : f32 ? sizeof(float) : sizeof(std::uint16_t);
  for (std::size_t at = 0; at < numbers.size(); at += from_width, to += width) {
    const std::byte* const from = numbers.data() + at;
    double value = 0.0;
    float narrow = 0.0f;
    if (f64) {
      std::memcpy(&value, from, sizeof value);
      if (width == sizeof(float) && math::is_finite(value) && (std::abs)(value) >= 0x1.ffffffp127) {
        return value;  // halfway from the largest float to 2^128
      }
    } else if (f32) {
      std::memcpy(&narrow, from, sizeof narrow);
      value = static_cast<double>(narrow);
    } else {
      std::uint16_t half = 0;
      std::memcpy(&half, from, sizeof half);
      value = static_cast<double>(f16 ? half_to_float(half) : bfloat16_to_float(half));
    }
    if (width == sizeof(float)) {
      narrow = static_cast<float>(value);
      std::memcpy(to, &narrow, sizeof narrow);
    } else {
      std::memcpy(to, &value, sizeof value);
    }
  }
  return 0.0;
}

}  // namespace linnet::detail
