// SPDX-License-Identifier: MIT
// Sums of the columns of a matrix, in an order that does not depend on the vector width and keeps rounding errors small.
#pragma once

#include <linnet/kernels/simd.hpp>

#include <algorithm>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Calls `f.operator()<V>(j)` for vectors V of columns without overlap: the widest first, then narrower ones for the rest.
template <class T, Index Columns, Index First = 0, class Function>
LINNET_ALWAYS_INLINE void for_each_column_vector(const Function& f) {
  using V = simd::Packet<T, Columns - First>;
  constexpr Index L = simd::lanes<V>;
  constexpr Index end = First + (Columns - First) / L * L;
  for (Index j = First; j < end; j += L) f.template operator()<V>(j);
  if constexpr (end < Columns) for_each_column_vector<T, Columns, end>(f);
}

/// Adds K sums of each column over `rows` rows to `to` (K, Columns). Row i adds to partial sum i % 8 of its block of 512 rows; the eight
/// are added in order, then the blocks in order.
///
/// `term.operator()<V>(i, j, sum)` adds row i to the K vectors `sum` of the columns starting at j.
template <Index Columns, int K, class T, class Term>
void add_column_sums(Index rows, T* to, const Term& term) {
  constexpr Index block = 512;
  constexpr Index parts = 8;
  for (Index first = 0; first < rows; first += block) {
    const Index end = (std::min)(rows, first + block);
    for_each_column_vector<T, Columns>([&]<class V>(Index j) {
      V partial[parts][std::size_t{K}];
      LINNET_UNROLL
      for (Index p = 0; p < parts; ++p) {
        LINNET_UNROLL
        for (int k = 0; k < K; ++k) partial[p][k] = simd::set<V>(T(0));
      }
      Index i = first;
      for (; i + parts <= end; i += parts) {
        LINNET_UNROLL
        for (Index p = 0; p < parts; ++p) term.template operator()<V>(i + p, j, partial[p]);
      }
      LINNET_UNROLL
      for (Index p = 0; p < parts; ++p) {
        if (i + p < end) term.template operator()<V>(i + p, j, partial[p]);
      }
      LINNET_UNROLL
      for (int k = 0; k < K; ++k) {
        V sum = partial[0][k];
        LINNET_UNROLL
        for (Index p = 1; p < parts; ++p) sum = simd::add(sum, partial[p][k]);
        simd::store(to + k * Columns + j, simd::add(simd::load<V>(to + k * Columns + j), sum));
      }
    });
  }
}

/// db (Columns) += column sums of dy (rows, Columns).
template <Index Columns, class T>
void add_bias_gradient(const T* dy, T* db, Index rows) {
  add_column_sums<Columns, 1>(rows, db, [&]<class V>(Index i, Index j, V(&sum)[1]) {
    sum[0] = simd::add(sum[0], simd::load<V>(dy + i * Columns + j));
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
