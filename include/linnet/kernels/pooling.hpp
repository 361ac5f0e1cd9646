// SPDX-License-Identifier: MIT
// Pooling: the maximum or the mean of each window, channel by channel, lanes across channels.
//
// x (N, H, W, C), y (N, OH, OW, C). Padding does not count. Sums run over the cells of a window row by row; for overlapping windows dx
// sums over the windows row by row. Backward needs no stored indices: it finds the maximum by comparing.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/tile.hpp>

#include <limits>

// Both are part of the types of layers, which have one name in all files; so they are not LINNET_CODE, and everything in them is inlined.
namespace linnet::kernels {

/// The largest cell; the gradient goes to the first such cell, as in Keras. A NaN gives a NaN, and no gradient.
struct MaxPool {
  template <class V, class T>
  static LINNET_ALWAYS_INLINE V start() {
    return simd::set<V>(-std::numeric_limits<T>::infinity());
  }
  template <class V>
  static LINNET_ALWAYS_INLINE V combine(const V& sum, const V& x) {
    return simd::maximum(sum, x);
  }
  template <class V, class T>
  static LINNET_ALWAYS_INLINE V finish(const V& sum, T) {
    return sum;
  }
  /// Returns cell x's part of the window's gradient g; leaves the rest in g.
  template <class V>
  static LINNET_ALWAYS_INLINE V take(const V& x, const V& y, V& g) {
    const V taken = simd::where_equal(x, y, g);
    g = simd::where_different(x, y, g);
    return taken;
  }
};

/// The mean of the cells.
struct AveragePool {
  template <class V, class T>
  static LINNET_ALWAYS_INLINE V start() {
    return simd::set<V>(T(0));
  }
  template <class V>
  static LINNET_ALWAYS_INLINE V combine(const V& sum, const V& x) {
    return simd::add(sum, x);
  }
  template <class V, class T>
  static LINNET_ALWAYS_INLINE V finish(const V& sum, T cells) {
    return simd::div(sum, simd::set<V>(cells));
  }
  template <class V>
  static LINNET_ALWAYS_INLINE V take(const V&, const V&, V& g) {
    return g;
  }
};

}  // namespace linnet::kernels

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// Calls f(offset of the cell in a sample) for the cells of output (o, p). The compiler knows the loops' ends if nothing is clipped.
template <Windows S, class Function>
LINNET_ALWAYS_INLINE void for_each_cell(Index o, Index p, const Function& f) {
  constexpr Window r = S.rows, c = S.columns;
  const Index u_first = r.clips() ? r.first_tap(o) : 0, u_end = r.clips() ? r.end_tap(o) : r.size;
  const Index v_first = c.clips() ? c.first_tap(p) : 0, v_end = c.clips() ? c.end_tap(p) : c.size;
  for (Index u = u_first; u < u_end; ++u) {
    for (Index v = v_first; v < v_end; ++v) {
      f((o * r.stride - r.before + u) * S.in_row() + (p * c.stride - c.before + v) * S.channels);
    }
  }
}
template <Windows S, class T>
LINNET_ALWAYS_INLINE T cells_of(Index o, Index p) {
  if constexpr (!S.clips()) return static_cast<T>(S.taps());
  return static_cast<T>((S.rows.end_tap(o) - S.rows.first_tap(o)) * (S.columns.end_tap(p) - S.columns.first_tap(p)));
}

/// One panel of F vectors; the pointers are at its first channel.
template <Windows S, class Pool, int F, class V, class T>
LINNET_NOINLINE void pool_panel(const T* x, T* y, Index n, Index j_last) {
  constexpr int L = simd::lanes<V>;
  const auto column = [&](int f) { return f == F - 1 ? j_last : f * L; };
  for (Index i = 0; i < n; ++i, x += S.in_sample()) {
    for (Index o = 0; o < S.rows.out; ++o) {
      for (Index p = 0; p < S.columns.out; ++p, y += S.channels) {
        V sum[std::size_t{F}];
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) sum[f] = Pool::template start<V, T>();
        for_each_cell<S>(o, p, [&](Index cell) {
          LINNET_UNROLL
          for (int f = 0; f < F; ++f) sum[f] = Pool::combine(sum[f], simd::load<V>(x + cell + column(f)));
        });
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) simd::store(y + column(f), Pool::finish(sum[f], cells_of<S, T>(o, p)));
      }
    }
  }
}

template <Windows S, class Pool, int F, class V, class T>
LINNET_NOINLINE void pool_gradient_panel(const T* x, const T* y, const T* dy, T* dx, Index n, Index j_last) {
  constexpr int L = simd::lanes<V>;
  constexpr bool overlaps = S.rows.stride < S.rows.size || S.columns.stride < S.columns.size;
  constexpr bool covers = !overlaps && !S.clips() && S.rows.out * S.rows.size == S.rows.in &&
                          S.columns.out * S.columns.size == S.columns.in && S.rows.stride == S.rows.size &&
                          S.columns.stride == S.columns.size;
  const auto column = [&](int f) { return f == F - 1 ? j_last : f * L; };
  for (Index i = 0; i < n; ++i, x += S.in_sample(), dx += S.in_sample()) {
    if constexpr (!covers) {
      for (Index cell = 0; cell < S.in_sample(); cell += S.channels) {
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) simd::store(dx + cell + column(f), simd::set<V>(T(0)));
      }
    }
    for (Index o = 0; o < S.rows.out; ++o) {
      for (Index p = 0; p < S.columns.out; ++p, y += S.channels, dy += S.channels) {
        V g[std::size_t{F}], top[std::size_t{F}];
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) {
          const V gradient = simd::load<V>(dy + column(f));
          g[f] = Pool::finish(gradient, cells_of<S, T>(o, p));
          top[f] = simd::load<V>(y + column(f));
        }
        for_each_cell<S>(o, p, [&](Index cell) {
          V sum[std::size_t{F}];  // all loads before the first store: the last vector may share channels with its predecessor
          LINNET_UNROLL
          for (int f = 0; f < F; ++f) {
            const V taken = Pool::take(simd::load<V>(x + cell + column(f)), top[f], g[f]);
            sum[f] = overlaps ? simd::add(simd::load<V>(dx + cell + column(f)), taken) : taken;
          }
          LINNET_UNROLL
          for (int f = 0; f < F; ++f) simd::store(dx + cell + column(f), sum[f]);
        });
      }
    }
  }
}

}  // namespace detail

/// y (N, OH, OW, C) from x (N, H, W, C) with Pool = MaxPool or AveragePool.
template <Windows S, class Pool, class T>
void pool(const T* x, T* y, Index n) {
  using V = simd::Packet<T, S.channels>;
  for_each_panel<S.channels, simd::lanes<V>, 4>(
      [&]<int F>(Index j, Index j_last) { detail::pool_panel<S, Pool, F, V>(x + j, y + j, n, j_last - j); });
}

/// dx (N, H, W, C) from x, y and dy (N, OH, OW, C).
template <Windows S, class Pool, class T>
void pool_gradient(const T* x, const T* y, const T* dy, T* dx, Index n) {
  using V = simd::Packet<T, S.channels>;
  for_each_panel<S.channels, simd::lanes<V>, 4>([&]<int F>(Index j, Index j_last) {
    detail::pool_gradient_panel<S, Pool, F, V>(x + j, y + j, dy + j, dx + j, n, j_last - j);
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
