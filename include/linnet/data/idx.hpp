// SPDX-License-Identifier: MIT
// Reads IDX files, the format of MNIST and its relatives, plain or gzip, into tensors.
//
// The format: 00 00, element type, rank; one 32-bit extent a dimension; the elements, row-major. All big-endian.
#pragma once

#include <linnet/config.hpp>

static_assert(LINNET_HOST, "linnet/data/idx.hpp reads files: it is for hosts; compile the data into the firmware instead");

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/data/byte_order.hpp>
#include <linnet/data/gzip.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <limits>
#include <span>
#include <string>
#include <vector>

namespace linnet {

namespace detail {

/// An element type of the format, and what decides whether a C++ type holds each of its values.
struct IdxType {
  std::uint8_t code;
  const char* name;
  std::size_t bytes;
  int digits;  ///< bits of the value without the sign, as std::numeric_limits has it
  bool is_signed;
  bool is_float;
};

inline constexpr IdxType idx_types[] = {{0x08, "uint8", 1, 8, false, false},  {0x09, "int8", 1, 7, true, false},
                                        {0x0b, "int16", 2, 15, true, false},  {0x0c, "int32", 4, 31, true, false},
                                        {0x0d, "float32", 4, 24, true, true}, {0x0e, "float64", 8, 53, true, true}};

/// Header and elements of an IDX file, checked against each other.
struct IdxView {
  IdxType type;
  std::array<Index, 8> dims{};
  std::span<const std::uint8_t> elements;
};

/// One element as a double, which holds every value of every element type.
inline double idx_number(const IdxType& type, const std::uint8_t* bytes) {
  const std::uint64_t bits = big_endian(bytes, type.bytes);
  switch (type.code) {
    case 0x09: return static_cast<double>(static_cast<std::int8_t>(bits));
    case 0x0b: return static_cast<double>(static_cast<std::int16_t>(bits));
    case 0x0c: return static_cast<double>(static_cast<std::int32_t>(bits));
    case 0x0d: return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    case 0x0e: return std::bit_cast<double>(bits);
    default: return static_cast<double>(bits);
  }
}

/// Checks the bytes of an IDX file that should hold a tensor of `rank` dimensions; `path` is for messages.
LINNET_COLD inline IdxView parse_idx(const std::string& path, std::span<const std::uint8_t> bytes, std::size_t rank) {
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
  IdxView view{*type, {}, bytes.subspan(header)};
  std::uint64_t size = type->bytes;
  bool overflow = false;
  for (std::size_t i = 0; i < rank; ++i) {
    const std::uint64_t dim = big_endian(bytes.data() + 4 + 4 * i, 4);
    overflow = overflow || (dim > 0 && size > std::uint64_t{std::numeric_limits<Index>::max()} / dim);
    size *= dim;
    view.dims[i] = static_cast<Index>(dim);
  }
  const std::string shape = extents(std::span(view.dims).first(rank));
  if (overflow) file_error(path, text("the header says ", shape, " elements, which overflows"));
  if (size != view.elements.size()) {
    file_error(path,
               text("expected ", size, " bytes for ", shape, " elements of ", type->name, ", found ", view.elements.size()));
  }
  return view;
}

/// Fails unless `T` holds each value of the elements' type.
template <class T>
void require_holds(const std::string& path, const IdxType& type) {
  using Limits = std::numeric_limits<T>;
  const bool holds =
      (Limits::is_signed || !type.is_signed) && (!Limits::is_integer || !type.is_float) && type.digits <= Limits::digits;
  if (holds) return;
  file_error(path, text("expected elements that ", Limits::is_integer ? (Limits::is_signed ? "int" : "uint") : "float",
                        8 * sizeof(T), " holds exactly, found ", type.name));
}

}  // namespace detail

/// Reads an IDX file, plain or gzip, as a tensor of `Rank` dimensions with elements of type `T`.
///
/// The file's elements become `T` only when `T` holds each value of their type: uint8 as float or std::int32_t, but no float64 as
/// float. `max_bytes` bounds the size of the file, packed and unpacked (1 GiB). Throws std::runtime_error that names the file,
/// what was expected and what was found when the file is missing, short, too long, of another rank or type, or damaged.
template <int Rank, class T = std::uint8_t>
Tensor<Rank, T> read_idx(const std::string& path, std::size_t max_bytes = std::size_t{1} << 30) {
  static_assert(Rank >= 1 && Rank <= 8, "read_idx: an IDX tensor has one to eight dimensions");
  const std::vector<std::uint8_t> bytes = read_file(path, max_bytes);
  const detail::IdxView view = detail::parse_idx(path, bytes, static_cast<std::size_t>(Rank));
  detail::require_holds<T>(path, view.type);
  Eigen::array<Index, Rank> dims{};
  std::copy_n(view.dims.begin(), Rank, dims.begin());
  Tensor<Rank, T> tensor(dims);
  T* const to = tensor.data();
  const std::uint8_t* from = view.elements.data();
  if (view.type.code == 0x08) {
    std::copy_n(from, tensor.size(), to);
  } else {
    for (Index i = 0; i < tensor.size(); ++i, from += view.type.bytes)
      to[i] = static_cast<T>(detail::idx_number(view.type, from));
  }
  return tensor;
}

}  // namespace linnet
