// SPDX-License-Identifier: MIT
// What a file says about its picture, and the sizes that are accepted: the part that PNG, JPEG and BMP share.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/shape.hpp>
#include <linnet/files/gzip.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace linnet::detail {

/// The most that is read: 1 GiB of a file, 65,535 pixels a side (JPEG cannot say more), 2^27 pixels in all (134 million).
inline constexpr std::size_t max_image_bytes = std::size_t{1} << 30;
inline constexpr std::uint64_t max_image_side = 65535;
inline constexpr std::uint64_t max_image_pixels = std::uint64_t{1} << 27;

/// Size of a picture as it is stored, its channels without alpha (1 gray, 3 colour), and how it is to be turned.
struct ImageHeader {
  std::uint64_t height = 0;
  std::uint64_t width = 0;
  int channels = 0;
  int orientation = 1;  ///< see exif.hpp
};

inline bool size_is_accepted(std::uint64_t height, std::uint64_t width) {
  return height > 0 && width > 0 && height <= max_image_side && width <= max_image_side && height * width <= max_image_pixels;
}

LINNET_COLD inline void require_size(const std::string& path, const ImageHeader& header) {
  if (size_is_accepted(header.height, header.width)) return;
  file_error(path, text("expected a picture of 1 to ", max_image_side, " pixels a side and at most ", max_image_pixels,
                        " in all, found ", header.height, " x ", header.width));
}

/// The picture needs `needed` bytes or bits where the file can hold at most `possible`.
LINNET_COLD inline void require_justified(const std::string& path, const ImageHeader& header, std::uint64_t needed,
                                          std::uint64_t possible, const char* unit) {
  if (needed <= possible) return;
  file_error(path, text("expected at least ", needed, ' ' + std::string(unit), " for a picture of ", header.height, " x ",
                        header.width, ", the file can hold at most ", possible));
}

/// The file is not what its format says, at byte `offset`.
[[noreturn]] LINNET_COLD inline void damaged(const std::string& path, const char* format, std::size_t offset,
                                             const std::string& reason) {
  file_error(path, text("damaged ", format, " at byte ", offset, ": ", reason));
}

}  // namespace linnet::detail
