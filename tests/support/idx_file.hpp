// SPDX-License-Identifier: MIT
// Makes the bytes of IDX and gzip files, good and bad ones.
#pragma once

#include <linnet/config.hpp>

#include <cstdint>
#include <stdexcept>
#include <vector>

#if LINNET_WITH_ZLIB
#include <zlib.h>
#endif

namespace linnet::test {

using Bytes = std::vector<std::uint8_t>;

/// An IDX file: header for these extents, then `elements` as they are.
inline Bytes idx_bytes(std::uint8_t type, const std::vector<std::uint32_t>& dims, const Bytes& elements) {
  Bytes bytes{0, 0, type, static_cast<std::uint8_t>(dims.size())};
  for (const std::uint32_t dim : dims) {
    for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(dim >> shift));
  }
  bytes.insert(bytes.end(), elements.begin(), elements.end());
  return bytes;
}

#if LINNET_WITH_ZLIB
/// `bytes` as one gzip member.
inline Bytes gzip_bytes(Bytes bytes) {
  z_stream stream{};
  if (deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::runtime_error("deflateInit2");
  Bytes packed(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = bytes.data();
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  const int status = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (status != Z_STREAM_END) throw std::runtime_error("deflate");
  return packed;
}
#endif

}  // namespace linnet::test
