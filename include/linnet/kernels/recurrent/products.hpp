// SPDX-License-Identifier: MIT
// The products of a recurrent layer: those of a dense layer whose rows are at a distance, because they are steps of sequences.
//
//   strided_product             y (N, M)  = start + x (N, K) w (K, M)           sum: start, then inputs ascending
//   sequence_weight_gradient    dw (K, M) = sum over steps and samples x^T dz   sum: steps, samples ascending
//   transposed_product          dx (N, K) = dz (N, M) w^T                       sum: columns of w ascending
//
// N samples, K inputs, M columns. Rows are packed, and at distances that the compiler knows.
#pragma once

#include <linnet/kernels/dense.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// y = start + x w for n rows, an Index or Extent<1>. Rows of x and y are x_row and y_row numbers apart, those of w WRow.
template <Index K, Index M, Index WRow, class T, class Rows, class Start>
void strided_product(const T* x, Index x_row, const T* w, T* y, Index y_row, Rows n, const Start& start) {
  using O = Operands<T, Index, Extent<1>, Size<WRow>, Index>;
  const O o{x, x_row, {}, w, size<WRow>, y, y_row};
  constexpr bool one_row = std::is_same_v<Rows, Extent<1>>;
  if (one_row || (n == 1 && !shares_code)) {
    row_product<M, T>(o, size<K>, start);
  } else if constexpr (!one_row) {
    product<M, T>(o, Index{n}, K, start);
  }
}

/// Rows of sequences: that of step s and sample i begins at data + s * step + i * sample.
template <class T>
struct SequenceRows {
  T* data;
  Index step, sample;
};

namespace detail {

/// A panel of the weight gradient as a separate function.
template <int F, class V, class T, class O, class Last>
LINNET_NOINLINE void sequence_panel(O o, Index rows, Last j_last, Steps<Index, Extent<1>, Index> depth) {
  tiles<F, V, T>(o, rows, 0, j_last, depth, FromZero{}, StoreSum{});
}

}  // namespace detail

/// dw (K, M) = sum over `steps` steps of n samples of x^T dz. Rows of dw are Row numbers apart.
template <Index K, Index M, Index Row, class T>
void sequence_weight_gradient(const SequenceRows<const T>& x, const SequenceRows<const T>& dz, T* dw, Index steps, Index n) {
  using V = simd::Packet<T, M>;
  using O = Operands<T, Extent<1>, Index, Index, Size<Row>>;
  const Steps<Index, Extent<1>, Index> depth{steps, {}, n, x.step, 0, dz.step, 0};
  if constexpr (shares_code) {
    detail::share<M, T>(O{x.data, {}, x.sample, dz.data, dz.sample, dw, size<Row>}, K, depth, FromZero{}, StoreSum{});
  } else {
    for_each_panel<M, simd::lanes<V>, panel_vectors<V>>([&]<int F>(Index j, Index j_last) {
      const O o{x.data, {}, x.sample, dz.data + j, dz.sample, dw + j, size<Row>};
      detail::sequence_panel<F, V, T>(o, K, detail::last_column<M, simd::lanes<V>>(j_last - j), depth);
    });
  }
}

/// Numbers of a transposed copy of w (K, M), which code with vectors makes once for all steps.
template <Index K, Index M>
inline constexpr Index transposed_numbers = simd::has_vectors ? K* M : 0;

/// `to` (M, K) = the transpose of w (K, M), whose rows are WRow numbers apart.
template <Index K, Index M, Index WRow, class T>
void transpose_weights(const T* w, T* to) {
  if constexpr (simd::has_vectors) {
    constexpr int L = simd::lanes<simd::Packet<T, K>>;
    for (Index k = 0; k < K; k += L) {
      const Index first = (std::min)(k, K - L);
      transpose<L>(w + first * WRow, WRow, to + first, K, M);
    }
  }
}

/// dx = dz w^T for n rows, dz_row and dx_row numbers apart. `transposed` is what transpose_weights made of w.
template <Index K, Index M, Index WRow, class T>
void transposed_product(const T* dz, Index dz_row, const T* w, const T* transposed, T* dx, Index dx_row, Index n) {
  if constexpr (simd::has_vectors) {
    strided_product<M, K, K>(dz, dz_row, transposed, dx, dx_row, n, FromZero{});
  } else {
    using O = Operands<T, Index, Extent<1>, Extent<1>, Index, Extent<WRow>>;
    product<K, T>(O{dz, dz_row, {}, w, {}, dx, dx_row}, n, M, FromZero{});
  }
}

/// db (M) = the sum of `rows` rows of dz (rows, M), ascending.
template <Index M, class T>
LINNET_NOINLINE void strided_column_sums(const T* dz, Index row, Index rows, T* LINNET_RESTRICT db) {
  for (Index j = 0; j < M; ++j) db[j] = dz[j];
  for (Index i = 1; i < rows; ++i) {
    for (Index j = 0; j < M; ++j) db[j] += dz[i * row + j];
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
