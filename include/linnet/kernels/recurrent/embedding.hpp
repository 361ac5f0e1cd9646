// SPDX-License-Identifier: MIT
// Rows of a table by their indices, which are numbers of type T, and the gradient of these rows. Order of sums: sample, step.
#pragma once

#include <linnet/kernels/elementwise.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// y (count, Size): the rows of `table` (rows, Size) with the indices x (count).
template <Index Size, class T>
void gather_rows(const T* LINNET_RESTRICT table, const T* LINNET_RESTRICT x, T* LINNET_RESTRICT y, Index count) {
  for (Index i = 0; i < count; ++i) std::copy_n(table + static_cast<Index>(x[i]) * Size, Size, y + i * Size);
}

/// Adds dy (count, Size) to the rows of `gradient` (rows, Size) with the indices x (count). Returns the sum of squares of dy, roughly.
template <Index Size, class T>
T add_to_rows(const T* LINNET_RESTRICT dy, const T* LINNET_RESTRICT x, T* LINNET_RESTRICT gradient, Index count) {
  using V = simd::Packet<T, 1024>;
  constexpr Index parts = 4;  // sums that do not wait for each other
  V packets[static_cast<std::size_t>(parts)];
  for (V& packet : packets) packet = simd::set<V>(T(0));
  T squares = T(0);
  const auto add = [&](Index i, V& packet) {
    const T* const from = dy + i * Size;
    T* const row = gradient + static_cast<Index>(x[i]) * Size;
    for_each_packet<T>(Size, [&]<class P>(Index k) {
      const P number = simd::load<P>(from + k);
      simd::store(row + k, simd::add(simd::load<P>(row + k), number));
      if constexpr (std::is_same_v<P, V>) {
        packet = simd::fma(number, number, packet);
      } else {
        squares = math::fma(number, number, squares);
      }
    });
  };
  Index i = 0;
  for (; i + parts <= count; i += parts) {
    LINNET_UNROLL
    for (Index k = 0; k < parts; ++k) add(i + k, packets[k]);
  }
  for (; i < count; ++i) add(i, packets[0]);
  T lanes[static_cast<std::size_t>(parts * simd::lanes<V>)];
  LINNET_UNROLL
  for (Index k = 0; k < parts; ++k) simd::store(lanes + k * simd::lanes<V>, packets[k]);
  for (const T lane : lanes) squares += lane;
  return squares;
}

/// Bytes of a set of `rows` rows, of which each is in it or not.
constexpr Index bytes_of_row_set(Index rows) { return (rows + 63) / 64 * 8; }

/// Sets the `old` rows at `rows` of `gradient` (Rows, Size) to 0, and then writes the different ones of the indices x (count) there, in
/// ascending order; returns how many there are. `set` has bytes_of_row_set(Rows).
template <Index Rows, Index Size, class T>
Index change_rows(const T* LINNET_RESTRICT x, Index count, T* LINNET_RESTRICT gradient, T* LINNET_RESTRICT rows, Index old,
                  unsigned char* set) {
  constexpr Index bytes = bytes_of_row_set(Rows);
  const auto mark = [=](Index i) {
    const auto row = static_cast<std::uint32_t>(x[i]);
    set[row / 8] = static_cast<unsigned char>(set[row / 8] | (1u << row % 8));
  };
  const auto clear = [=](Index i) { std::fill_n(gradient + static_cast<Index>(rows[i]) * Size, Size, T(0)); };
  std::fill_n(set, bytes, static_cast<unsigned char>(0));
  Index i = 0;
  for (; i < (std::min)(count, old); ++i) {  // together: one waits for memory, the other for itself
    mark(i);
    clear(i);
  }
  for (Index k = i; k < count; ++k) mark(k);
  for (Index k = i; k < old; ++k) clear(k);
  Index found = 0;
  for (Index first = 0; first < bytes; first += 8) {
    std::uint64_t word = 0;  // bit b: row first * 8 + b
    for (Index b = 0; b < 8; ++b) word |= static_cast<std::uint64_t>(set[first + b]) << (8 * b);
    for (; word != 0; word &= word - 1) rows[found++] = static_cast<T>(first * 8 + std::countr_zero(word));
  }
  return found;
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
