// SPDX-License-Identifier: MIT
// Reads a whole file, and unpacks it if it is gzip. zlib unpacks it: the CMake target linnet::host links zlib and defines
// LINNET_WITH_ZLIB=1.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/files/file.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#if LINNET_WITH_ZLIB
#include <zlib.h>
#endif

namespace linnet {

namespace detail {

[[noreturn]] LINNET_COLD inline void too_large(const std::string& path, std::size_t max_bytes) {
  file_error(path, text("expected at most ", max_bytes, " bytes, found more"));
}

inline bool is_gzip(std::span<const std::uint8_t> bytes) { return bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b; }

#if LINNET_WITH_ZLIB

struct InflateEnd {
  void operator()(z_stream* stream) const { inflateEnd(stream); }
};

/// Unpacks all members of a gzip file; zlib checks the CRC and the length of each.
LINNET_COLD inline std::vector<std::uint8_t> unpack_gzip(const std::string& path, std::vector<std::uint8_t> packed,
                                                         std::size_t max_bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS + 16) != Z_OK) throw std::bad_alloc();  // + 16: only gzip
  const std::unique_ptr<z_stream, InflateEnd> guard(&stream);
  std::vector<std::uint8_t> bytes;
  std::vector<std::uint8_t> block(std::size_t{1} << 16);
  std::span<std::uint8_t> rest(packed);
  int status = Z_OK;
  while (status != Z_STREAM_END || !rest.empty()) {
    if (status == Z_STREAM_END) {
      if (!is_gzip(rest)) file_error(path, text("bytes that are not gzip follow the gzip data: ", rest.size()));
      inflateReset(&stream);
    }
    const std::size_t given = (std::min)(rest.size(), std::size_t{1} << 30);  // zlib counts in 32 bits
    stream.next_in = rest.data();
    stream.avail_in = static_cast<uInt>(given);
    stream.next_out = block.data();
    stream.avail_out = static_cast<uInt>(block.size());
    status = inflate(&stream, Z_NO_FLUSH);
    rest = rest.subspan(given - stream.avail_in);
    if (status == Z_BUF_ERROR) file_error(path, "the gzip data end too early");
    if (status != Z_OK && status != Z_STREAM_END) {
      file_error(path, text("damaged gzip data: ", stream.msg ? stream.msg : "zlib cannot unpack them"));
    }
    const std::size_t unpacked = block.size() - stream.avail_out;
    if (unpacked > max_bytes - bytes.size()) too_large(path, max_bytes);
    bytes.insert(bytes.end(), block.data(), block.data() + unpacked);
  }
  return bytes;
}

#else

[[noreturn]] LINNET_COLD inline std::vector<std::uint8_t> unpack_gzip(const std::string& path, std::vector<std::uint8_t>,
                                                                      std::size_t) {
  file_error(path, "is gzip, which this program cannot unpack: link linnet::host (zlib), or gunzip the file");
}

#endif

}  // namespace detail

/// Returns the bytes of a file, unpacked if they begin like gzip, regardless of its name.
///
/// `max_bytes` limits the packed and the unpacked size: the function reads and unpacks no more, so that a small file that unpacks to
/// terabytes does no harm. Throws std::runtime_error with the file's name and the reason if the file cannot be read, is larger, or is
/// damaged gzip (cut short, wrong checksum or length, other bytes after it).
LINNET_COLD inline std::vector<std::uint8_t> read_file(const std::string& path, std::size_t max_bytes) {
  const detail::File file = detail::open_file(path);
  if (!file) detail::file_error(path, detail::last_failure());
  std::vector<std::uint8_t> bytes;
  for (std::size_t size = 0; !std::feof(file.get());) {
    const std::size_t block =
        std::clamp(size, std::size_t{1} << 14, std::size_t{1} << 20);  // small, for folders of small files
    bytes.resize(size + block);
    size += std::fread(bytes.data() + size, 1, block, file.get());
    bytes.resize(size);
    if (std::ferror(file.get())) detail::file_error(path, detail::last_failure());
    if (size > max_bytes) detail::too_large(path, max_bytes);
  }
  return detail::is_gzip(bytes) ? detail::unpack_gzip(path, std::move(bytes), max_bytes) : bytes;
}

}  // namespace linnet
