// SPDX-License-Identifier: MIT
// What linnet takes of stb_image, stb_image_write and stb_image_resize (S. Barrett, J. Palmer; public domain). cmake/stb.cpp defines
// these functions, and the CMake target linnet::host compiles and links it and defines LINNET_WITH_STB=1.
//
// No header of stb is included here: a program may use stb in a version and with settings of its own beside linnet's.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

namespace linnet::detail {

/// True where cmake/stb.cpp is linked. `T` makes it depend on a template's argument.
template <class T>
inline constexpr bool with_stb = LINNET_WITH_STB != 0;

struct FreeMemory {
  void operator()(std::uint8_t* memory) const { std::free(memory); }
};
using StbPixels = std::unique_ptr<std::uint8_t[], FreeMemory>;

/// Decodes PNG, JPEG or BMP to `channels` (1 or 3) bytes a pixel, row by row. No block of memory it asks for is larger than
/// `largest_block`. Without pixels `problem` says why, in stb's words; or is null: `largest_block` was not enough or memory is out.
StbPixels stb_decode(const std::uint8_t* bytes, std::size_t size, int channels, std::size_t largest_block, int& height,
                     int& width, const char*& problem);

/// Resizes with stb's own filters: Catmull-Rom where a side grows, Mitchell where it shrinks. False: memory is out.
bool stb_resize(const std::uint8_t* from, int height, int width, int channels, std::uint8_t* to, int to_height, int to_width);

enum class ImageFormat { png, jpeg, bmp };

/// Encodes an image and hands its bytes to `write`, piece by piece. `quality` is JPEG's, 1 to 100. False: memory is out.
bool stb_encode(ImageFormat format, const std::uint8_t* pixels, int height, int width, int channels, int quality,
                void (*write)(void* context, void* data, int size), void* context);

}  // namespace linnet::detail
