// SPDX-License-Identifier: MIT
// The only file that sees stb. All of stb is static in it: nothing clashes with an stb of the program's own, and settings such as
// stbi_set_flip_vertically_on_load made there change nothing here.
#include <linnet/images/stb.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

// A data stream may unpack to a thousand times of what the picture in it needs: nothing larger than this is given.
thread_local std::size_t largest_block = 0;

// Zeros: what a damaged file leaves out is then black, not what was in memory before.
void* limited_malloc(std::size_t size) { return size <= largest_block ? std::calloc(size, 1) : nullptr; }
void* limited_realloc(void* memory, std::size_t size) { return size <= largest_block ? std::realloc(memory, size) : nullptr; }

}  // namespace

#define STBI_MALLOC limited_malloc
#define STBI_REALLOC limited_realloc
#define STBI_FREE std::free

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_ONLY_PNG
#define STBI_ONLY_JPEG
#define STBI_ONLY_BMP
#include <stb_image.h>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#include <stb_image_write.h>

#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#if __has_include(<stb_image_resize2.h>)
#include <stb_image_resize2.h>
#else
#include <stb_image_resize.h>
#endif

namespace linnet::detail {

StbPixels stb_decode(const std::uint8_t* bytes, std::size_t size, int channels, std::size_t most, int& height, int& width,
                     const char*& problem) {
  largest_block = most;
  int in_file = 0;
  StbPixels pixels(stbi_load_from_memory(bytes, static_cast<int>(size), &width, &height, &in_file, channels));
  problem = nullptr;
  if (!pixels) {
    problem = stbi_failure_reason();
    if (std::string_view(problem) == "outofmem") problem = nullptr;
  }
  return pixels;
}

bool stb_resize(const std::uint8_t* from, int height, int width, int channels, std::uint8_t* to, int to_height, int to_width) {
#if __has_include(<stb_image_resize2.h>)
  const stbir_pixel_layout layout = channels == 1 ? STBIR_1CHANNEL : STBIR_RGB;
  return stbir_resize_uint8_linear(from, width, height, 0, to, to_width, to_height, 0, layout) != nullptr;
#else
  return stbir_resize_uint8(from, width, height, 0, to, to_width, to_height, 0, channels) != 0;
#endif
}

bool stb_encode(ImageFormat format, const std::uint8_t* pixels, int height, int width, int channels, int quality,
                void (*write)(void* context, void* data, int size), void* context) {
  switch (format) {
    case ImageFormat::png: return stbi_write_png_to_func(write, context, width, height, channels, pixels, 0) != 0;
    case ImageFormat::jpeg: return stbi_write_jpg_to_func(write, context, width, height, channels, pixels, quality) != 0;
    case ImageFormat::bmp: return stbi_write_bmp_to_func(write, context, width, height, channels, pixels) != 0;
  }
  return false;
}

}  // namespace linnet::detail
