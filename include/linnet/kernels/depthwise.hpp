// SPDX-License-Identifier: MIT
// Depthwise convolution: each channel has its own M kernels. Lanes run across channels; there is no product of matrices.
//
//   y[n][o][p][c * M + m] = start + sum over kernel row u, kernel column v of
//                           x[n][o * stride - before + u * dilation][p * stride - before + v * dilation][c] * w[u][v][c][m]
//
// w (KH, KW, C, M), outputs C * M. Sums: forward bias, kernel row, kernel column; weight gradient sample, row, column; input gradient
// row and column of the output, then m. With M above 1 an input number contributes to M outputs, and the code is scalar.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/columns.hpp>
#include <linnet/kernels/convolution_gradients.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// Calls f.operator()<V>(j) for vectors of outputs, or for single numbers if a channel has several outputs.
template <Windows S, class T, class Function>
LINNET_ALWAYS_INLINE void for_each_depthwise_vector(const Function& f) {
  if constexpr (S.outputs == S.channels) {
    for_each_column_vector<T, S.outputs>(f);
  } else {
    for (Index j = 0; j < S.outputs; ++j) f.template operator()<T>(j);
  }
}

/// Computes P adjacent outputs starting at p, whose windows are complete except for skipped kernel rows.
template <Windows S, int P, class V, class T, class Start>
LINNET_ALWAYS_INLINE void depthwise_tile(const T* x, const T* w, T* y, Index p, Index row_count, Index j, Index channel,
                                         const Start& start) {
  constexpr Window c = S.columns;
  V sum[std::size_t{P}];
  LINNET_UNROLL
  for (int k = 0; k < P; ++k) sum[k] = start.template operator()<V>(y, j);
  for (Index u = 0; u < row_count; ++u) {
    const T* xu = x + u * S.rows.dilation * S.in_row() + (p * c.stride - c.before) * S.channels + channel;
    const T* wu = w + u * c.size * S.outputs + j;
    for (Index v = 0; v < c.size; ++v) {
      const V weight = simd::load<V>(wu + v * S.outputs);
      LINNET_UNROLL
      for (int k = 0; k < P; ++k) {
        sum[k] = simd::fma(simd::load<V>(xu + (k * c.stride + v * c.dilation) * S.channels), weight, sum[k]);
      }
    }
  }
  LINNET_UNROLL
  for (int k = 0; k < P; ++k) simd::store(y + (p + k) * S.outputs + j, sum[k]);
}

/// Computes an output whose window reaches beyond the left or right border.
template <Windows S, class V, class T, class Start>
LINNET_ALWAYS_INLINE void depthwise_border(const T* x, const T* w, T* y, Index p, Index row_count, Index j, Index channel,
                                           const Start& start) {
  constexpr Window c = S.columns;
  V sum = start.template operator()<V>(y, j);
  for (Index u = 0; u < row_count; ++u) {
    for (Index v = c.first_tap(p); v < c.end_tap(p); ++v) {
      const Index column = p * c.stride - c.before + v * c.dilation;
      sum = simd::fma(simd::load<V>(x + u * S.rows.dilation * S.in_row() + column * S.channels + channel),
                      simd::load<V>(w + (u * c.size + v) * S.outputs + j), sum);
    }
  }
  simd::store(y + p * S.outputs + j, sum);
}

}  // namespace detail

/// Computes output row o of one sample, y (OW, C * M), from x (H, W, C); start is FromBias<T>{bias} or FromZero{}.
template <Windows S, class T, class Start>
LINNET_NOINLINE void depthwise_row(const T* x, const T* w, T* y, Index o, Start start) {
  constexpr Window r = S.rows;
  constexpr Index multiplier = S.outputs / S.channels, columns = S.columns.out;
  constexpr Index begin = S.columns.inner_begin(), end = S.columns.inner_end(), fours = begin + (end - begin) / 4 * 4;
  const Index tap = r.first_tap(o), count = std::max<Index>(r.end_tap(o) - tap, 0);
  const T* x_row = x + (o * r.stride - r.before + tap * r.dilation) * S.in_row();
  const T* w_row = w + tap * S.columns.size * S.outputs;
  detail::for_each_depthwise_vector<S, T>([&]<class V>(Index j) {
    const Index channel = j / multiplier;
    for (Index p = 0; p < begin; ++p) detail::depthwise_border<S, V>(x_row, w_row, y, p, count, j, channel, start);
    for (Index p = begin; p < fours; p += 4) detail::depthwise_tile<S, 4, V>(x_row, w_row, y, p, count, j, channel, start);
    for (Index p = fours; p < end; ++p) detail::depthwise_tile<S, 1, V>(x_row, w_row, y, p, count, j, channel, start);
    for (Index p = end; p < columns; ++p) detail::depthwise_border<S, V>(x_row, w_row, y, p, count, j, channel, start);
  });
}

/// y (N, OH, OW, C * M) from x (N, H, W, C).
template <Windows S, class T, class Start>
void depthwise_forward(const T* x, const T* w, T* y, Index n, const Start& start) {
  for (Index i = 0; i < n; ++i) {
    for (Index o = 0; o < S.rows.out; ++o) {
      depthwise_row<S>(x + i * S.in_sample(), w, y + (i * S.rows.out + o) * S.columns.out * S.outputs, o, start);
    }
  }
}

/// Numbers of scratch for both gradients: a padded sample.
template <Windows S>
inline constexpr Index depthwise_scratch = S.channels* detail::padded_cells<S>;

/// dw (KH, KW, C, M) += the gradient of one sample, x (H, W, C) and dy (OH, OW, C * M). Zero dw before the first sample.
template <Windows S, class T>
LINNET_NOINLINE void depthwise_weight_gradient(const T* x, const T* dy, T* dw, T* scratch) {
  constexpr Index pitch = S.clips() ? S.columns.seen() * S.channels : S.in_row();
  constexpr int taps = static_cast<int>(S.columns.size);
  if constexpr (S.clips()) {
    detail::pad_sample<S>(x, scratch);
    x = scratch;
  }
  detail::for_each_depthwise_vector<S, T>([&]<class V>(Index j) {
    constexpr Window r = S.rows, c = S.columns;  // local: GCC 12 crashes on those of the function
    const T* x_channel = x + j / (S.outputs / S.channels);
    for (Index u = 0; u < r.size; ++u) {
      T* dw_row = dw + u * c.size * S.outputs + j;
      V sum[std::size_t{taps}];
      LINNET_UNROLL
      for (int v = 0; v < taps; ++v) sum[v] = simd::load<V>(dw_row + v * S.outputs);
      for (Index o = 0; o < r.out; ++o) {
        for (Index p = 0; p < c.out; ++p) {
          const V g = simd::load<V>(dy + (o * c.out + p) * S.outputs + j);
          const T* from = x_channel + (o * r.stride + u * r.dilation) * pitch + p * c.stride * S.channels;
          LINNET_UNROLL
          for (int v = 0; v < taps; ++v) sum[v] = simd::fma(simd::load<V>(from + v * c.dilation * S.channels), g, sum[v]);
        }
      }
      LINNET_UNROLL
      for (int v = 0; v < taps; ++v) simd::store(dw_row + v * S.outputs, sum[v]);
    }
  });
}

/// Computes dx (H, W, C) of one sample from dy (OH, OW, C * M).
template <Windows S, class T>
LINNET_NOINLINE void depthwise_input_gradient(const T* dy, const T* w, T* dx) {
  constexpr Window r = S.rows, c = S.columns;
  constexpr Index multiplier = S.outputs / S.channels;
  std::fill_n(dx, S.in_sample(), T(0));
  for (Index o = 0; o < r.out; ++o) {
    for (Index u = r.first_tap(o); u < r.end_tap(o); ++u) {
      T* dx_row = dx + (o * r.stride - r.before + u * r.dilation) * S.in_row();
      for (Index p = 0; p < c.out; ++p) {
        for (Index v = c.first_tap(p); v < c.end_tap(p); ++v) {
          T* to = dx_row + (p * c.stride - c.before + v * c.dilation) * S.channels;
          const T* g = dy + (o * c.out + p) * S.outputs;
          const T* weight = w + (u * c.size + v) * S.outputs;
          detail::for_each_depthwise_vector<S, T>([&]<class V>(Index j) {
            T* sum = to + j / multiplier;
            simd::store(sum, simd::fma(simd::load<V>(g + j), simd::load<V>(weight + j), simd::load<V>(sum)));
          });
        }
      }
    }
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
