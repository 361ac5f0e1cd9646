// SPDX-License-Identifier: MIT
// Batch normalisation over the rows of a matrix, column by column, lanes across columns.
//
//   y = (x - mean) * scale + beta,  scale = gamma / sqrt(variance + epsilon)
//
// R rows (samples times positions), C columns. Column sums run in the order of add_column_sums. Source: Ioffe and Szegedy (2015).
#pragma once

#include <linnet/kernels/columns.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// Computes mean (C) and biased variance (C) of x (rows, C) in two passes.
template <Index C, class T>
void column_moments(const T* x, Index rows, T* mean, T* variance) {
  const T count = static_cast<T>(rows);
  std::fill_n(mean, C, T(0));
  std::fill_n(variance, C, T(0));
  add_column_sums<C, 1>(
      rows, mean, [&]<class V>(Index i, Index j, V(&sum)[1]) { sum[0] = simd::add(sum[0], simd::load<V>(x + i * C + j)); });
  for (Index j = 0; j < C; ++j) mean[j] /= count;
  add_column_sums<C, 1>(rows, variance, [&]<class V>(Index i, Index j, V(&sum)[1]) {
    const V d = simd::sub(simd::load<V>(x + i * C + j), simd::load<V>(mean + j));
    sum[0] = simd::fma(d, d, sum[0]);
  });
  for (Index j = 0; j < C; ++j) variance[j] /= count;
}

/// Columns of a normalisation; a null gamma means 1, a null beta 0.
template <class T>
struct Normalization {
  const T* mean;
  const T* variance;
  const T* gamma;
  const T* beta;
  T epsilon;

  template <class V>
  LINNET_ALWAYS_INLINE V inverse_deviation(Index j) const {
    return simd::div(simd::set<V>(T(1)), simd::sqrt(simd::add(simd::load<V>(variance + j), simd::set<V>(epsilon))));
  }
  template <class V>
  LINNET_ALWAYS_INLINE V scale(Index j) const {
    const V inverse = inverse_deviation<V>(j);
    return gamma ? simd::mul(simd::load<V>(gamma + j), inverse) : inverse;
  }
  template <class V>
  LINNET_ALWAYS_INLINE V shift(Index j) const {
    return beta ? simd::load<V>(beta + j) : simd::set<V>(T(0));
  }
};

/// y = (x - mean) * scale + beta for x (rows, C). y may be x.
template <Index C, class T>
LINNET_NOINLINE void normalize(const Normalization<T>& columns, const T* x, T* y, Index rows) {
  for_each_column_vector<T, C>([&]<class V>(Index j) {
    const V mean = simd::load<V>(columns.mean + j), scale = columns.template scale<V>(j), shift = columns.template shift<V>(j);
    for (Index i = 0; i < rows; ++i) {
      simd::store(y + i * C + j, simd::fma(simd::sub(simd::load<V>(x + i * C + j), mean), scale, shift));
    }
  });
}

/// Computes dx through the batch's own mean and variance, and sums (2, C) of dy and of dy * (x - mean). dx may be null.
template <Index C, class T>
LINNET_NOINLINE void normalize_gradient(const Normalization<T>& columns, const T* x, const T* dy, T* dx, T* sums, Index rows) {
  std::fill_n(sums, 2 * C, T(0));
  add_column_sums<C, 2>(rows, sums, [&]<class V>(Index i, Index j, V(&sum)[2]) {
    const V g = simd::load<V>(dy + i * C + j);
    sum[0] = simd::add(sum[0], g);
    sum[1] = simd::fma(g, simd::sub(simd::load<V>(x + i * C + j), simd::load<V>(columns.mean + j)), sum[1]);
  });
  if (!dx) return;
  const T count = static_cast<T>(rows);
  for_each_column_vector<T, C>([&]<class V>(Index j) {
    const V mean = simd::load<V>(columns.mean + j), scale = columns.template scale<V>(j);
    const V inverse = columns.template inverse_deviation<V>(j);
    const V dy_mean = simd::div(simd::load<V>(sums + j), simd::set<V>(count));
    const V slope = simd::mul(simd::mul(inverse, inverse), simd::div(simd::load<V>(sums + C + j), simd::set<V>(-count)));
    for (Index i = 0; i < rows; ++i) {
      const V d = simd::sub(simd::load<V>(x + i * C + j), mean);
      const V g = simd::sub(simd::load<V>(dy + i * C + j), dy_mean);
      simd::store(dx + i * C + j, simd::mul(simd::fma(slope, d, g), scale));
    }
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
