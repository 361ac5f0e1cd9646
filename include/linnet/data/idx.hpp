// SPDX-License-Identifier: MIT
// Reads IDX files, the format of MNIST and its relatives, plain or gzip, into tensors.
//
// The format: 00 00, element type, rank; one 32-bit extent a dimension; the elements, row-major. All big-endian.
#pragma once

#include <linnet/config.hpp>

#if !LINNET_HOST
#error "linnet/data/idx.hpp reads files: it is for hosts; compile the data into the firmware instead"
#endif

#include <linnet/core/tensor.hpp>
#include <linnet/data/gzip.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <span>
#include <string>
#include <type_traits>

namespace linnet {

namespace detail {

/// True when each value of `From` is a value of `To` too.
template <class From, class To>
constexpr bool holds_every_value() {
  if (std::is_signed_v<From> && !std::is_signed_v<To>) return false;
  if (std::is_floating_point_v<From> && !std::is_floating_point_v<To>) return false;
  return std::numeric_limits<From>::digits <= std::numeric_limits<To>::digits;
}

/// "uint8", "int32", "float64": the element type in messages.
template <class T>
std::string element_name() {
  return (std::is_floating_point_v<T> ? "float" : std::is_signed_v<T> ? "int" : "uint") + std::to_string(8 * sizeof(T));
}

template <class T>
T from_big_endian(const std::uint8_t* bytes) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i) bits = (bits << 8) | bytes[i];
  if constexpr (std::is_same_v<T, float>) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  } else if constexpr (std::is_same_v<T, double>) {
    return std::bit_cast<double>(bits);
  } else {
    return static_cast<T>(bits);
  }
}

/// The tensor in `bytes`, whose header says that the elements are of type `From`.
template <class From, class T, int Rank>
Tensor<Rank, T> idx_elements(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  if constexpr (!holds_every_value<From, T>()) {
    file_error(path, "expected elements that " + element_name<T>() + " holds exactly, found " + element_name<From>());
  } else {
    constexpr std::size_t header = 4 + 4 * static_cast<std::size_t>(Rank);
    if (bytes.size() < header) {
      file_error(path, "expected a header of " + std::to_string(header) + " bytes, found " + std::to_string(bytes.size()));
    }
    Eigen::array<Index, Rank> dims{};
    std::uint64_t size = sizeof(From);
    bool overflow = false;
    std::string text;
    for (std::size_t i = 0; i < static_cast<std::size_t>(Rank); ++i) {
      const std::uint32_t dim = from_big_endian<std::uint32_t>(bytes.data() + 4 + 4 * i);
      overflow = overflow || (dim > 0 && size > std::uint64_t{std::numeric_limits<Index>::max()} / dim);
      size *= dim;
      dims[i] = static_cast<Index>(dim);
      text += (i > 0 ? " x " : "") + std::to_string(dim);
    }
    const std::span<const std::uint8_t> elements = bytes.subspan(header);
    if (overflow) file_error(path, "the header says " + text + " elements, which overflows");
    if (size != elements.size()) {
      file_error(path, "expected " + std::to_string(size) + " bytes for " + text + " elements of " + element_name<From>() +
                           ", found " + std::to_string(elements.size()));
    }
    Tensor<Rank, T> tensor(dims);
    T* const out = tensor.data();
    const std::size_t count = elements.size() / sizeof(From);
    for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<T>(from_big_endian<From>(&elements[i * sizeof(From)]));
    return tensor;
  }
}

/// The tensor in the bytes of an IDX file; `path` is for messages.
template <int Rank, class T>
Tensor<Rank, T> parse_idx(const std::filesystem::path& path, std::span<const std::uint8_t> bytes) {
  static_assert(Rank >= 1, "read_idx: an IDX tensor has at least one dimension");
  if (bytes.size() < 4 || bytes[0] != 0 || bytes[1] != 0) {
    std::string found;
    for (const std::uint8_t byte : bytes.first(std::min<std::size_t>(bytes.size(), 4))) {
      char hex[4];
      std::snprintf(hex, sizeof hex, " %02x", byte);
      found += hex;
    }
    file_error(path, "expected an IDX file, which begins with 00 00, element type, rank; found" +
                         (found.empty() ? " nothing" : found));
  }
  if (bytes[3] != Rank) {
    file_error(path, "expected a tensor of rank " + std::to_string(Rank) + ", found rank " + std::to_string(bytes[3]));
  }
  switch (bytes[2]) {
    case 0x08: return idx_elements<std::uint8_t, T, Rank>(path, bytes);
    case 0x09: return idx_elements<std::int8_t, T, Rank>(path, bytes);
    case 0x0b: return idx_elements<std::int16_t, T, Rank>(path, bytes);
    case 0x0c: return idx_elements<std::int32_t, T, Rank>(path, bytes);
    case 0x0d: return idx_elements<float, T, Rank>(path, bytes);
    case 0x0e: return idx_elements<double, T, Rank>(path, bytes);
    default: file_error(path, "expected an IDX element type 8, 9, 11, 12, 13 or 14, found " + std::to_string(bytes[2]));
  }
}

}  // namespace detail

/// Reads an IDX file, plain or gzip, as a tensor of `Rank` dimensions with elements of type `T`.
///
/// The file's elements become `T` only when `T` holds each value of their type: uint8 as float or std::int32_t, but no float64 as
/// float. `max_bytes` bounds the size of the file, packed and unpacked (1 GiB). Throws std::runtime_error that names the file,
/// what was expected and what was found when the file is missing, short, too long, of another rank or type, or damaged.
template <int Rank, class T = std::uint8_t>
Tensor<Rank, T> read_idx(const std::filesystem::path& path, std::size_t max_bytes = std::size_t{1} << 30) {
  return detail::parse_idx<Rank, T>(path, read_file(path, max_bytes));
}

}  // namespace linnet
