// SPDX-License-Identifier: MIT
// Numbers as text for files: in no locale but C's, so that a point is a point. On a host.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/core/number_text.hpp makes strings: it is for hosts");

#include <array>
#include <charconv>
#include <string>

namespace linnet::detail {

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

}  // namespace linnet::detail
