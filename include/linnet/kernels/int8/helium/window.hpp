// SPDX-License-Identifier: MIT
// The inputs of one output position side by side, copied by Helium: gather_window in fewer instructions.
#pragma once

#include <linnet/kernels/int8/helium/helium.hpp>
#include <linnet/kernels/int8/window.hpp>

namespace linnet::kernels::int8::helium {
inline namespace LINNET_CODE {

/// Copies N bytes.
template <Index N>
LINNET_ALWAYS_INLINE void copy_bytes(std::int8_t* to, const std::int8_t* from) {
#if LINNET_HAS_INTEGER_MVE
  if constexpr (N >= 16 && N <= 128) {
    LINNET_UNROLL
    for (Index at = 0; at < N; at += 16) {
      const Index begin = (std::min)(at, N - 16);  // the last vector overlaps the one before
      vst1q_s8(to + begin, vld1q_s8(from + begin));
    }
    return;
  }
#endif
  copy(to, from, N);
}

/// Taps begin ... end - 1 along an axis.
struct Taps {
  Index begin, end;
};
/// The taps of output o on the input.
template <Window W>
LINNET_ALWAYS_INLINE Taps taps_of(Index o) {
  if constexpr (W.clips()) {
    return {W.first_tap(o), W.end_tap(o)};
  } else {
    return {0, W.size};
  }
}

/// Copies these taps of a window whose first tap is at `from`, outside of x where it is not among them. In `to` taps are `Pixel` bytes apart.
template <Windows S, Index Pixel>
void copy_taps(std::int8_t* to, const std::int8_t* from, Taps rows, Taps columns) {
  constexpr Index C = S.channels, row_step = S.rows.dilation * S.in_row(), column_step = S.columns.dilation * C;
  for (Index i = rows.begin; i < rows.end; ++i) {
    std::int8_t* const to_row = to + i * S.columns.size * Pixel;
    if constexpr (S.columns.dilation == 1 && Pixel == C) {
      copy(to_row + columns.begin * C, from + i * row_step + columns.begin * C, (columns.end - columns.begin) * C);
    } else {
      for (Index j = columns.begin; j < columns.end; ++j)
        copy_bytes<C>(to_row + j * Pixel, from + i * row_step + j * column_step);
    }
  }
}

/// True if all taps of output (row, column) are on the input.
template <Windows S>
LINNET_ALWAYS_INLINE bool is_inside(Index row, Index column) {
  return (!S.rows.clips() || (row >= S.rows.inner_begin() && row < S.rows.inner_end())) &&
         (!S.columns.clips() || (column >= S.columns.inner_begin() && column < S.columns.inner_end()));
}
/// The first tap of output (row, column), which may be outside of x.
template <Windows S>
LINNET_ALWAYS_INLINE const std::int8_t* first_input(const std::int8_t* x, Index row, Index column) {
  const Index in_row = row * S.rows.stride - S.rows.before, in_column = column * S.columns.stride - S.columns.before;
  return x + (in_row * S.columns.in + in_column) * S.channels;
}

/// Writes the window of output (row, column) to `to`, whose taps (KH, KW) are `Pixel` >= C bytes apart: x (S.rows.in, S.columns.in, C), and
/// `padding` outside it. Between taps it writes nothing, or padding.
template <Windows S, Index Pixel = S.channels>
LINNET_ALWAYS_INLINE void gather(const std::int8_t* x, Index row, Index column, std::int8_t padding, std::int8_t* to) {
  const std::int8_t* const from = first_input<S>(x, row, column);
  if (!is_inside<S>(row, column)) {
    fill(to, padding, S.taps() * Pixel);
    copy_taps<S, Pixel>(to, from, taps_of<S.rows>(row), taps_of<S.columns>(column));
  } else if constexpr (S.columns.dilation == 1 && Pixel == S.channels) {
    LINNET_UNROLL
    for (Index i = 0; i < S.rows.size; ++i) {
      copy_bytes<S.columns.size * Pixel>(to + i * S.columns.size * Pixel, from + i * S.rows.dilation * S.in_row());
    }
  } else {
    copy_taps<S, Pixel>(to, from, {0, S.rows.size}, {0, S.columns.size});
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8::helium
