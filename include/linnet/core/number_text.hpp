// SPDX-License-Identifier: MIT
// Numbers as text for files: in no locale but C's, so that a point is a point. On a host.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <string>

namespace linnet::detail {

/// printf into a string.
template <class... Arguments>
LINNET_COLD std::string print(const char* format, Arguments... arguments) {
  char line[160];
  const int length = std::snprintf(line, sizeof line, format, arguments...);
  return std::string(line, line + (length < 0 ? 0 : length < 160 ? length : 159));
}

/// In as few digits as it takes to read the same number back: 0.1, 1e+30, nan, inf.
LINNET_COLD inline std::string shortest(double value) {
  std::array<char, 32> digits;
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

/// With `places` digits (at most 50) behind the point.
LINNET_COLD inline std::string fixed(double value, int places) {
  std::array<char, 400> digits;
  return {digits.data(),
          std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed, places).ptr};
}

/// In at least `digits` hexadecimal digits (at most 16), with zeros in front.
LINNET_COLD inline std::string hexadecimal(std::uint64_t number, int digits = 16) {
  std::array<char, 20> all;
  std::snprintf(all.data(), all.size(), "%0*llx", digits, static_cast<unsigned long long>(number));
  return all.data();
}

}  // namespace linnet::detail
