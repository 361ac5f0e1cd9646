// SPDX-License-Identifier: MIT
// Numbers as text for files, always in the C locale, so that a point is a point. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

namespace linnet::detail {

/// Prints into a string.
template <class... Arguments>
LINNET_COLD std::string print(const char* format, Arguments... arguments) {
  char line[160];
  const int length = std::snprintf(line, sizeof line, format, arguments...);
  return std::string(line, line + (length < 0 ? 0 : length < 160 ? length : 159));
}

/// Returns a number in the fewest digits that read back as the same number: 0.1, 1e+30, nan, inf.
LINNET_COLD inline std::string shortest(double value) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

/// Returns a number with `places` decimals (at most 50).
LINNET_COLD inline std::string fixed(double value, int places) {
  std::array<char, 400> digits;
  return {digits.data(),
          std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, places).ptr};
}

/// Returns a number with `places` decimals, or, where that takes more than `room` characters (at least 9), in as many digits as fit, at most
/// three: 1.23e+33.
LINNET_COLD inline std::string fixed_within(double value, int places, std::size_t room) {
  std::string words = fixed(value, places);
  for (int digits = 3; words.size() > room && digits > 0; --digits) words = print("%.*g", digits, value);
  return words;
}

/// Returns a number that is not negative with its digits in groups of three: 219,818.
LINNET_COLD inline std::string grouped(std::int64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
  return digits;
}

/// Returns a number in at least `digits` hexadecimal digits (at most 16), with leading zeros.
LINNET_COLD inline std::string hexadecimal(std::uint64_t number, int digits = 16) {
  std::array<char, 20> all;
  std::snprintf(all.data(), all.size(), "%0*llx", digits, static_cast<unsigned long long>(number));
  return all.data();
}

}  // namespace linnet::detail
