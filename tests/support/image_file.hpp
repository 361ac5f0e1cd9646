// SPDX-License-Identifier: MIT
// Makes the bytes of PNG and BMP files, good and bad ones, and reads the seeds of the fuzz programs.
#pragma once

#include <linnet/deploy/crc32.hpp>

#include <tests/support/idx_file.hpp>
#include <tests/support/paths.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace linnet::test {

inline void add_big_endian(Bytes& to, std::uint32_t number) {
  for (int shift = 24; shift >= 0; shift -= 8) to.push_back(static_cast<std::uint8_t>(number >> shift));
}

/// Byte by byte: at -O3 GCC 12 takes a vector's insert of ranges for one that reads too far.
template <class Range>
void add_bytes(Bytes& to, const Range& range) {
  for (const auto byte : range) to.push_back(static_cast<std::uint8_t>(byte));
}

/// A chunk of a PNG file with the checksum it should have.
inline Bytes png_chunk(const std::string& type, const Bytes& data) {
  Bytes bytes;
  add_big_endian(bytes, static_cast<std::uint32_t>(data.size()));
  add_bytes(bytes, type);
  add_bytes(bytes, data);
  Crc32 crc;
  crc.add(std::as_bytes(std::span(bytes).subspan(4)));
  add_big_endian(bytes, crc.value());
  return bytes;
}

/// `data`, up to 65,535 bytes, as zlib has them without compression.
inline Bytes stored_zlib(const Bytes& data) {
  const auto size = static_cast<std::uint32_t>(data.size());
  Bytes bytes{0x78, 1, 1};
  for (const std::uint32_t number : {size, ~size}) {
    bytes.push_back(static_cast<std::uint8_t>(number));
    bytes.push_back(static_cast<std::uint8_t>(number >> 8));
  }
  bytes.insert(bytes.end(), data.begin(), data.end());
  std::uint32_t a = 1, b = 0;
  for (const std::uint8_t byte : data) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  add_big_endian(bytes, b << 16 | a);
  return bytes;
}

struct PngFile {
  std::uint32_t width, height;
  std::uint8_t depth, colour_type;  ///< 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha
  Bytes rows;                       ///< each behind the number of its filter
  std::vector<Bytes> before{};      ///< chunks before the data
  bool interlaced = false;

  Bytes bytes() const { return with_data(stored_zlib(rows)); }

  Bytes with_data(const Bytes& packed) const {
    Bytes header;
    add_big_endian(header, width);
    add_big_endian(header, height);
    header.insert(header.end(), {depth, colour_type, 0, 0, interlaced});
    Bytes all{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    const auto add = [&](const Bytes& chunk) { all.insert(all.end(), chunk.begin(), chunk.end()); };
    add(png_chunk("IHDR", header));
    for (const Bytes& chunk : before) add(chunk);
    add(png_chunk("IDAT", packed));
    add(png_chunk("IEND", {}));
    return all;
  }
};

struct BmpFile {
  std::int32_t width, height;
  std::uint16_t depth;
  Bytes pixels;     ///< rows, each padded to four bytes
  Bytes palette{};  ///< blue, green, red, 0 a colour
  std::uint32_t compression = 0;

  Bytes bytes() const {
    Bytes all{'B', 'M'};
    const auto add = [&](std::uint32_t number, int count) {
      for (int i = 0; i < count; ++i) all.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
    };
    const auto offset = static_cast<std::uint32_t>(54 + palette.size());
    add(offset + static_cast<std::uint32_t>(pixels.size()), 4);
    add(0, 4);
    add(offset, 4);
    add(40, 4);
    add(static_cast<std::uint32_t>(width), 4);
    add(static_cast<std::uint32_t>(height), 4);
    add(1, 2);
    add(depth, 2);
    add(compression, 4);
    for (int i = 0; i < 5; ++i) add(0, 4);
    all.insert(all.end(), palette.begin(), palette.end());
    all.insert(all.end(), pixels.begin(), pixels.end());
    return all;
  }
};

/// The good files that the fuzz program `name` begins with, by their names.
inline std::map<std::string, Bytes> seeds(const std::string& name) {
  std::map<std::string, Bytes> all;
  for (const auto& entry : std::filesystem::directory_iterator(repository_path("tests/fuzz/corpus/" + name))) {
    all[entry.path().filename().string()] = file_bytes(entry.path());
  }
  return all;
}

}  // namespace linnet::test
