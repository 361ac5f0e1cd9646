// SPDX-License-Identifier: MIT
// Writes a tensor as a PNG, JPEG or BMP file. stb_image_write encodes it (S. Barrett, public domain); see image.hpp.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/views.hpp>
#include <linnet/files/whole_file.hpp>
#include <linnet/images/stb.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <new>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace linnet {

/// Options of save_image.
struct SaveImageOptions {
  int quality = 90;  ///< of a JPEG: 1 (small) to 100 (best)
};

namespace detail {

LINNET_COLD inline ImageFormat format_of_name(const std::string& path) {
  std::string ending = std::filesystem::path(path).extension().string();
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (ending == ".jpg" || ending == ".jpeg") return ImageFormat::jpeg;
  if (ending == ".bmp") return ImageFormat::bmp;
  require(ending == ".png",
          [&] { return text("save_image: expected a name that ends in .png, .jpg, .jpeg or .bmp, found ", path); });
  return ImageFormat::png;
}

/// Returns the factor that scales an image to 0 to 255: 255 for floats that all lie from 0 to 1, as in models, and for truth values;
/// otherwise 1. Integers remain unchanged. Throws InvalidInput for NaN, and for floats that would make a black picture: fractions below 8
/// that exceed 0 or 1, as in standardized images.
template <class T>
double byte_scale(std::span<const T> values) {
  double smallest = std::numeric_limits<double>::infinity(), largest = -smallest;
  bool whole = true;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double value = static_cast<double>(values[i]);
    require(value == value, [&] { return text("save_image: number ", i, " of the image is NaN"); });
    smallest = (std::min)(smallest, value);
    largest = (std::max)(largest, value);
    whole = whole && value == std::floor(value);
  }
  if (std::is_same_v<T, bool>) return 255.0;
  if (std::is_integral_v<T>) return 1.0;
  if (smallest >= 0.0 && largest <= 1.0) return 255.0;
  require(whole || largest > 8.0, [&] {
    return text("save_image: the image has values from ", smallest, " to ", largest,
                ", of 255 that would be black; expected values from 0 to 255, or all from 0 to 1");
  });
  return 1.0;
}

/// Rounds a value to a byte and clamps it to 0 to 255. Not for NaN.
inline std::uint8_t to_byte(double v) { return static_cast<std::uint8_t>(v <= 0.0 ? 0.0 : v >= 255.0 ? 255.0 : v + 0.5); }

/// Collects stb's output. An exception must not pass through stb, which would not free its memory.
template <class Bytes = std::vector<std::uint8_t>>
struct EncodedImage {
  Bytes bytes{};
  bool whole = true;  ///< false: out of memory

  static void append(void* image, void* data, int size) {
    auto& [bytes, whole] = *static_cast<EncodedImage*>(image);
    const auto* const from = static_cast<const std::uint8_t*>(data);
    try {
      if (whole) bytes.insert(bytes.end(), from, from + size);
    } catch (const std::bad_alloc&) {
      whole = false;
    }
  }
};

LINNET_COLD inline void write_image(const std::string& path, std::span<const std::uint8_t> pixels, Index height, Index width,
                                    Index channels, const SaveImageOptions& options) {
  const ImageFormat format = format_of_name(path);
  require(options.quality >= 1 && options.quality <= 100,
          [&] { return text("save_image: quality is from 1 to 100, not ", options.quality); });
  EncodedImage<> image;
  const bool done = stb_encode(format, pixels.data(), static_cast<int>(height), static_cast<int>(width),
                               static_cast<int>(channels), options.quality, image.append, &image);
  if (!done || !image.whole) throw std::bad_alloc();
  write_whole("image", path, {std::as_bytes(std::span(image.bytes))});
}

}  // namespace detail

/// Writes an image (height, width) or (height, width, channels), with 1 channel (gray) or 3 (RGB) and values from 0 to 255, to a PNG, JPEG
/// or BMP file, depending on the ending of `path`. Values are rounded and clamped to 0 to 255. Floats that all lie from 0 to 1, as in
/// models, and truth values are multiplied by 255 (Keras's save_img scales any image until it has black and white).
///
/// PNG keeps every value. JPEG loses some, and always has three channels, like BMP: load a gray one with `.channels = 1`, which restores
/// the grays of a BMP exactly. Replaces `path` as a whole or not at all. Throws InvalidInput for NaN, fractions on neither scale (from -2.1
/// to 2.6), another shape, an unknown ending or an invalid quality, and std::runtime_error with the path and the reason if the file cannot
/// be written.
template <class Image>
requires(detail::EigenTensor<Image> || detail::EigenMatrix<Image>) void save_image(const std::string& path, const Image& image,
                                                                                   const SaveImageOptions& options = {}) {
  using T = std::remove_const_t<typename Image::Scalar>;
  static_assert(
      detail::with_stb<T>,
      "save_image: this program has no stb; install its headers (Debian: libstb-dev) and link the CMake target linnet::host");
  const ArrayView<T> view(image);
  const auto dims = view.sample_dims();
  const Index height = view.samples(), width = dims.empty() ? 0 : dims[0], channels = dims.size() == 2 ? dims[1] : 1;
  const bool sized = (dims.size() == 1 || dims.size() == 2) && (channels == 1 || channels == 3) &&
                     detail::size_is_accepted(static_cast<std::uint64_t>(height), static_cast<std::uint64_t>(width));
  detail::require(sized, [&] {
    const std::string rest = detail::extents(dims);
    return detail::text("save_image: expected an image (height, width), (height, width, 1) or (height, width, 3), found ",
                        height, rest.empty() ? "" : " x ", rest);
  });
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(height * width * channels));
  const double scale = detail::byte_scale(std::span<const T>(view.data(), pixels.size()));
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = detail::to_byte(static_cast<double>(view.data()[i]) * scale);
  detail::write_image(path, pixels, height, width, channels, options);
}

}  // namespace linnet
