// SPDX-License-Identifier: MIT
// Depthwise convolutions for Armv6-M: windows of 3 x 3 channel by channel.
#pragma once

#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/m0/channel_rows.hpp>
#include <linnet/kernels/int8/m0/m0.hpp>

namespace linnet::kernels::int8 {

/// Windows that are 3 x 3, one for each channel.
template <Windows S>
requires(S.rows.size == 3 && S.columns.size == 3 && S.rows.dilation == 1 && S.columns.dilation == 1 && S.columns.stride <= 2 &&
         S.outputs == S.channels) struct Depthwise<ArmV6M, S> {
  static constexpr Index C = S.channels;
  /// Windows that are computed together, and the columns that they read.
  static constexpr Index together = S.columns.stride == 1 ? 4 : 3;
  static constexpr Index columns = (S.columns.out + together - 1) / together * together * S.columns.stride + 2;

  struct Constants {
    m0::Header header;
    m0::Panel panels[(C + 3) / 4];
    std::int8_t weights[C][3][3];
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  struct Scratch {
    std::int32_t weights[3][5];                   // of each column, kernel rows 0, 1, 2, 0, 1
    alignas(4) std::uint8_t numbers[columns][4];  // row r of the input is in r % 3
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    constants.header = {numbers.zero_in, numbers.zero_out, 0};
    std::fill_n(constants.panels, (C + 3) / 4, m0::Panel{});
    for (Index c = 0; c < C; ++c) {
      m0::pack_channel(numbers, c, c, 9, C, 128, constants.header, constants.panels[c / 4], c % 4);
      for (Index k = 0; k < 9; ++k) constants.weights[c][k / 3][k % 3] = numbers.weights[k * C + c];
    }
  }

#if LINNET_IS_ARMV6M
  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    for (Index i = 0; i < n; ++i, x += S.in_sample(), y += S.out_sample()) {
      for (Index c = 0; c < C; ++c) run_channel(constants, x + c, y + c, c, memory);
    }
  }

 private:
  static void run_channel(const Constants& constants, const std::int8_t* x, std::int8_t* y, Index c, Scratch& memory) {
    const m0::Panel& panel = constants.panels[c / 4];
    for (Index j = 0; j < 3; ++j) {
      for (Index k = 0; k < 5; ++k) memory.weights[j][k] = constants.weights[c][k % 3][j];
    }
    const auto padding = static_cast<std::uint8_t>(constants.header.zero_in + 128);
    std::fill_n(reinterpret_cast<std::uint32_t*>(memory.numbers), columns, 0x01010101u * padding);
    m0::ChannelRow row{memory.numbers,
                       y,
                       nullptr,
                       panel.bias[c % 4],
                       panel.halves[c % 4][0],
                       panel.halves[c % 4][1],
                       panel.shift[c % 4],
                       constants.header.zero_out,
                       C,
                       S.columns.out};
    Index next = 0;  // row to be filled
    for (Index i = 0; i < S.rows.out; ++i, row.y += S.columns.out * C) {
      const Index top = i * S.rows.stride - S.rows.before;
      for (next = (std::max)(next, top); next < top + 3; ++next) fill_row(padding, x, next, memory);
      const Index first = (top + 3) % 3;
      if (constants.header.general) {
        general_row(constants, memory, first, c, row.y);
      } else {
        row.weights = &memory.weights[0][(3 - first) % 3];
        m0::channel_row<S.columns.stride>(row);
      }
    }
  }

  static void fill_row(std::uint8_t padding, const std::int8_t* x, Index at, Scratch& memory) {
    constexpr Index before = S.columns.before, inner = (std::min)(S.columns.in, columns - before);
    if (at < S.rows.in) return m0::shift_channel(x + at * S.in_row(), &memory.numbers[before][at % 3], inner, C);
    for (Index j = 0; j < columns; ++j) memory.numbers[j][at % 3] = padding;
  }

  static void general_row(const Constants& constants, const Scratch& memory, Index first, Index c, std::int8_t* y) {
    const m0::Panel& panel = constants.panels[c / 4];
    for (Index j = 0; j < S.columns.out; ++j, y += C) {
      std::int32_t sum = panel.bias[c % 4];
      for (Index k = 0; k < 9; ++k) {
        sum += constants.weights[c][k / 3][k % 3] * memory.numbers[j * S.columns.stride + k % 3][(first + k / 3) % 3];
      }
      *y = m0::requantized(constants.header, panel, c % 4, sum);
    }
  }
#endif
};

/// Other windows.
template <Windows S>
struct Depthwise<ArmV6M, S> : Depthwise<Portable, S> {};

}  // namespace linnet::kernels::int8
