// SPDX-License-Identifier: MIT
// The inputs of one output position of a convolution, side by side: one kernel serves every size, stride, dilation and padding.
#pragma once

#include <linnet/core/window.hpp>

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace linnet::kernels::int8 {

/// True if the input of each position is already in one piece, position after position.
template <Windows S>
inline constexpr bool is_product = S.taps() == 1 && S.rows.stride == 1 && S.columns.stride == 1 && !S.clips();

/// Writes the window of output (row, column) to `to` (KH, KW, C): x (S.rows.in, S.columns.in, C), and `padding` outside it.
template <Windows S>
void gather_window(const std::int8_t* x, Index row, Index column, std::int8_t padding, std::int8_t* to) {
  constexpr Index C = S.channels, run = S.columns.size * C;
  const Index top = row * S.rows.stride - S.rows.before, left = column * S.columns.stride - S.columns.before;
  const Index first = S.columns.clips() ? S.columns.first_tap(column) : 0;
  const Index end = S.columns.clips() ? S.columns.end_tap(column) : S.columns.size;
  for (Index i = 0; i < S.rows.size; ++i, to += run) {
    const Index in_row = top + i * S.rows.dilation;
    if (S.rows.clips() && (in_row < 0 || in_row >= S.rows.in)) {
      std::memset(to, padding, static_cast<std::size_t>(run));
      continue;
    }
    const std::int8_t* const from = x + (in_row * S.columns.in + left) * C;  // may point before the row: read from `first` on
    if constexpr (S.columns.clips()) {
      std::memset(to, padding, static_cast<std::size_t>(first * C));
      std::memset(to + end * C, padding, static_cast<std::size_t>((S.columns.size - end) * C));
    }
    if constexpr (S.columns.dilation == 1) {
      std::memcpy(to + first * C, from + first * C, static_cast<std::size_t>((end - first) * C));
    } else {
      for (Index j = first; j < end; ++j) std::memcpy(to + j * C, from + j * S.columns.dilation * C, C);
    }
  }
}

}  // namespace linnet::kernels::int8
