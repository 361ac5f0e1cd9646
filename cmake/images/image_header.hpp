// SPDX-License-Identifier: MIT
// The description of a picture in its file: shared by the checks of PNG, JPEG and BMP.
#pragma once

#include <linnet/core/error.hpp>
#include <linnet/images/stb.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace linnet::detail {

/// Size of a stored picture, its channels without alpha (1 gray, 3 colour), and its orientation.
struct ImageHeader {
  std::uint64_t height = 0;
  std::uint64_t width = 0;
  int channels = 0;
  int orientation = 1;  ///< see exif.hpp and turned.hpp
};

LINNET_COLD inline void require_size(const std::string& path, const ImageHeader& header) {
  if (size_is_accepted(header.height, header.width)) return;
  file_error(path, text("expected a picture of 1 to ", max_image_side, " pixels per side and at most ", max_image_pixels,
                        " in all, found ", header.height, " x ", header.width));
}

/// Fails if the picture needs `needed` bytes or bits and the file can hold at most `possible`.
LINNET_COLD inline void require_justified(const std::string& path, const ImageHeader& header, std::uint64_t needed,
                                          std::uint64_t possible, const char* unit) {
  if (needed <= possible) return;
  file_error(path, text("expected at least ", needed, ' ' + std::string(unit), " for a picture of ", header.height, " x ",
                        header.width, ", the file can hold at most ", possible));
}

/// Throws: the file violates its format at byte `offset`.
[[noreturn]] LINNET_COLD inline void damaged(const std::string& path, const char* format, std::size_t offset,
                                             const std::string& reason) {
  file_error(path, text("damaged ", format, " at byte ", offset, ": ", reason));
}

}  // namespace linnet::detail
