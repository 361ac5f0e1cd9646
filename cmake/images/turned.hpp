// SPDX-License-Identifier: MIT
// Turns a picture that a camera has stored in another orientation.
#pragma once

#include <linnet/images/stb.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace linnet::detail {

/// Returns the upright picture from one stored in another orientation; see exif.hpp. Throws std::bad_alloc.
inline DecodedImage turned(const DecodedImage& from, int orientation) {
  const bool transposed = orientation >= 5;
  const bool up = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;  // rows from the bottom
  const bool left = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  DecodedImage to{transposed ? from.width : from.height, transposed ? from.height : from.width, from.channels, nullptr};
  to.pixels.reset(static_cast<std::uint8_t*>(std::malloc(to.size())));
  if (!to.pixels) throw std::bad_alloc();
  std::uint8_t* pixel = to.pixels.get();
  for (Index y = 0; y < to.height; ++y) {
    for (Index x = 0; x < to.width; ++x, pixel += to.channels) {
      const Index row = transposed ? x : y, column = transposed ? y : x;
      const Index at = (up ? from.height - 1 - row : row) * from.width + (left ? from.width - 1 - column : column);
      std::copy_n(from.pixels.get() + at * from.channels, from.channels, pixel);
    }
  }
  return to;
}

}  // namespace linnet::detail
