// SPDX-License-Identifier: MIT
// Reads IDX files, the format of MNIST and its relatives, plain or gzip, into tensors.
//
// The format: 00 00, element type, rank; one 32-bit extent per dimension; the elements, row-major. All big-endian.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/data/elements.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <span>
#include <string>
#include <vector>

namespace linnet {

namespace detail {

/// An element type of the format.
struct IdxType {
  std::uint8_t code;
  ElementType elements;
};

inline constexpr IdxType idx_types[] = {{0x08, uint8_elements}, {0x09, int8_elements},    {0x0b, int16_elements},
                                        {0x0c, int32_elements}, {0x0d, float32_elements}, {0x0e, float64_elements}};

/// Checks the bytes of an IDX file that should hold a tensor of `rank` (at most 8) dimensions; `path` is for messages. `bytes` may end behind
/// the header: `unread` more follow in the file.
LINNET_COLD inline TensorFile parse_idx(const std::string& path, std::span<const std::uint8_t> bytes, std::size_t rank,
                                        std::uint64_t unread = 0) {
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0) {
    std::string found;
    for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 4))) {
      char hex[4];
      std::snprintf(hex, sizeof hex, " %02x", byte);
      found += hex;
    }
    file_error(path, text("expected an IDX file, which begins with 00 00, element type, rank; found",
                          found.empty() ? " nothing" : found.c_str()));
  }
  if (bytes[3] != rank) file_error(path, text("expected a tensor of rank ", rank, ", found rank ", int{bytes[3]}));
  const auto* const type =
      std::find_if(std::begin(idx_types), std::end(idx_types), [&](const IdxType& t) { return t.code == bytes[2]; });
  if (type == std::end(idx_types)) {
    file_error(path, text("expected an IDX element type 8, 9, 11, 12, 13 or 14, found ", int{bytes[2]}));
  }
  const std::size_t header = 4 + 4 * rank;
  if (bytes.size() < header) file_error(path, text("expected a header of ", header, " bytes, found ", bytes.size()));
  std::array<std::uint64_t, 8> dims{};
  for (std::size_t i = 0; i < rank; ++i) dims[i] = integer_of(bytes.data() + 4 + 4 * i, 4, std::endian::big);
  TensorFile file{type->elements, std::endian::big, {}, bytes.subspan(header)};
  set_dims(path, file, std::span(dims).first(rank), unread);
  return file;
}

}  // namespace detail

/// Reads an IDX file, plain or gzip, as a tensor of `Rank` dimensions with elements of type `T`, on a machine of
/// either byte order.
///
/// The elements become `T` only if `T` can represent each value of their type: uint8 as float or std::int32_t, but not float64 as float.
/// `max_bytes` limits the size of the file, packed and unpacked (1 GiB). Throws std::runtime_error with the file, the expected and the
/// actual value if the file is missing, short, too long, of another rank or type, or damaged.
template <int Rank, class T = std::uint8_t>
Tensor<Rank, T> read_idx(const std::string& path, std::size_t max_bytes = std::size_t{1} << 30) {
  static_assert(Rank >= 1 && Rank <= 8, "read_idx: an IDX tensor has one to eight dimensions");
  const std::vector<std::uint8_t> bytes = read_file(path, max_bytes);
  return detail::tensor_of<Rank, T>(path, detail::parse_idx(path, bytes, static_cast<std::size_t>(Rank)), "read_idx");
}

}  // namespace linnet
