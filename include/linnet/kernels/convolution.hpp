// SPDX-License-Identifier: MIT
// Direct convolution, forward, on the register tile: no im2col buffer, no padded copy.
//
//   y[n][o][p][f] = store(start_f + sum over kernel row u, kernel column v, channel c of
//                         x[n][o * stride - before + u * dilation][p * stride - before + v * dilation][c] * w[u][v][c][f])
//
// x (N, H, W, C), w (KH, KW, C, F), y (N, OH, OW, F), row-major. The sum starts at the bias and runs over kernel row, kernel column,
// channel, ascending; taps beyond the border are skipped. A tile covers output pixels of one row; pixels whose windows reach beyond
// the left or right border have a tile each. As usual in deep learning, kernels are not flipped.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/tile.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// `count` taps starting at `tap`, along kernel columns: one run of numbers unless they are dilated.
template <Windows S, class Rows, class Count>
LINNET_ALWAYS_INLINE auto convolution_steps(Rows kernel_rows, Count count) {
  constexpr Index row_numbers = S.columns.size * S.channels * S.outputs;
  constexpr Index a_outer = S.rows.dilation * S.in_row();
  if constexpr (S.columns.dilation == 1) {
    const auto inner = [&] {
      if constexpr (std::is_same_v<Count, Index>) {
        return count * S.channels;
      } else {
        return Extent<Count::value * S.channels>{};
      }
    }();
    return Steps<Rows, Extent<1>, std::remove_const_t<decltype(inner)>>{kernel_rows, {}, inner, a_outer, 0, row_numbers, 0};
  } else {
    return Steps<Rows, Count, Extent<S.channels>>{
        kernel_rows, count, {}, a_outer, S.columns.dilation * S.channels, row_numbers, S.channels * S.outputs};
  }
}

/// One row of outputs y (OW, F) for kernel rows `first`.. of `kernel_rows`; x is the input row under kernel row 0.
template <Windows S, int F, class V, class T, class Rows, class Start, class Store>
LINNET_ALWAYS_INLINE void convolution_row(const T* x, const T* w, T* y, Rows kernel_rows, Index j, Index j_last,
                                          const Start& start, const Store& store) {
  constexpr Window c = S.columns;
  constexpr Index begin = c.inner_begin(), end = c.inner_end();
  using O = Operands<T, Extent<c.stride * S.channels>, Extent<1>, Extent<S.outputs>, Extent<S.outputs>>;
  const auto border = [&](Index p) {
    const Index tap = c.first_tap(p), count = std::max<Index>(c.end_tap(p) - tap, 0);
    const Index column = p * c.stride - c.before + tap * c.dilation;
    const O o{x + column * S.channels, {}, {}, w + tap * S.channels * S.outputs, {}, y + p * S.outputs, {}};
    tile<1, F, V, T>(o, 0, j, j_last, convolution_steps<S>(kernel_rows, count), start, store);
  };
  for (Index p = 0; p < begin; ++p) border(p);
  if constexpr (begin < end) {
    const O o{x + (begin * c.stride - c.before) * S.channels, {}, {}, w, {}, y + begin * S.outputs, {}};
    tiles<F, V, T>(o, Extent<end - begin>{}, j, j_last, convolution_steps<S>(kernel_rows, Extent<c.size>{}), start, store);
  }
  for (Index p = end; p < c.out; ++p) border(p);
}

template <Windows S, int F, class V, class T, class Start, class Store>
LINNET_NOINLINE void convolution_panel(const T* x, const T* w, T* y, Index n, Index j, Index j_last, Start start, Store store) {
  constexpr Window r = S.rows;
  constexpr Index w_row = S.columns.size * S.channels * S.outputs;
  for (Index i = 0; i < n; ++i) {
    for (Index o = 0; o < r.out; ++o) {
      const Index tap = r.first_tap(o);
      const T* x_row = x + i * S.in_sample() + (o * r.stride - r.before + tap * r.dilation) * S.in_row();
      T* y_row = y + (i * r.out + o) * S.columns.out * S.outputs;
      if constexpr (r.clips()) {
        const Index count = std::max<Index>(r.end_tap(o) - tap, 0);
        convolution_row<S, F, V, T>(x_row, w + tap * w_row, y_row, count, j, j_last, start, store);
      } else {
        convolution_row<S, F, V, T>(x_row, w, y_row, Extent<r.size>{}, j, j_last, start, store);
      }
    }
  }
}

}  // namespace detail

/// y = store(x * w + start) for n samples: start is FromBias<T>{bias} or FromZero{}, store is StoreSum or StoreRelu.
template <Windows S, class T, class Start, class Store = StoreSum>
void convolution_forward(const T* x, const T* w, T* y, Index n, const Start& start, const Store& store = {}) {
  using V = simd::Packet<T, S.outputs>;
  for_each_panel<S.outputs, simd::lanes<V>, panel_vectors<V>>(
      [&]<int F>(Index j, Index j_last) { detail::convolution_panel<S, F, V, T>(x, w, y, n, j, j_last, start, store); });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
