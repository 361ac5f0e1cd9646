// SPDX-License-Identifier: MIT
// EXIF data with the orientation of a picture, as cameras write it.
#pragma once

#include <tests/support/idx_file.hpp>

#include <algorithm>
#include <cstdint>

namespace linnet::test {

/// TIFF with `before` entries of other tags and the orientation.
inline Bytes exif_data(int orientation, bool big_endian, int before = 0) {
  Bytes bytes(2, big_endian ? 'M' : 'I');
  const auto add = [&](std::uint32_t number, int count) {
    for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::uint8_t>(number >> 8 * (big_endian ? count - 1 - i : i)));
  };
  const auto entry = [&](std::uint32_t tag, std::uint32_t value) {
    add(tag, 2);
    add(3, 2);
    add(1, 4);
    add(value, 2);
    add(0, 2);
  };
  add(42, 2);
  add(8, 4);
  add(static_cast<std::uint32_t>(before + 1), 2);
  for (int i = 0; i < before; ++i) entry(0x100u + static_cast<std::uint32_t>(i), 7);
  entry(0x112, static_cast<std::uint32_t>(orientation));
  add(0, 4);
  return bytes;
}

}  // namespace linnet::test
