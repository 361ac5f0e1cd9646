// SPDX-License-Identifier: MIT
// Depthwise convolutions on Helium.
#pragma once

#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/helium/channels.hpp>

namespace linnet::kernels::int8 {

template <Windows S>
struct Depthwise<Helium, S> {
  static constexpr Index taps = S.taps(), C = S.channels, O = S.outputs, blocks = (O + 15) / 16, pixel = blocks * 16;
  /// Windows of whole vectors of channels are read from x, except at its border; all others are copied.
  static constexpr bool copies_all = O != C || O % 16 != 0;

  struct Constants {
    helium::Head head;
    helium::Channels<taps> channels[blocks];
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  struct Scratch {
    std::int8_t window[taps * pixel];  // (KH, KW, O to 16)
    std::int8_t inputs[O == C ? 1 : taps * C];
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    constants.head = helium::make_head(numbers, O);
    std::memset(constants.channels, 0, sizeof constants.channels);  // the padding, too
    for (Index o = 0; o < O; ++o) {
      auto& channels = constants.channels[o / 16];
      const Index place = helium::place_of(o);
      channels.bias[place] = folded_bias(numbers, o, o, taps, O);
      channels.fraction[place] = numbers.factors[o].fraction;
      channels.exponent[place] = helium::exponent_of(numbers.factors[o]);
      for (Index k = 0; k < taps; ++k) channels.weights[k * 16 + o % 16] = numbers.weights[k * O + o];
    }
  }

  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    auto& memory = *static_cast<Scratch*>(scratch);
    for (Index i = 0; i < n; ++i, x += S.in_sample()) {
      for (Index row = 0; row < S.rows.out; ++row) {
        for (Index column = 0; column < S.columns.out; ++column, y += O) {
          const helium::Inputs inputs = window_of(constants, x, row, column, memory);
#if LINNET_HAS_INTEGER_MVE
          if (constants.head.is_simple) {
            helium::channels_of_position<S.rows.size, S.columns.size, O % 16 == 0>(constants.channels, inputs,
                                                                                   constants.head.zero_out, y, O);
            continue;
          }
#endif
          with_any_factors(constants, inputs, y);
        }
      }
    }
  }

 private:
  static helium::Inputs window_of(const Constants& constants, const std::int8_t* x, Index row, Index column, Scratch& memory) {
    const auto padding = static_cast<std::int8_t>(constants.head.zero_in);
    if constexpr (O != C) {
      helium::gather<S>(x, row, column, padding, memory.inputs);
      for (Index k = 0; k < taps; ++k) {
        for (Index o = 0; o < O; ++o) memory.window[k * pixel + o] = memory.inputs[k * C + o / (O / C)];
      }
    } else if (!copies_all && helium::is_inside<S>(row, column)) {
      return {helium::first_input<S>(x, row, column), S.rows.dilation * S.in_row(), S.columns.dilation * C};
    } else {
      helium::gather<S, pixel>(x, row, column, padding, memory.window);
    }
    return {memory.window, S.columns.size * pixel, pixel};
  }

  /// Factors of 1/2 and more: a sum at a time, in plain C++.
  static void with_any_factors(const Constants& constants, const helium::Inputs& inputs, std::int8_t* y) {
    for (Index o = 0; o < O; ++o) {
      const auto& channels = constants.channels[o / 16];
      const Index place = helium::place_of(o);
      std::int32_t sum = channels.bias[place];
      for (Index k = 0; k < taps; ++k) {
        const Index at = k / S.columns.size * inputs.row_step + k % S.columns.size * inputs.column_step;
        sum += channels.weights[k * 16 + o % 16] * inputs.at[at + o];
      }
      y[o] = requantize(sum, {channels.fraction[place], channels.exponent[place]}, constants.head.zero_out);
    }
  }
};

}  // namespace linnet::kernels::int8
