// SPDX-License-Identifier: MIT
// The gradients of a direct convolution on the register tile; letters as in convolution.hpp.
//
//   dw[u][v][c][f] = sum over sample, output row o, output column p of x[..][o * stride - before + u * dilation][..][c] * dy[o][p][f]
//   dx[h][w][c]    = sum over kernel row u, kernel column v, filter f of dy[o][p][f] * w[u][v][c][f], for the o, p that read (h, w)
//
// Each sum runs over its loops in the given order, ascending. A padded sample in the scratch handles padding.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/columns.hpp>
#include <linnet/kernels/tile.hpp>
#include <linnet/kernels/transpose.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// Vectors in a full panel of sums that continue from memory. The last vector may overlap its predecessor: both must be in one panel,
/// otherwise their common numbers would be added twice.
template <class V, Index Columns>
inline constexpr int sum_panel_vectors = [] {
  constexpr int widest = panel_vectors<V>;
  constexpr Index vectors = (Columns + simd::lanes<V> - 1) / simd::lanes<V>;
  constexpr bool alone = widest == 2 && vectors > 1 && vectors % 2 == 1 && Columns % simd::lanes<V> != 0;
  return alone ? 3 : widest;
}();

/// Numbers in one row of such a panel.
template <class T, Index Columns>
constexpr Index sum_panel_width() {
  using V = simd::Packet<T, Columns>;
  constexpr int L = simd::lanes<V>;
  return std::min<Index>(sum_panel_vectors<V, Columns>, (Columns + L - 1) / L) * L;
}

/// True if the weight gradient copies a panel of dy into the scratch, so that its rows are adjacent: worthwhile if enough rows of the
/// kernel read it. Scalar code copies nothing.
template <class T, Windows S>
constexpr bool packs_dy() {
  return simd::lanes<simd::Packet<T, S.outputs>> > 1 && sum_panel_width<T, S.outputs>() < S.outputs &&
         S.taps() * S.channels >= 48;
}

/// Rows of a weight tile that span whole kernel rows: row r is column r % Width of kernel row r / Width.
template <Index Width, Index Pitch>
struct KernelRows {
  friend LINNET_ALWAYS_INLINE constexpr Index operator*(Index r, KernelRows) { return r / Width * Pitch + r % Width; }
};

/// Adds one sample to the panel of dw; rows of x are `Pitch` numbers apart, pixels of dy `dy_step` numbers.
template <Windows S, Index Pitch, int F, class V, class T>
LINNET_NOINLINE void convolution_weight_panel(const T* x, const T* dy, Index dy_step, T* dw, Index j_last) {
  constexpr Window r = S.rows, c = S.columns;
  constexpr Index width = c.size * S.channels;
  constexpr Index row_step = r.dilation * Pitch, column_step = c.dilation * S.channels, kernel_row = width * S.outputs;
  constexpr Index group = c.dilation == 1 ? std::clamp<Index>(tile_rows<F> / width, 1, r.size) : 1;
  const Steps<Extent<r.out>, Extent<1>, Extent<c.out>> steps{{}, {}, {}, r.stride * Pitch, 0, c.out * dy_step, 0};
  const auto rows = [&]<class Row, class Count>(Row, Count, Index u, Index v) {
    using O = Operands<T, Row, Extent<S.columns.stride * S.channels>, Index, Extent<S.outputs>>;
    const O o{x + u * row_step + v * column_step, {}, {}, dy, dy_step, dw + u * kernel_row + v * S.channels * S.outputs, {}};
    tiles<F, V, T>(o, Count{}, 0, j_last, steps, FromOutput{}, StoreSum{});
  };
  if constexpr (group > 1) {
    using Row = KernelRows<width, row_step>;
    Index u = 0;
    for (; u + group <= r.size; u += group) rows(Row{}, Extent<group * width>{}, u, 0);
    if constexpr (r.size % group > 0) rows(Row{}, Extent<r.size % group * width>{}, u, 0);
  } else if constexpr (c.dilation == 1) {
    for (Index u = 0; u < r.size; ++u) rows(Extent<1>{}, Extent<width>{}, u, 0);
  } else {
    for (Index u = 0; u < r.size; ++u) {
      for (Index v = 0; v < c.size; ++v) rows(Extent<1>{}, Extent<S.channels>{}, u, v);
    }
  }
}

/// Computes one panel of dx for n samples; wt (taps, F, panel) is the kernel with lanes across channels, `padded` one padded sample, and
/// `start` that of the panel's sums.
template <Windows S, int F, class V, class T, class Start>
LINNET_NOINLINE void convolution_input_panel(const T* dy, const T* wt, T* dx, T* padded, Index n, Index j_last, Start start) {
  constexpr Window r = S.rows, c = S.columns;
  constexpr Index width = F * simd::lanes<V>;
  constexpr Index pixel = S.clips() ? width : S.channels;
  constexpr Index seen_columns = S.clips() ? c.seen() : c.in;
  constexpr Index seen_rows = S.clips() ? r.seen() : r.in;
  using O = Operands<T, Extent<S.outputs>, Extent<1>, Extent<width>, Extent<c.stride * pixel>>;
  const auto columns = [&](const auto& f) {
    LINNET_UNROLL
    for (int k = 0; k < F; ++k) f(k == F - 1 ? j_last : k * simd::lanes<V>);
  };
  for (Index i = 0; i < n; ++i) {
    T* to = S.clips() ? padded : dx + i * S.in_sample();
    for (Index h = 0; h < seen_rows * seen_columns; ++h) {
      columns([&](Index j) { simd::store(to + h * pixel + j, start.template operator()<V>(to, j)); });
    }
    for (Index u = 0; u < r.size; ++u) {
      for (Index v = 0; v < c.size; ++v) {
        for (Index o = 0; o < r.out; ++o) {
          const O operands{dy + (i * S.positions() + o * c.out) * S.outputs,
                           {},
                           {},
                           wt + (u * c.size + v) * S.outputs * width,
                           {},
                           to + ((o * r.stride + u * r.dilation) * seen_columns + v * c.dilation) * pixel,
                           {}};
          tiles<F, V, T>(operands, Extent<c.out>{}, 0, j_last, Index{S.outputs}, FromOutput{}, StoreSum{});
        }
      }
    }
    if constexpr (S.clips()) {  // windows that are clipped on one axis may leave inputs unseen on the other
      for (Index h = 0; h < r.in; ++h) {
        for (Index w = 0; w < c.in; ++w) {
          const bool seen = h + r.before < seen_rows && w + c.before < seen_columns;
          const T* from = padded + ((h + r.before) * seen_columns + w + c.before) * width;
          T* pixel_to = dx + i * S.in_sample() + h * S.in_row() + w * S.channels;
          columns([&](Index j) {
            simd::store(pixel_to + j, seen ? simd::load<V>(from + j) : start.template operator()<V>(to, j));
          });
        }
      }
    }
  }
}

/// Copies the part of a sample x (H, W, C) that windows see, with zeros around it, to (seen rows, seen columns, C).
template <Windows S, class T>
LINNET_NOINLINE void pad_sample(const T* x, T* to) {
  constexpr Window r = S.rows, c = S.columns;
  constexpr Index rows = (std::min)(r.in, r.seen() - r.before), columns = (std::min)(c.in, c.seen() - c.before);
  std::fill_n(to, r.seen() * c.seen() * S.channels, T(0));
  for (Index h = 0; h < rows; ++h) {
    std::copy_n(x + h * S.in_row(), columns * S.channels, to + ((h + r.before) * c.seen() + c.before) * S.channels);
  }
}

template <Windows S>
inline constexpr Index padded_cells = S.clips() ? S.rows.seen() * S.columns.seen() : 0;

}  // namespace detail

/// Numbers of scratch for the input gradient: a padded panel of dx and one of the kernel.
template <Windows S, class T>
inline constexpr Index convolution_input_scratch =
    (detail::padded_cells<S> + S.taps() * S.outputs) * detail::sum_panel_width<T, S.channels>();

/// Numbers of scratch for both gradients: those, or a padded sample and a panel of dy.
template <Windows S, class T>
inline constexpr Index convolution_scratch =
    (std::max)(detail::padded_cells<S>* S.channels +
                   (detail::packs_dy<T, S>() ? S.positions() * detail::sum_panel_width<T, S.outputs>() : 0),
               convolution_input_scratch<S, T>);

/// dw += the gradient of one sample, x (H, W, C) and dy (OH, OW, F). Zero dw before the first sample.
template <Windows S, class T>
void convolution_weight_gradient(const T* x, const T* dy, T* dw, T* scratch) {
  using V = simd::Packet<T, S.outputs>;
  constexpr int L = simd::lanes<V>;
  constexpr Index pitch = S.clips() ? S.columns.seen() * S.channels : S.in_row();
  T* packed = scratch + detail::padded_cells<S> * S.channels;
  if constexpr (S.clips()) {
    detail::pad_sample<S>(x, scratch);
    x = scratch;
  }
  for_each_panel<S.outputs, L, detail::sum_panel_vectors<V, S.outputs>>([&]<int F>(Index j, Index j_last) {
    const Index last = j_last - j;
    if constexpr (detail::packs_dy<T, S>()) {
      for (Index i = 0; i < S.positions(); ++i) {
        LINNET_UNROLL
        for (int f = 0; f < F; ++f) {
          const Index column = f == F - 1 ? last : f * L;
          simd::store(packed + i * F * L + column, simd::load<V>(dy + i * S.outputs + j + column));
        }
      }
      detail::convolution_weight_panel<S, pitch, F, V>(x, static_cast<const T*>(packed), F * L, dw + j, last);
    } else {
      detail::convolution_weight_panel<S, pitch, F, V>(x, dy + j, S.outputs, dw + j, last);
    }
  });
}

/// dx (N, H, W, C) from dy (N, OH, OW, F). The forward pass of a transposed convolution is the same, with sums that start FromBias<T>{bias}.
template <Windows S, class T, class Start = FromZero>
void convolution_input_gradient(const T* dy, const T* w, T* dx, T* scratch, Index n, const Start& start = {}) {
  using V = simd::Packet<T, S.channels>;
  constexpr int L = simd::lanes<V>;
  for_each_panel<S.channels, L, detail::sum_panel_vectors<V, S.channels>>([&]<int F>(Index j, Index j_last) {
    const Index last = j_last - j;
    for (Index tap = 0; tap < S.taps(); ++tap) {
      for (int f = 0; f < F; ++f) {  // scratch (taps, F, panel): its columns are channels j, j + 1, ...
        const Index column = f == F - 1 ? last : f * L;
        transpose<L>(w + (tap * S.channels + j + column) * S.outputs, S.outputs, scratch + tap * S.outputs * F * L + column,
                     F * L, S.outputs);
      }
    }
    detail::convolution_input_panel<S, F, V>(dy, static_cast<const T*>(scratch), dx + j, scratch + S.taps() * S.outputs * F * L,
                                             n, last, start.at(j));
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
