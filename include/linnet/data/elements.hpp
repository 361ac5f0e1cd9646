// SPDX-License-Identifier: MIT
// Elements of tensor files: types, byte orders and sizes, checked before any memory is asked for. Shared by IDX and .npy.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/files/byte_order.hpp>
#include <linnet/files/gzip.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>

namespace linnet::detail {

/// An element type of a file, with the properties that decide whether a C++ type can represent all of its values.
struct ElementType {
  const char* name;
  std::size_t bytes;
  int digits;  ///< bits of the value without the sign, as in std::numeric_limits
  bool is_signed;
  bool is_float;

  friend constexpr bool operator==(const ElementType& a, const ElementType& b) {
    return a.bytes == b.bytes && a.is_signed == b.is_signed && a.is_float == b.is_float;
  }
};

inline constexpr ElementType uint8_elements{"uint8", 1, 8, false, false};
inline constexpr ElementType int8_elements{"int8", 1, 7, true, false};
inline constexpr ElementType uint16_elements{"uint16", 2, 16, false, false};
inline constexpr ElementType int16_elements{"int16", 2, 15, true, false};
inline constexpr ElementType uint32_elements{"uint32", 4, 32, false, false};
inline constexpr ElementType int32_elements{"int32", 4, 31, true, false};
inline constexpr ElementType uint64_elements{"uint64", 8, 64, false, false};
inline constexpr ElementType int64_elements{"int64", 8, 63, true, false};
inline constexpr ElementType float32_elements{"float32", 4, 24, true, true};
inline constexpr ElementType float64_elements{"float64", 8, 53, true, true};

/// The same for the C++ type `T`.
template <class T>
inline constexpr ElementType element_type{"", sizeof(T), std::numeric_limits<T>::digits, std::numeric_limits<T>::is_signed,
                                          !std::numeric_limits<T>::is_integer};

/// Header and elements of a tensor file, checked against each other.
struct TensorFile {
  ElementType type;
  std::endian order;
  std::array<Index, 8> dims{};  ///< only the first, up to the requested rank, count
  std::span<const std::uint8_t> elements;
};

/// Sets the extents of `file` after a check that they and its type match the number of bytes. Even if one of them is 0, no product of the
/// others overflows, as in NumPy: a program may compute it. `unread` more bytes follow the elements in the file.
LINNET_COLD inline void set_dims(const std::string& path, TensorFile& file, std::span<const std::uint64_t> dims,
                                 std::uint64_t unread) {
  constexpr std::uint64_t largest = (std::numeric_limits<Index>::max)();  // 32-bit systems have less than a file may declare
  std::uint64_t size = file.type.bytes;
  bool overflow = false, empty = false;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    overflow = overflow || dims[i] > largest || (dims[i] > 0 && size > largest / dims[i]);
    empty = empty || dims[i] == 0;
    size *= std::max<std::uint64_t>(dims[i], 1);
    file.dims[i] = static_cast<Index>(dims[i]);
  }
  const std::string shape = joined(dims, " x ");
  if (overflow) file_error(path, text("the header says ", shape, " elements, which overflows"));
  if (empty) size = 0;
  const std::uint64_t found = file.elements.size() + unread;
  if (size != found) {
    file_error(path, text("expected ", size, " bytes for ", shape, " elements of ", file.type.name, ", found ", found));
  }
}

/// "double", "std::int64_t": the type in C++.
LINNET_COLD inline std::string cpp_type(const ElementType& type) {
  if (type.is_float) return type.bytes == 4 ? "float" : "double";
  return text("std::", type.is_signed ? "int" : "uint", 8 * type.bytes, "_t");
}

/// "float32", "int64": the type in NumPy.
LINNET_COLD inline std::string numpy_type(const ElementType& type) {
  return text(type.is_float ? "float" : (type.is_signed ? "int" : "uint"), 8 * type.bytes);
}

/// Fails unless elements of type `own` can represent each value of the elements' type; `advice` follows the sentence.
template <class Advice>
void require_holds(const std::string& path, const ElementType& own, const ElementType& type, const Advice& advice) {
  const bool holds = (own.is_signed || !type.is_signed) && (own.is_float || !type.is_float) && type.digits <= own.digits;
  if (holds) return;
  file_error(path, text("expected elements that ", numpy_type(own), " holds exactly, found ", type.name, "; ", advice()));
}
/// The same for `reader`, a function that returns a tensor of `rank` dimensions: says how it reads them.
LINNET_COLD inline void require_holds(const std::string& path, const ElementType& own, const ElementType& type,
                                      const char* reader, int rank) {
  require_holds(path, own, type, [&] {
    return text(reader, "<", rank, ", ", cpp_type(type), ">(path) reads them, and behind it .cast<", cpp_type(own),
                ">() converts them");
  });
}

/// Returns one element as a T, which can represent it.
template <class T>
T element_of(const ElementType& type, std::uint64_t bits) {
  if (type == float32_elements) return static_cast<T>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
  if (type == float64_elements) return static_cast<T>(std::bit_cast<double>(bits));
  if (!type.is_signed) return static_cast<T>(bits);
  const int unused = 64 - 8 * static_cast<int>(type.bytes);  // shifted out and in again: with the sign
  return static_cast<T>(static_cast<std::int64_t>(bits << unused) >> unused);
}

/// Copies `count` elements of a file, in byte order `order`, as numbers of type T; bit for bit if T is their type.
template <class T>
void copy_elements(const ElementType& type, std::endian order, const std::uint8_t* from, Index count, T* to) {
  if (type == element_type<T> && (sizeof(T) == 1 || order == std::endian::native)) {
    if (count > 0) std::memcpy(to, from, static_cast<std::size_t>(count) * sizeof(T));
  } else {
    for (Index i = 0; i < count; ++i, from += type.bytes) to[i] = element_of<T>(type, integer_of(from, type.bytes, order));
  }
}

/// Returns the elements of a file as a tensor, for either byte order of file and machine; bit for bit if T is their type. `reader` is the
/// function that the user has called.
template <int Rank, class T>
Tensor<Rank, T> tensor_of(const std::string& path, const TensorFile& file, const char* reader) {
  require_holds(path, element_type<T>, file.type, reader, Rank);
  Eigen::array<Index, std::size_t{Rank}> dims{};
  for (std::size_t axis = 0; axis < dims.size(); ++axis) dims[axis] = file.dims[axis];
  Tensor<Rank, T> tensor(dims);
  copy_elements(file.type, file.order, file.elements.data(), tensor.size(), tensor.data());
  return tensor;
}

}  // namespace linnet::detail
