// SPDX-License-Identifier: MIT
// Checks a BMP file before decoding: stb_image accepts files that are cut short, and colours that are not in the palette.
//
// The format (Microsoft, BITMAPINFOHEADER, V3 to V5): "BM"; the offset of the pixels (byte 10); length of the header (14), width (18),
// height (22, negative: top row first), planes (26), bits per pixel (28), compression (30); palette; rows, each padded to four bytes. All
// little-endian. It refuses the header of OS/2, whose palette stb_image misplaces.
#pragma once

#include <linnet/files/byte_order.hpp>

#include "image_header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace linnet::detail {

inline bool is_bmp(std::span<const std::uint8_t> bytes) { return bytes.size() >= 2 && bytes[0] == 'B' && bytes[1] == 'M'; }

/// Checks that each pixel's colour (a number of `depth` bits) is in the palette.
inline void check_palette(const std::string& path, std::span<const std::uint8_t> bytes, std::uint64_t pixels, std::uint64_t row,
                          std::uint64_t depth, std::uint64_t colours, const ImageHeader& header) {
  if (colours >> depth != 0) return;  // every number has a colour
  for (std::uint64_t y = 0; y < header.height; ++y) {
    for (std::uint64_t x = 0; x < header.width; ++x) {
      const std::uint64_t at = pixels + y * row + x * depth / 8;
      const std::uint64_t number = (bytes[at] >> (8 - depth - x * depth % 8)) & ((1u << depth) - 1u);
      if (number >= colours) damaged(path, "BMP", at, text("colour ", number, " of a palette of ", colours));
    }
  }
}

/// Checks the bytes of a BMP file; `path` is for messages.
inline ImageHeader check_bmp(const std::string& path, std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 54) damaged(path, "BMP", bytes.size(), "expected a header of 54 bytes, the file is cut short");
  const auto number = [&](std::size_t at, std::size_t count) { return little_endian(bytes.data() + at, count); };
  const std::uint64_t pixels = number(10, 4), head = number(14, 4), depth = number(28, 2), compression = number(30, 4);
  if (head != 40 && head != 56 && head != 108 && head != 124) {
    damaged(path, "BMP", 14, text("expected a header of 40, 56, 108 or 124 bytes, found ", head));
  }
  const bool plain = compression == 0 && (depth == 1 || depth == 4 || depth == 8 || depth == 16 || depth == 24 || depth == 32);
  const bool masks = compression == 3 && (depth == 16 || depth == 32);
  if (!plain && !masks) {
    file_error(path,
               text("expected a BMP without compression, found compression ", compression, " with ", depth, " bits a pixel"));
  }
  const std::uint64_t height = number(22, 4);
  const ImageHeader header{height >> 31 != 0 ? (std::uint64_t{1} << 32) - height : height, number(18, 4), 3};
  require_size(path, header);
  const std::uint64_t row = (header.width * depth + 31) / 32 * 4;
  if (pixels < 14 + head || pixels > bytes.size() || row * header.height > bytes.size() - pixels) {
    damaged(path, "BMP", bytes.size(), text("expected ", row * header.height, " bytes of pixels from byte ", pixels, " on"));
  }
  if (depth <= 8) check_palette(path, bytes, pixels, row, depth, (pixels - 14 - head) / 4, header);
  return header;
}

}  // namespace linnet::detail
