// SPDX-License-Identifier: MIT
// Reads images, PNG, JPEG and BMP, into tensors. stb_image decodes them and stb_image_resize resizes them (S. Barrett, J. Palmer; public
// domain): the CMake target linnet::host compiles them where their headers are installed.
//
// stb_image reads more formats, and its authors say that it is not for files of strangers: GIF, PSD, PIC, HDR and PNM have known
// vulnerabilities (CVE-2023-45661 to 45667, 2023-43898, 2021-42715, 2021-42716 and others). Three formats are enough, each file is
// checked by code of linnet's before stb sees it, and stb never gets more memory than the picture needs.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/files/gzip.hpp>
#include <linnet/images/bmp.hpp>
#include <linnet/images/jpeg.hpp>
#include <linnet/images/png.hpp>
#include <linnet/images/stb.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace linnet {

/// How an image becomes a tensor.
struct ImageOptions {
  int channels = 0;  ///< 1 gray, 3 RGB, 0 as in the file: gray stays gray, colours (and every BMP) are RGB
  Index height = 0;  ///< with `width`: the size to resize to; 0 and 0: as in the file
  Index width = 0;
};

namespace detail {

/// A decoded image: `channels` bytes a pixel, row by row.
struct DecodedImage {
  Index height = 0, width = 0, channels = 0;
  StbPixels pixels;

  std::size_t size() const { return static_cast<std::size_t>(height * width * channels); }
};

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

inline DecodedImage resized(const DecodedImage& from, Index height, Index width) {
  DecodedImage to{height, width, from.channels, nullptr};
  to.pixels.reset(static_cast<std::uint8_t*>(std::malloc(to.size())));
  const bool done = to.pixels && stb_resize(from.pixels.get(), static_cast<int>(from.height), static_cast<int>(from.width),
                                            static_cast<int>(from.channels), to.pixels.get(), static_cast<int>(height),
                                            static_cast<int>(width));
  if (!done) throw std::bad_alloc();
  return to;
}

/// The picture as it is seen, from one that is stored in another orientation; see exif.hpp.
inline DecodedImage turned(const DecodedImage& from, int orientation) {
  const bool transposed = orientation >= 5;
  const bool up = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;  // rows from below
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

/// Decodes the bytes of an image file; `path` is for messages.
inline DecodedImage decode_image(const std::string& path, std::span<const std::uint8_t> bytes, const ImageOptions& options) {
  ImageHeader header;
  std::vector<std::uint8_t> repaired;
  if (is_png(bytes)) {
    const PngHeader png = check_png(path, bytes);
    header = png;
    bytes = bytes.first(png.end);
    if (png.missing_colours > 0) bytes = repaired = with_whole_palette(bytes, png);
  } else if (is_jpeg(bytes)) {
    header = JpegCheck(path, bytes).run();
  } else if (is_bmp(bytes)) {
    header = check_bmp(path, bytes);
  } else {
    file_error(path, text("expected a PNG, JPEG or BMP image, found ", bytes.empty() ? "nothing" : "another format"));
  }
  const int channels = options.channels == 0 ? header.channels : options.channels;
  // Four samples of 16 bits a pixel, twice: deflated data are unpacked to a block that doubles. JPEG rounds sides up to 32. The bytes of
  // the file are gathered in a block that doubles as well.
  const std::uint64_t most = 16 * (header.height + 31) * (header.width + 31) + 2 * bytes.size() + (1u << 16);
  int height = 0, width = 0;
  const char* problem = nullptr;
  DecodedImage image;
  image.pixels = stb_decode(bytes.data(), bytes.size(), channels, static_cast<std::size_t>(most), height, width, problem);
  if (!image.pixels) {
    file_error(path, problem ? text("cannot be decoded: ", problem)
                             : text("unpacks to more than a picture of ", header.height, " x ", header.width,
                                    " needs, or memory is out"));
  }
  image.height = height;
  image.width = width;
  image.channels = channels;
  if (header.orientation != 1) image = turned(image, header.orientation);
  const bool same = options.height == 0 || (options.height == image.height && options.width == image.width);
  return same ? std::move(image) : resized(image, options.height, options.width);
}

inline DecodedImage read_image(const std::string& path, const ImageOptions& options) {
  return decode_image(path, read_file(path, max_image_bytes), options);
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
