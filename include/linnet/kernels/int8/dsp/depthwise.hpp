// SPDX-License-Identifier: MIT
// Depthwise convolutions for the DSP extension of Cortex-M: windows of 3 x 3 channel by channel.
#pragma once

#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/dsp/channel_rows.hpp>

namespace linnet::kernels::int8 {

/// Windows that are 3 x 3, one for each channel.
template <Windows S>
requires(S.rows.size == 3 && S.columns.size == 3 && S.rows.dilation == 1 && S.columns.dilation == 1 && S.columns.stride <= 2 &&
         S.outputs == S.channels && S.outputs < 4096 && S.columns.seen() < 240) struct Depthwise<Dsp, S> {
  static constexpr Index C = S.channels;
  /// Halfwords of a row: pairs of windows read up to two behind them.
  static constexpr Index row = (S.columns.out + 1) / 2 * 2 * S.columns.stride + 2;
  static constexpr dsp::RowSizes sizes{S.columns.stride, 2 * row, C, S.columns.out % 2 == 1};

  struct Constants {
    dsp::Header header;
    dsp::Channel channels[C];
    std::int8_t weights[C][3][3];
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  struct Scratch {
    std::int16_t rows[3][row];   // row r of the input is in r % 3
    std::int32_t weights[5][2];  // of kernel rows 0, 1, 2, 0, 1
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    dsp::pack_channels(numbers, C, 9, 1, C, constants.header, constants.channels);
    for (Index c = 0; c < C; ++c) {
      for (Index k = 0; k < 9; ++k) constants.weights[c][k / 3][k % 3] = numbers.weights[k * C + c];
    }
  }

#if LINNET_HAS_DSP
  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    for (Index i = 0; i < n; ++i, x += S.in_sample(), y += S.out_sample()) {
      for (Index c = 0; c < C; ++c) run_channel(constants, x + c, y + c, c, memory);
    }
  }

 private:
  static void run_channel(const Constants& constants, const std::int8_t* x, std::int8_t* y, Index c, Scratch& memory) {
    for (Index k = 0; k < 5; ++k) {
      const std::int8_t* const t = constants.weights[c][k % 3];
      for (Index j = 0; j < 2; ++j) memory.weights[k][j] = 131072 * t[j + 1] + (2 * t[j] & 0xffff);
    }
    dsp::fill(memory.rows[0], constants.header.zero_in, 3 * row);
    Index next = 0;  // row to be filled
    for (Index i = 0; i < S.rows.out; ++i, y += S.columns.out * C) {
      const Index top = i * S.rows.stride - S.rows.before;
      for (next = (std::max)(next, top); next < top + 3; ++next)
        fill_row(constants.header.zero_in, x, next, memory.rows[next % 3]);
      run_row(constants, memory, (top + 3) % 3, c, y);
    }
  }

  static void fill_row(std::int32_t zero_in, const std::int8_t* x, Index at, std::int16_t* to) {
    constexpr Index before = S.columns.before, inner = (std::min)(S.columns.in, row - before);
    if (at < S.rows.in) return dsp::gather_channel(x + at * S.in_row(), to + before, inner, C);
    dsp::fill(to, zero_in, row);
  }

  /// A row of the output, whose windows begin in row `first` of the memory.
  static void run_row(const Constants& constants, const Scratch& memory, Index first, Index c, std::int8_t* y) {
    const std::int16_t* const x = memory.rows[0];
    const dsp::Channel& channel = constants.channels[c];
    if (!constants.header.general) {
      return dsp::windows<sizes>(x, y, x + S.columns.out * S.columns.stride, memory.weights[(3 - first) % 3], &channel);
    }
    for (Index j = 0; j < S.columns.out; ++j) {
      std::int32_t sum = 0;
      for (Index k = 0; k < 9; ++k) {
        sum += constants.weights[c][k / 3][k % 3] * memory.rows[(first + k / 3) % 3][j * S.columns.stride + k % 3];
      }
      y[j * C] = dsp::requantized(constants.header, channel, sum);
    }
  }
#endif
};

/// Other windows.
template <Windows S>
struct Depthwise<Dsp, S> : Depthwise<Portable, S> {};

}  // namespace linnet::kernels::int8
