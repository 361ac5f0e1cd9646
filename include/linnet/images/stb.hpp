// SPDX-License-Identifier: MIT
// The compiled part of images: cmake/stb.cpp with stb_image, stb_image_write and stb_image_resize (S. Barrett, J. Palmer; public domain).
// The CMake target linnet::host compiles and links it and defines LINNET_WITH_STB=1.
//
// This header includes no header of stb, so that a program may use its own version of stb with its own settings.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>

namespace linnet::detail {

/// True if cmake/stb.cpp is linked. `T` makes it depend on a template's argument.
template <class T>
inline constexpr bool with_stb = LINNET_WITH_STB != 0;

/// Limits: 1 GiB per file, 65,535 pixels per side (JPEG's maximum), 2^27 pixels in total (134 million).
inline constexpr std::size_t max_image_bytes = std::size_t{1} << 30;
inline constexpr std::uint64_t max_image_side = 65535;
inline constexpr std::uint64_t max_image_pixels = std::uint64_t{1} << 27;

inline bool size_is_accepted(std::uint64_t height, std::uint64_t width) {
  return height > 0 && width > 0 && height <= max_image_side && width <= max_image_side && height * width <= max_image_pixels;
}

struct FreeMemory {
  void operator()(std::uint8_t* memory) const { std::free(memory); }
};

/// A decoded image: `channels` bytes per pixel, row by row.
struct DecodedImage {
  Index height = 0, width = 0, channels = 0;
  std::unique_ptr<std::uint8_t[], FreeMemory> pixels;  ///< (height, width, channels)

  std::size_t size() const { return static_cast<std::size_t>(height * width * channels); }
};

/// Checks the bytes of a PNG, JPEG or BMP file and decodes them, upright. `path` is for messages. `channels` is 1 or 3, or 0 for
/// those of the file; `to_height` x `to_width` is the new size, or 0 x 0 for that of the file.
///
/// Throws std::runtime_error for a file that is damaged, of another format, or too large for its bytes or for the limits above (see
/// load_image), std::bad_alloc if memory runs out. Decoding allocates no block of memory that is larger than the picture justifies.
DecodedImage decode_image(const std::string& path, std::span<const std::uint8_t> bytes, int channels = 0, Index to_height = 0,
                          Index to_width = 0);

enum class ImageFormat { png, jpeg, bmp };

/// Encodes an image and passes its bytes to `write`, piece by piece. `quality` is for JPEG, 1 to 100. Returns false if memory runs out.
bool stb_encode(ImageFormat format, const std::uint8_t* pixels, int height, int width, int channels, int quality,
                void (*write)(void* context, void* data, int size), void* context);

}  // namespace linnet::detail
