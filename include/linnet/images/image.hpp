// SPDX-License-Identifier: MIT
// Reads images, PNG, JPEG and BMP, into tensors. cmake/stb.cpp does the work: it checks a file, decodes it and resizes the picture. The
// CMake target linnet::host compiles it if the headers of stb are installed (S. Barrett, J. Palmer; public domain).
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/files/gzip.hpp>
#include <linnet/images/stb.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace linnet {

/// The conversion of an image to a tensor.
struct ImageOptions {
  int channels = 0;  ///< 1 gray, 3 RGB, 0 as in the file: gray stays gray, colours (and every BMP) are RGB
  Index height = 0;  ///< with `width`: the size to resize to; 0 and 0: as in the file
  Index width = 0;
};

namespace detail {

LINNET_COLD inline void require_options(const ImageOptions& options) {
  const Index height = options.height, width = options.width;
  const int channels = options.channels;
  require(channels == 0 || channels == 1 || channels == 3,
          [&] { return text("load_image: channels are 0 (as in the file), 1 (gray) or 3 (RGB), not ", channels); });
  const bool as_in_file = height == 0 && width == 0;
  const bool sized =
      height > 0 && width > 0 && size_is_accepted(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width));
  require(as_in_file || sized, [&] {
    return text("load_image: height and width are both 0 (as in the file) or both from 1 to ", max_image_side, ", at most ",
                max_image_pixels, " pixels; they are ", height, " x ", width);
  });
}

inline DecodedImage read_image(const std::string& path, const ImageOptions& options) {
  return decode_image(path, read_file(path, max_image_bytes), options.channels, options.height, options.width);
}

}  // namespace detail

/// Reads a PNG, JPEG or BMP image as a tensor (height, width, channels) of values from 0 to 255, like Keras's img_to_array(load_img(path)).
///
/// Photographs become upright: the EXIF orientation of JPEG and PNG, which cameras write instead of turning the pixels, is applied and may
/// swap height and width (as in cv2.imread; load_img ignores it).
///
/// The first bytes decide the format, not the name; bytes after the end of the picture are ignored. Alpha is dropped: a pixel has its
/// stored colour. Samples of 16 bits are reduced to the upper eight; those of 1, 2 and 4 bits are scaled to 0 to 255. Gray from colours is
/// (77 R + 150 G + 29 B) / 256, rounded down. `options.height` and `width` resize with the filters of stb_image_resize (Catmull-Rom for a
/// side that grows, Mitchell for one that shrinks), and round to integers.
///
/// Throws std::runtime_error with the file's name, the reason, and the byte if it helps, for a file that is missing, of another format, cut
/// short, damaged (each chunk of a PNG has a checksum; of JPEG and BMP only structural damage is found), larger than 1 GiB, or with a
/// picture of more than 65,535 pixels per side, 2^27 pixels, or more than its bytes can hold. Throws InvalidInput for invalid options.
template <class T = float>
Tensor<3, T> load_image(const std::string& path, const ImageOptions& options = {}) {
  static_assert(
      detail::with_stb<T>,
      "load_image: this program has no stb; install its headers (Debian: libstb-dev) and link the CMake target linnet::host");
  static_assert(std::numeric_limits<T>::digits >= 8, "load_image: values go from 0 to 255; take float, double or std::uint8_t");
  detail::require_options(options);
  const detail::DecodedImage image = detail::read_image(path, options);
  Tensor<3, T> tensor(image.height, image.width, image.channels);
  std::copy_n(image.pixels.get(), image.size(), tensor.data());
  return tensor;
}

}  // namespace linnet
