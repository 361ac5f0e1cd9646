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
#include <optional>
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

/// Writes numbers of the file's type `dtype` as T (float, double) to `to`. Returns the first number that is finite in the file but
/// infinite as a T; in that case do not use the result.
template <class T>
std::optional<double> convert_floats(std::string_view dtype, std::span<const std::byte> numbers, std::byte* to) {
  std::optional<double> too_large;
  const auto each = [&]<class From>(From, const auto& value_of) {
    for (std::size_t at = 0; at < numbers.size() && !too_large; at += sizeof(From), to += sizeof(T)) {
      From number;
      std::memcpy(&number, numbers.data() + at, sizeof number);
      const auto value = value_of(number);
      if constexpr (sizeof value > sizeof(T)) {
        if (math::is_finite(value) && (std::abs)(value) >= 0x1.ffffffp127) {  // halfway from the largest float to 2^128
          too_large = value;
          return;
        }
      }
      const T converted = static_cast<T>(value);
      std::memcpy(to, &converted, sizeof converted);
    }
  };
  if (dtype == "F16") each(std::uint16_t{}, half_to_float);
  if (dtype == "BF16") each(std::uint16_t{}, bfloat16_to_float);
  if (dtype == "F32") each(float{}, [](float number) { return number; });
  if (dtype == "F64") each(double{}, [](double number) { return number; });
  return too_large;
}

}  // namespace linnet::detail
