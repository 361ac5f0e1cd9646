// SPDX-License-Identifier: MIT
// The number of terminal columns of UTF-8 text, for tables with aligned columns.
// Source: M. Kuhn's wcwidth and the table East Asian Width of Unicode (UAX #11).
#pragma once

#include <linnet/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace linnet::detail {

/// Columns of a code point: 0 for accents on the previous one and for invisible ones, 2 for wide ones of East Asia and emoji.
LINNET_COLD inline std::size_t columns_of(char32_t code) {
  struct Range {
    char32_t first, last;
  };
  constexpr Range none[] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},
                            {0x64b, 0x65f},   {0x200b, 0x200f}, {0x20d0, 0x20ff}, {0x1ab0, 0x1aff},
                            {0x1dc0, 0x1dff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xfeff, 0xfeff}};
  constexpr Range two[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x4dbf},   {0x4e00, 0xa4cf},  {0xa960, 0xa97f},
                           {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},   {0xff00, 0xff60},  {0xffe0, 0xffe6},
                           {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};
  for (const Range& range : none) {
    if (code >= range.first && code <= range.last) return 0;
  }
  for (const Range& range : two) {
    if (code >= range.first && code <= range.last) return 2;
  }
  return 1;
}

/// Columns of a text; an invalid UTF-8 sequence counts as one.
LINNET_COLD inline std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at++]);
    const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
    char32_t code = more == 0 ? lead : lead & (0x3fu >> more);
    for (int i = 0; i < more && at < utf8.size() && (utf8[at] & 0xc0) == 0x80; ++i) {
      code = code << 6 | (static_cast<unsigned char>(utf8[at++]) & 0x3fu);
    }
    width += columns_of(code);
  }
  return width;
}

/// Returns blanks that pad `text` to `width` columns.
LINNET_COLD inline std::string padding(std::string_view text, std::size_t width) {
  const std::size_t taken = display_width(text);
  return std::string(taken < width ? width - taken : 0, ' ');
}

}  // namespace linnet::detail
