// SPDX-License-Identifier: MIT
// The register tile with all sizes at run time: one function for all layers, for code that is optimised for size and not vectorised.
//
//   c[r * c_row + j] = sum over k of a[r * a_row + k * a_step] * b[k * b_step + j * b_column], beginning with a start
//
// The sums and their order are those of the tile with compile-time sizes, so the bits are the same.
#pragma once

#include <linnet/kernels/steps.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// True if products share code.
inline constexpr bool shares_code = LINNET_OPTIMIZE_SIZE && !simd::has_vectors;

namespace detail {

/// Sums start at from[r * row + j * column]. Zero, bias and output differ only in their strides.
template <class T>
struct SharedStart {
  const T* from;
  Index row, column;

  constexpr SharedStart at(Index r, Index j) const { return {from + r * row + j * column, row, column}; }
};
template <class T>
inline constexpr T zero{};
template <class T>
constexpr SharedStart<T> shared_start(FromZero, const T*, Index) {
  return {&zero<T>, 0, 0};
}
template <class T>
constexpr SharedStart<T> shared_start(const FromBias<T>& start, const T*, Index) {
  return {start.bias, 0, 1};
}
template <class T>
constexpr SharedStart<T> shared_start(FromOutput, const T* c, Index c_row) {
  return {c, c_row, 1};
}

/// P rows by F columns.
template <int P, int F, class T, class Store>
LINNET_ALWAYS_INLINE void shared_tile(const T* a, Index a_row, Index a_step, const T* b, Index b_step, Index b_column, T* c,
                                      Index c_row, const Steps<Index, Index, Index>& steps, const SharedStart<T>& start,
                                      const Store& store) {
  T sum[std::size_t{P}][std::size_t{F}];
  const T* from = start.from;
  LINNET_UNROLL
  for (int p = 0; p < P; ++p, from += start.row) {
    const T* s = from;
    LINNET_UNROLL
    for (int f = 0; f < F; ++f, s += start.column) sum[p][f] = *s;
  }
  for (Index outer = 0; outer < steps.outer; ++outer) {
    const T* am = a + outer * steps.a_outer;
    const T* bm = b + outer * steps.b_outer;
    for (Index middle = 0; middle < steps.middle; ++middle, am += steps.a_middle, bm += steps.b_middle) {
      const T* ak = am;
      const T* bk = bm;
      for (Index k = steps.inner; k > 0; --k, ak += a_step, bk += b_step) {
        T bv[std::size_t{F}];
        const T* column = bk;
        LINNET_UNROLL
        for (int f = 0; f < F; ++f, column += b_column) bv[f] = *column;
        const T* row = ak;
        LINNET_UNROLL
        for (int p = 0; p < P; ++p, row += a_row) {
          const T av = *row;
          LINNET_UNROLL
          for (int f = 0; f < F; ++f) sum[p][f] = math::fma(av, bv[f], sum[p][f]);
        }
      }
    }
  }
  LINNET_UNROLL
  for (int p = 0; p < P; ++p, c += c_row) {
    LINNET_UNROLL
    for (int f = 0; f < F; ++f) c[f] = store(sum[p][f], c + f);
  }
}

}  // namespace detail

/// Computes one row of the product above, starting at column `first`.
template <class T, class Store>
LINNET_NOINLINE void shared_row(const Operands<T, Index, Index, Index, Index, Index>& o, Index row, Index first, Index columns,
                                const Steps<Index, Index, Index>& steps, const detail::SharedStart<T>& start,
                                const Store& store) {
  const auto tile = [&]<int F>(Index j) {
    detail::shared_tile<1, F>(o.a + row * o.a_row, o.a_row, o.a_step, o.b + j * o.b_column, o.b_step, o.b_column,
                              o.c + row * o.c_row + j, o.c_row, steps, start.at(row, j), store);
  };
  Index j = first;
  for (; j + 4 <= columns; j += 4) tile.template operator()<4>(j);
  for (; j < columns; ++j) tile.template operator()<1>(j);
}

/// Computes the part of the product above that consists of whole 4 x 4 tiles. A function of its own, so that its registers are not on the
/// stack below those of shared_row.
template <class T, class Store>
LINNET_NOINLINE void shared_squares(const Operands<T, Index, Index, Index, Index, Index>& o, Index rows, Index columns,
                                    const Steps<Index, Index, Index>& steps, const detail::SharedStart<T>& start,
                                    const Store& store) {
  for (Index j = 0; j < columns; j += 4) {
    for (Index r = 0; r < rows; r += 4) {
      detail::shared_tile<4, 4>(o.a + r * o.a_row, o.a_row, o.a_step, o.b + j * o.b_column, o.b_step, o.b_column,
                                o.c + r * o.c_row + j, o.c_row, steps, start.at(r, j), store);
    }
  }
}

/// Computes rows x columns of the product above.
template <class T, class Store>
LINNET_NOINLINE void shared_product(const Operands<T, Index, Index, Index, Index, Index>& o, Index rows, Index columns,
                                    const Steps<Index, Index, Index>& steps, const detail::SharedStart<T>& start,
                                    const Store& store) {
  const Index square_rows = rows / 4 * 4, square_columns = columns / 4 * 4;
  shared_squares(o, square_rows, square_columns, steps, start, store);
  for (Index r = 0; r < rows; ++r) {
    const Index first = r < square_rows ? square_columns : 0;
    if (first < columns) shared_row(o, r, first, columns, steps, start, store);
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
