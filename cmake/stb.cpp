// SPDX-License-Identifier: MIT
// The compiled part of images, one source: checks files, decodes, resizes and encodes them. All of stb is static here: it does
// not clash with the program's own stb, whose settings, such as stbi_set_flip_vertically_on_load, have no effect here.
//
// stb_image reads more formats, but its authors warn against untrusted files: GIF, PSD, PIC, HDR and PNM have known vulnerabilities
// (CVE-2023-45661 to 45667, 2023-43898, 2021-42715, 2021-42716 and others). Three formats are enough. linnet's own code, in the folder
// images next to this file, checks each file before stb reads it, and stb never gets more memory than the picture needs.
#include <linnet/core/error.hpp>
#include <linnet/images/stb.hpp>

#include "images/bmp.hpp"
#include "images/jpeg.hpp"
#include "images/png.hpp"
#include "images/turned.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

// A data stream may unpack to a thousand times the size of its picture; stb gets no block larger than this.
thread_local std::size_t largest_block = 0;

// Zeros make missing data of a damaged file black instead of old memory.
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
namespace {

/// Decodes checked bytes. No block of memory for stb is larger than `most`. Without pixels, `problem` has stb's reason, or is null if
/// `most` was not enough or memory ran out.
DecodedImage decoded(std::span<const std::uint8_t> bytes, int channels, std::size_t most, const char*& problem) {
  largest_block = most;
  int height = 0, width = 0, in_file = 0;
  DecodedImage image;
  image.pixels.reset(stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width, &height, &in_file, channels));
  problem = image.pixels ? nullptr : stbi_failure_reason();
  if (problem && std::string_view(problem) == "outofmem") problem = nullptr;
  image.height = height;
  image.width = width;
  image.channels = channels;
  return image;
}

/// Uses stb's own filters: Catmull-Rom for a side that grows, Mitchell for one that shrinks.
DecodedImage resized(const DecodedImage& from, Index height, Index width) {
  DecodedImage to{height, width, from.channels, nullptr};
  to.pixels.reset(static_cast<std::uint8_t*>(std::malloc(to.size())));
  if (!to.pixels) throw std::bad_alloc();
  const int from_height = static_cast<int>(from.height), from_width = static_cast<int>(from.width);
  const int to_height = static_cast<int>(height), to_width = static_cast<int>(width);
#if __has_include(<stb_image_resize2.h>)
  const stbir_pixel_layout layout = from.channels == 1 ? STBIR_1CHANNEL : STBIR_RGB;
  const bool done = stbir_resize_uint8_linear(from.pixels.get(), from_width, from_height, 0, to.pixels.get(), to_width,
                                              to_height, 0, layout) != nullptr;
#else
  const bool done = stbir_resize_uint8(from.pixels.get(), from_width, from_height, 0, to.pixels.get(), to_width, to_height, 0,
                                       static_cast<int>(from.channels)) != 0;
#endif
  if (!done) throw std::bad_alloc();
  return to;
}

}  // namespace

DecodedImage decode_image(const std::string& path, std::span<const std::uint8_t> bytes, int channels, Index to_height,
                          Index to_width) {
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
  // Four samples of 16 bits per pixel, twice: stb unpacks deflated data to a block that doubles. JPEG rounds sides up to 32. The bytes of
  // the file also go to a block that doubles.
  const std::uint64_t most = 16 * (header.height + 31) * (header.width + 31) + 2 * bytes.size() + (1u << 16);
  const char* problem = nullptr;
  DecodedImage image = decoded(bytes, channels == 0 ? header.channels : channels, static_cast<std::size_t>(most), problem);
  if (!image.pixels) {
    file_error(path, problem ? text("cannot be decoded: ", problem)
                             : text("unpacks to more than a picture of ", header.height, " x ", header.width,
                                    " needs, or memory is out"));
  }
  if (header.orientation != 1) image = turned(image, header.orientation);
  const bool same = to_height == 0 || (to_height == image.height && to_width == image.width);
  return same ? std::move(image) : resized(image, to_height, to_width);
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
