// SPDX-License-Identifier: MIT
// Reads images, PNG, JPEG and BMP, into tensors. The work is done in cmake/stb.cpp, which the CMake target linnet::host compiles where the
// headers of stb are installed (S. Barrett, J. Palmer; public domain): it checks a file, decodes it and resizes the picture.
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

/// How an image becomes a tensor.
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

/// Reads a PNG, JPEG or BMP image as a tensor (height, width, channels) of values from 0 to 255, as Keras's img_to_array(load_img(path)).
///
/// A photograph stands upright: the orientation in EXIF data, which cameras write instead of turning the pixels, is applied to JPEG and PNG,
/// and may swap height and width (as cv2.imread does; load_img does not).
///
/// The format is told by the first bytes, not by the name; bytes behind the end of the picture are passed over. Transparency is dropped: a
/// pixel has the colour that is stored, whatever its alpha. Of samples of 16 bits the upper eight count; those of 1, 2 and 4 bits are
/// scaled to 0 to 255. Gray from colours is (77 R + 150 G + 29 B) / 256, rounded down. `options.height` and `width` resize with the filters
/// of stb_image_resize (Catmull-Rom where a side grows, Mitchell where it shrinks), and round to integers.
///
/// Throws std::runtime_error with the file's name, the reason, and the byte where that helps, for a file that is missing, of another
/// format, cut short, damaged (each chunk of a PNG has a checksum, JPEG and BMP have none: only what breaks their structure is found),
/// larger than 1 GiB, or with a picture of more than 65,535 pixels a side, 2^27 pixels, or more than its bytes can hold. Throws
/// InvalidInput for options that are none.
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
