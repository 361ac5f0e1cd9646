// SPDX-License-Identifier: MIT
// Softmax of the columns of a matrix (R, Columns), lanes across columns: that of kernels/softmax.hpp, except that it multiplies by the inverse
// of the sum. Sums run from the first row to the last.
#pragma once

#include <linnet/kernels/columns.hpp>

#include <limits>

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// x = e^x. A loop of its own over a flat block, which every compiler turns into vectors.
template <class T>
LINNET_NOINLINE void exponentials(T* x, Index n) {
  for (Index i = 0; i < n; ++i) x[i] = math::exp(x[i]);
}

}  // namespace detail

/// z[r][c] = e^z[r][c] / sum over r of e^z[r][c]. If Triangle, rows below the diagonal (r > c) become 0 and do not count.
template <Index Columns, bool Triangle, class T>
LINNET_NOINLINE void softmax_columns(T* z, Index rows) {
  if constexpr (Triangle) {
    for (Index r = 1; r < rows; ++r) std::fill_n(z + r * Columns, (std::min)(r, Columns), -std::numeric_limits<T>::infinity());
  }
  for_each_column_vector<T, Columns>([&]<class V>(Index c) {
    const Index end = rows * Columns;
    V largest = simd::load<V>(z + c);
    for (Index i = c + Columns; i < end; i += Columns) largest = simd::maximum(largest, simd::load<V>(z + i));
    for (Index i = c; i < end; i += Columns) simd::store(z + i, simd::sub(simd::load<V>(z + i), largest));
  });
  detail::exponentials(z, rows * Columns);
  for_each_column_vector<T, Columns>([&]<class V>(Index c) {
    const Index end = rows * Columns;
    V sum = simd::load<V>(z + c);
    for (Index i = c + Columns; i < end; i += Columns) sum = simd::add(sum, simd::load<V>(z + i));
    const V inverse = simd::div(simd::set<V>(T(1)), sum);
    for (Index i = c; i < end; i += Columns) simd::store(z + i, simd::mul(simd::load<V>(z + i), inverse));
  });
}

/// dz = p (dp - sum over rows of dp p) for the softmax p of each column. dz may be dp.
template <Index Columns, class T>
LINNET_NOINLINE void softmax_columns_gradient(const T* p, const T* dp, T* dz, Index rows) {
  for_each_column_vector<T, Columns>([&]<class V>(Index c) {
    const Index end = rows * Columns;
    V dot = simd::set<V>(T(0));
    for (Index i = c; i < end; i += Columns) dot = simd::fma(simd::load<V>(dp + i), simd::load<V>(p + i), dot);
    for (Index i = c; i < end; i += Columns) {
      simd::store(dz + i, simd::mul(simd::load<V>(p + i), simd::sub(simd::load<V>(dp + i), dot)));
    }
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
