// SPDX-License-Identifier: MIT
// The orientation of a camera, in the EXIF data of a JPEG (segment APP1) or a PNG (chunk eXIf).
//
// The format (TIFF 6.0; Exif 2.32, 4.6): "II" 42 or "MM" 42, little- or big-endian; the offset of a list; the list: the number of entries,
// then entries of 12 bytes: tag, type, count, value. Tag 0x112, one number of 16 bits (type 3), is the orientation.
#pragma once

#include <linnet/files/byte_order.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>

namespace linnet::detail {

/// Returns the place of the stored picture's first row and first column in the visible picture: 1 top and left, 2 top and right, 3 bottom
/// and right, 4 bottom and left; rows become columns in 5 left and top, 6 right and top, 7 right and bottom, 8 left and bottom. It is 1 if
/// the data are missing or damaged: the picture is whole nevertheless.
inline int exif_orientation(std::span<const std::uint8_t> tiff) {
  if (tiff.size() < 8 || tiff[0] != tiff[1] || (tiff[0] != 'I' && tiff[0] != 'M')) return 1;
  const std::endian order = tiff[0] == 'I' ? std::endian::little : std::endian::big;
  const auto number = [&](std::size_t at, std::size_t bytes) {  // reads at most four bytes
    return static_cast<std::uint32_t>(integer_of(tiff.data() + at, bytes, order));
  };
  const std::size_t list = number(4, 4), first = list + 2;
  if (number(2, 2) != 42 || list > tiff.size() - 2) return 1;
  const std::size_t entries = std::min<std::size_t>(number(list, 2), (tiff.size() - first) / 12);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t at = first + 12 * i;
    if (number(at, 2) != 0x112 || number(at + 2, 2) != 3 || number(at + 4, 4) != 1) continue;
    const std::uint32_t orientation = number(at + 8, 2);
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
  }
  return 1;
}

}  // namespace linnet::detail
