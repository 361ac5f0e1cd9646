// SPDX-License-Identifier: MIT
// The room that words take in a picture. The reader's program chooses the font, so that this is an estimate on the safe side.
#pragma once

#include <linnet/core/display_width.hpp>

#include <algorithm>
#include <string_view>

namespace linnet::detail {

/// Returns the width in pixels of `words`, which are UTF-8, in letters of `size` pixels. Its letters have the widths of DejaVu Sans, which is
/// wider than Helvetica and Arial, in four classes.
LINNET_COLD inline double text_width(std::string_view words, double size) {
  constexpr std::string_view narrow = " !\"'(),-./:;IJ[\\]`fijlrt|", wide = "#%&+<=>@MW^mw~";
  double ems = 0.0;
  std::size_t ascii = 0;
  for (const char c : words) {
    if (static_cast<unsigned char>(c) >= 0x80) continue;
    ++ascii;
    ems += narrow.find(c) != narrow.npos ? 0.36 : wide.find(c) != wide.npos ? 0.89 : c >= 'A' && c <= 'Z' ? 0.72 : 0.63;
  }
  return size * (ems + 0.63 * static_cast<double>(display_width(words) - ascii));
}

/// Returns the largest size of letters, at most `size`, at which `words` fit into `width` pixels.
LINNET_COLD inline double size_to_fit(std::string_view words, double size, double width) {
  return size * (std::min)(1.0, width / (std::max)(text_width(words, size), 1.0));
}

}  // namespace linnet::detail
