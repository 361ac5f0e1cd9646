// SPDX-License-Identifier: MIT
// Characters as UTF-8. For hosts. Source: RFC 3629.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace linnet::detail {

/// Returns the bytes of the character of UTF-8 with which `text` begins; 0 if it begins with none.
LINNET_COLD inline std::size_t utf8_bytes(std::string_view text) {
  if (text.empty()) return 0;
  const auto byte = [&](std::size_t i) { return std::uint32_t{static_cast<unsigned char>(text[i])}; };
  const std::uint32_t first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t bytes = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (bytes == 0 || text.size() < bytes) return 0;
  std::uint32_t code = first & (0x7fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = code << 6 | (byte(i) & 0x3f);
  }
  const bool too_long = code < (bytes == 2 ? 0x80u : bytes == 3 ? 0x800u : 0x10000u), surrogate = code >> 11 == 0x1b;
  return too_long || surrogate || code > 0x10ffff ? 0 : bytes;
}

/// Appends a character as UTF-8.
LINNET_COLD inline void append_utf8(std::string& to, std::uint32_t code) {
  if (code < 0x80) {
    to += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  to += static_cast<char>((0xff << (7 - more) & 0xff) | static_cast<int>(code >> (6 * more)));
  for (int i = more - 1; i >= 0; --i) to += static_cast<char>(0x80 | static_cast<int>(code >> (6 * i) & 0x3f));
}

}  // namespace linnet::detail
