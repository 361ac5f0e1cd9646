// SPDX-License-Identifier: MIT
// Checks a PNG file before decoding: its chunks, their checksums, and that the data can hold the picture. stb_image ignores checksums and
// accepts files that are cut short.
//
// The format (ISO/IEC 15948): 8 bytes of signature; chunks of length, type, data, CRC-32 of type and data; IHDR first, IEND last. All
// big-endian.
#pragma once

#include <linnet/files/byte_order.hpp>

#include "exif.hpp"
#include "fast_crc32.hpp"
#include "image_header.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::detail {

inline bool is_png(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view signature = "\x89PNG\r\n\x1a\n";
  return bytes.size() >= signature.size() &&
         std::string_view(reinterpret_cast<const char*>(bytes.data()), signature.size()) == signature;
}

/// Samples per pixel for a colour type: gray, -, RGB, palette, gray and alpha, -, RGB and alpha.
inline constexpr int png_samples[] = {1, 0, 3, 1, 2, 0, 4};

/// Contents of the chunks; a palette may have fewer colours than the pixels have numbers.
struct PngHeader : ImageHeader {
  std::size_t palette_at = 0;  ///< its chunk, or 0
  std::size_t missing_colours = 0;
  std::size_t end = 0;  ///< bytes of the PNG; later bytes in the file are ignored
};

inline PngHeader png_header(const std::string& path, std::span<const std::uint8_t> data) {
  PngHeader header{{big_endian(data.data() + 4, 4), big_endian(data.data(), 4)}};
  const int depth = data[8], type = data[9];
  const bool of_bits = (depth == 1 || depth == 2 || depth == 4) && (type == 0 || type == 3);
  const bool known = type <= 6 && png_samples[type] != 0 && (depth == 8 || (depth == 16 && type != 3) || of_bits);
  if (!known) damaged(path, "PNG", 24, text("there is no colour type ", type, " of ", depth, " bits"));
  header.channels = type == 0 || type == 4 ? 1 : 3;
  require_size(path, header);
  return header;
}

/// Checks the bytes of a PNG file; `path` is for messages.
inline PngHeader check_png(const std::string& path, std::span<const std::uint8_t> bytes) {
  PngHeader header;
  std::uint64_t bits_a_pixel = 0, packed = 0;
  std::string_view type;
  bool turned = false;
  for (std::size_t at = 8; type != "IEND";) {
    const std::size_t left = bytes.size() - at;
    if (left < 12) damaged(path, "PNG", at, text("expected a chunk, found ", left, " bytes: the file is cut short"));
    const std::uint64_t length = big_endian(bytes.data() + at, 4);
    if (length > left - 12) {
      damaged(path, "PNG", at, text("expected a chunk with ", length, " bytes of data, ", left - 12, " are left"));
    }
    const auto chunk = bytes.subspan(at + 4, static_cast<std::size_t>(length) + 4);
    type = std::string_view(reinterpret_cast<const char*>(chunk.data()), 4);
    if (fast_crc32(chunk) != big_endian(chunk.data() + chunk.size(), 4))
      damaged(path, "PNG", at, "the checksum does not match");
    if ((at == 8) != (type == "IHDR") || (type == "IHDR" && length != 13)) {
      damaged(path, "PNG", at, "expected one chunk IHDR of 13 bytes, and that first");
    }
    if (type == "IHDR") {
      header = png_header(path, chunk.subspan(4));
      bits_a_pixel = static_cast<std::uint64_t>(png_samples[chunk[13]]) * chunk[12];
    }
    if (type == "PLTE" && bytes[25] == 3 && header.palette_at == 0) {
      header.palette_at = at;
      const std::size_t colours = static_cast<std::size_t>(length) / 3, numbers = std::size_t{1} << bits_a_pixel;
      header.missing_colours = colours < numbers ? numbers - colours : 0;
    }
    if (type == "eXIf" && !turned) {
      turned = true;
      header.orientation = exif_orientation(chunk.subspan(4));
    }
    if (type == "IDAT") packed += length;
    at += static_cast<std::size_t>(length) + 12;
    header.end = at;
  }
  // Deflate expands 2 bits to at most 258 bytes.
  require_justified(path, header, (header.height * header.width * bits_a_pixel + 7) / 8, 1032 * packed, "bytes");
  return header;
}

/// Returns the file with a palette that has a colour for each number: missing ones become black; stb_image would read them from
/// uninitialized memory.
inline std::vector<std::uint8_t> with_whole_palette(std::span<const std::uint8_t> bytes, const PngHeader& header) {
  std::vector<std::uint8_t> whole(bytes.begin(), bytes.end());
  const std::size_t length = static_cast<std::uint32_t>(big_endian(bytes.data() + header.palette_at, 4));
  const auto end = whole.begin() + static_cast<std::ptrdiff_t>(header.palette_at + 8 + length);
  whole.insert(end, 3 * header.missing_colours, 0);
  const std::size_t whole_length = length + 3 * header.missing_colours;  // at most 768, and the checksum is not read again
  whole[header.palette_at + 2] = static_cast<std::uint8_t>(whole_length >> 8);
  whole[header.palette_at + 3] = static_cast<std::uint8_t>(whole_length & 255);
  return whole;
}

}  // namespace linnet::detail
