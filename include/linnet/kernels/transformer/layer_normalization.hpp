// SPDX-License-Identifier: MIT
// Layer normalisation of the rows of a matrix (rows, C). For each row
//
//   mean = sum x / C,  inverse = 1 / sqrt(sum (x - mean)^2 / C + epsilon),  h = (x - mean) inverse,  y = gamma h + beta
//   dx = inverse (g - sum g / C - h sum (g h) / C)  for g = gamma dy
//
// The sum of a row is 16 partial sums, number j adding to j % 16, and then eight, four, two and one of pairs that stand half of them
// apart: an order that fits every vector width. The gradients of gamma and beta run in the order of add_column_sums.
// Source: Ba, Kiros and Hinton (2016), arXiv:1607.06450.
#pragma once

#include <linnet/kernels/columns.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// p[0] = the sum of p (2 * Half), whose halves are added until one number is left.
template <Index Half, class T>
LINNET_ALWAYS_INLINE void fold_sums(T* p) {
  for_each_column_vector<T, Half>(
      [&]<class V>(Index k) { simd::store(p + k, simd::add(simd::load<V>(p + k), simd::load<V>(p + Half + k))); });
  if constexpr (Half > 1) fold_sums<Half / 2>(p);
}

/// Returns a sum over the C columns of a row. `term.operator()<V>(j, sum)` returns sum plus the terms of the columns from j on.
template <Index C, class T, class Term>
LINNET_ALWAYS_INLINE T row_sum(const Term& term) {
  constexpr Index parts = 16, whole = C / parts * parts;
  T partial[parts]{};
  for_each_column_vector<T, parts>([&]<class V>(Index k) {
    V sum = simd::set<V>(T(0));
    for (Index j = 0; j < whole; j += parts) sum = term.template operator()<V>(j + k, sum);
    simd::store(partial + k, sum);
  });
  if constexpr (whole < C) {
    for_each_column_vector<T, C - whole>([&]<class V>(Index k) {
      simd::store(partial + k, term.template operator()<V>(whole + k, simd::load<V>(partial + k)));
    });
  }
  fold_sums<parts / 2>(partial);
  return partial[0];
}

}  // namespace detail

/// Mean and inverse deviation of a row.
template <class T>
struct RowMoments {
  T mean, inverse;
};

template <Index C, class T>
LINNET_ALWAYS_INLINE RowMoments<T> row_moments(const T* x, T epsilon) {
  const T sum = detail::row_sum<C, T>([&]<class V>(Index j, V s) { return simd::add(s, simd::load<V>(x + j)); });
  const T mean = sum / T(C);
  const T squares = detail::row_sum<C, T>([&]<class V>(Index j, V s) {
    const V d = simd::sub(simd::load<V>(x + j), simd::set<V>(mean));
    return simd::fma(d, d, s);
  });
  return {mean, T(1) / math::sqrt(squares / T(C) + epsilon)};
}

/// y (rows, C) of x (rows, C), which it may be. `moments` (rows, 2) receives mean and inverse deviation of each row; null: not.
/// gamma is read if Scale, beta if Center.
template <Index C, bool Scale, bool Center, class T>
LINNET_NOINLINE void normalize_rows(const T* gamma, const T* beta, T epsilon, const T* x, T* y, T* moments, Index rows) {
  for (Index i = 0; i < rows; ++i) {
    const RowMoments<T> row = row_moments<C>(x + i * C, epsilon);
    if (moments) {
      moments[2 * i] = row.mean;
      moments[2 * i + 1] = row.inverse;
    }
    for_each_column_vector<T, C>([&]<class V>(Index j) {
      V scale = simd::set<V>(row.inverse), shift = simd::set<V>(T(0));
      if constexpr (Scale) scale = simd::mul(scale, simd::load<V>(gamma + j));
      if constexpr (Center) shift = simd::load<V>(beta + j);
      simd::store(y + i * C + j, simd::fma(simd::sub(simd::load<V>(x + i * C + j), simd::set<V>(row.mean)), scale, shift));
    });
  }
}

/// dgamma (C) += sum over rows of dy h, with the moments of forward.
template <Index C, class T>
LINNET_NOINLINE void add_gamma_gradient(const T* x, const T* moments, const T* dy, T* dgamma, Index rows) {
  add_column_sums<C, 1>(rows, dgamma, [&]<class V>(Index i, Index j, V(&sum)[1]) {
    const V d = simd::sub(simd::load<V>(x + i * C + j), simd::set<V>(moments[2 * i]));
    sum[0] = simd::fma(simd::load<V>(dy + i * C + j), simd::mul(d, simd::set<V>(moments[2 * i + 1])), sum[0]);
  });
}

/// dx (rows, C), with the x and the moments of forward. gamma is read if Scale.
template <Index C, bool Scale, class T>
LINNET_NOINLINE void normalize_rows_gradient(const T* gamma, const T* x, const T* moments, const T* dy, T* dx, Index rows) {
  for (Index i = 0; i < rows; ++i) {
    const T mean = moments[2 * i], inverse = moments[2 * i + 1];
    const T* from = x + i * C;
    const T* up = dy + i * C;
    const auto deviation = [&]<class V>(Index j, V) { return simd::sub(simd::load<V>(from + j), simd::set<V>(mean)); };
    const auto g_plus = [&]<class V>(Index j, V v) {
      if constexpr (Scale) return simd::fma(simd::load<V>(up + j), simd::load<V>(gamma + j), v);
      return simd::add(simd::load<V>(up + j), v);
    };
    const T sum = detail::row_sum<C, T>(g_plus);
    const T product = detail::row_sum<C, T>([&]<class V>(Index j, V s) {
      const V d = deviation(j, s);
      if constexpr (Scale) return simd::fma(simd::load<V>(up + j), simd::mul(d, simd::load<V>(gamma + j)), s);
      return simd::fma(simd::load<V>(up + j), d, s);
    });
    const T shift = -sum / T(C), slope = -product * inverse * inverse / T(C);
    for_each_column_vector<T, C>([&]<class V>(Index j) {
      const V g = g_plus(j, simd::set<V>(shift));
      simd::store(dx + i * C + j, simd::mul(simd::fma(deviation(j, g), simd::set<V>(slope), g), simd::set<V>(inverse)));
    });
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
