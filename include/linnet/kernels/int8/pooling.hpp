// SPDX-License-Identifier: MIT
// Max and average pools, the mean over an image, and padding, with sizes that the compiler knows: loops over channels, which it vectorises.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/kernels/int8/arithmetic.hpp>

#include <algorithm>
#include <cstring>

namespace linnet::kernels::int8 {

namespace detail {

/// Calls cell(first number of the input) for each cell of the window of output (row, column) that is on the input.
template <Windows S, class Function>
void for_each_cell(Index row, Index column, const Function& cell) {
  for (Index i = S.rows.first_tap(row); i < S.rows.end_tap(row); ++i) {
    for (Index j = S.columns.first_tap(column); j < S.columns.end_tap(column); ++j) {
      cell(((row * S.rows.stride - S.rows.before + i) * S.columns.in + column * S.columns.stride - S.columns.before + j) *
           S.channels);
    }
  }
}

}  // namespace detail

/// The largest number of each window; the quantisation stays. x (S.rows.in, S.columns.in, C), y (S.rows.out, S.columns.out, C).
template <Windows S>
void max_pool(const std::int8_t* x, std::int8_t* y) {
  for (Index row = 0; row < S.rows.out; ++row) {
    for (Index column = 0; column < S.columns.out; ++column, y += S.channels) {
      std::memset(y, -128, static_cast<std::size_t>(S.channels));
      detail::for_each_cell<S>(row, column, [&](Index at) {
        for (Index c = 0; c < S.channels; ++c) y[c] = (std::max)(y[c], x[at + c]);
      });
    }
  }
}

/// The mean of each window, rounded, halves away from zero; the quantisation stays.
template <Windows S>
void average_pool(const std::int8_t* x, std::int8_t* y) {
  constexpr Index block = 16 < S.channels ? 16 : S.channels;  // channels at a time
  for (Index row = 0; row < S.rows.out; ++row) {
    for (Index column = 0; column < S.columns.out; ++column, y += S.channels) {
      for (Index first = 0; first < S.channels; first += block) {
        const Index width = (std::min)(block, S.channels - first);
        std::int32_t sums[block] = {}, count = 0;
        detail::for_each_cell<S>(row, column, [&](Index at) {
          for (Index c = 0; c < width; ++c) sums[c] += x[at + first + c];
          ++count;
        });
        for (Index c = 0; c < width; ++c) y[first + c] = static_cast<std::int8_t>(rounded_mean(sums[c], count));
      }
    }
  }
}

/// The mean over all positions, with a scale of its own: y[c] = requantize(sum x[i, c] - count * zero_in). x (count, C), y (C).
template <Index C>
void mean(const std::int8_t* x, std::int32_t count, Multiplier factor, std::int32_t zero_in, std::int32_t zero_out,
          std::int8_t* y) {
  constexpr Index block = 16 < C ? 16 : C;
  for (Index first = 0; first < C; first += block) {
    const Index width = (std::min)(block, C - first);
    std::int32_t sums[block] = {};
    for (std::int32_t i = 0; i < count; ++i) {
      for (Index c = 0; c < width; ++c) sums[c] += x[i * C + first + c];
    }
    for (Index c = 0; c < width; ++c) y[first + c] = requantize(sums[c] - count * zero_in, factor, zero_out);
  }
}

/// Rows and columns of `zero` around n images: x (n, S.rows.in, S.columns.in, C), y (n, S.rows.out, S.columns.out, C).
template <Windows S>
void pad(const std::int8_t* x, std::int8_t* y, Index n, std::int8_t zero) {
  constexpr Index in_row = S.columns.in * S.channels, out_row = S.columns.out * S.channels;
  std::memset(y, zero, static_cast<std::size_t>(n * S.rows.out * out_row));
  for (Index i = 0; i < n; ++i) {
    for (Index row = 0; row < S.rows.in; ++row) {
      std::memcpy(y + (i * S.rows.out + S.rows.before + row) * out_row + S.columns.before * S.channels,
                  x + (i * S.rows.in + row) * in_row, static_cast<std::size_t>(in_row));
    }
  }
}

}  // namespace linnet::kernels::int8
