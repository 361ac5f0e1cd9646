// SPDX-License-Identifier: MIT
// Larger images: the gradient of repeated rows and columns, and bilinear interpolation. Lanes run across channels.
//
//   bilinear: t[w][c] = (1 - v) x[i][w][c] + v x[i + 1][w][c]      y[o][q][c] = (1 - u) t[j][c] + u t[j + 1][c]
//
// Output o of an axis that grows by `factor` lies at (o + 1/2) / factor - 1/2 = i + v of the input, as in TensorFlow and in PyTorch without
// align_corners; places beyond the first and the last number have its value. Gradients sum over outputs row by row, column by column.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/columns.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// dx (N, S.rows.in, S.columns.in, C) from dy (N, S.rows.out, S.columns.out, C): the gradient of repeat.
template <Windows S, class T>
LINNET_NOINLINE void repeat_gradient(const T* dy, T* dx, Index n) {
  constexpr Index out_row = S.columns.out * S.channels;
  constexpr Index down = S.rows.out / S.rows.in, across = S.columns.out / S.columns.in;
  for (Index h = 0; h < n * S.rows.in; ++h, dy += down * out_row) {
    for (Index w = 0; w < S.columns.in; ++w, dx += S.channels) {
      const T* const from = dy + w * across * S.channels;
      for_each_column_vector<T, S.channels>([&]<class V>(Index j) {
        V sum = simd::load<V>(from + j);
        for (Index k = 1; k < down * across; ++k) {
          sum = simd::add(sum, simd::load<V>(from + k / across * out_row + k % across * S.channels + j));
        }
        simd::store(dx + j, sum);
      });
    }
  }
}

/// Two neighbours of an axis and their weights.
template <class T>
struct Blend {
  Index low, high;
  T low_weight, high_weight;
};

/// The neighbours of output o of an axis of `in` numbers that grows by `factor`.
template <class T>
constexpr Blend<T> blend(Index o, Index in, Index factor) {
  const Index offset = 2 * (o % factor) + 1 - factor;  // of 2 * factor parts
  const Index low = o / factor - (offset < 0 ? 1 : 0), parts = offset < 0 ? offset + 2 * factor : offset;
  if (low < 0) return {0, 0, T(1), T(0)};
  if (low + 1 >= in) return {in - 1, in - 1, T(1), T(0)};
  const T all = static_cast<T>(2 * factor);
  return {low, low + 1, static_cast<T>(2 * factor - parts) / all, static_cast<T>(parts) / all};
}

namespace detail {

/// to = low_weight * x[low] + high_weight * x[high] for rows x of `Count` numbers.
template <Index Count, class T>
LINNET_ALWAYS_INLINE void mix(const Blend<T>& b, const T* x, T* to) {
  const T* const low = x + b.low * Count;
  const T* const high = x + b.high * Count;
  for_each_column_vector<T, Count>([&]<class V>(Index j) {
    const V part = simd::mul(simd::set<V>(b.low_weight), simd::load<V>(low + j));
    simd::store(to + j, simd::fma(simd::set<V>(b.high_weight), simd::load<V>(high + j), part));
  });
}

/// The gradient of mix, added to dx: each of the two rows gets its share.
template <Index Count, class T>
LINNET_ALWAYS_INLINE void add_shares(const Blend<T>& b, const T* dy, T* dx) {
  const auto add = [&](T weight, T* to) {
    for_each_column_vector<T, Count>([&]<class V>(Index j) {
      simd::store(to + j, simd::fma(simd::set<V>(weight), simd::load<V>(dy + j), simd::load<V>(to + j)));
    });
  };
  add(b.low_weight, dx + b.low * Count);
  if (b.high != b.low) add(b.high_weight, dx + b.high * Count);
}

}  // namespace detail

/// y (N, S.rows.out, S.columns.out, C) from x (N, S.rows.in, S.columns.in, C); out is a multiple of in. `row` has S.in_row() numbers.
template <Windows S, class T>
LINNET_NOINLINE void bilinear(const T* x, T* y, T* row, Index n) {
  constexpr Window r = S.rows, c = S.columns;
  for (Index i = 0; i < n; ++i, x += S.in_sample()) {
    for (Index o = 0; o < r.out; ++o) {
      detail::mix<S.in_row()>(blend<T>(o, r.in, r.out / r.in), x, row);
      for (Index q = 0; q < c.out; ++q, y += S.channels) {
        detail::mix<S.channels>(blend<T>(q, c.in, c.out / c.in), static_cast<const T*>(row), y);
      }
    }
  }
}

/// dx from dy, with the shapes of bilinear. `row` has S.in_row() numbers.
template <Windows S, class T>
LINNET_NOINLINE void bilinear_gradient(const T* dy, T* dx, T* row, Index n) {
  constexpr Window r = S.rows, c = S.columns;
  std::fill_n(dx, n * S.in_sample(), T(0));
  for (Index i = 0; i < n; ++i, dx += S.in_sample()) {
    for (Index o = 0; o < r.out; ++o) {
      std::fill_n(row, S.in_row(), T(0));
      for (Index q = 0; q < c.out; ++q, dy += S.channels) {
        detail::add_shares<S.channels>(blend<T>(q, c.in, c.out / c.in), dy, row);
      }
      detail::add_shares<S.in_row()>(blend<T>(o, r.in, r.out / r.in), static_cast<const T*>(row), dx);
    }
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
