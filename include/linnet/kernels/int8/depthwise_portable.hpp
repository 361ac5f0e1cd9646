// SPDX-License-Identifier: MIT
// Depthwise convolutions in plain C++.
#pragma once

#include <linnet/kernels/int8/product_portable.hpp>

namespace linnet::kernels::int8 {

/// The kernel of instruction set `Isa` for the depthwise convolution over windows `S`; members as in Product.
template <class Isa, Windows S>
struct Depthwise;

template <Windows S>
struct Depthwise<Portable, S> {
  static constexpr Index taps = S.taps(), O = S.outputs, multiplier = O / S.channels;

  struct Constants {
    std::int32_t zero_in, zero_out;
    struct Channel {
      std::int32_t bias;
      Multiplier factor;
    } channels[O];
    std::int8_t weights[taps * O];  // (KH, KW, O)
  };
  static constexpr std::size_t alignment = alignof(Constants);
  static constexpr Index bytes = sizeof(Constants);

  struct Scratch {
    std::int8_t window[taps * S.channels];  // (KH, KW, C)
  };
  static constexpr Index scratch_bytes = sizeof(Scratch);

  static void pack(const LayerNumbers& numbers, void* to) {
    auto& constants = *static_cast<Constants*>(to);
    constants.zero_in = numbers.zero_in;
    constants.zero_out = numbers.zero_out;
    for (Index o = 0; o < O; ++o) constants.channels[o] = {folded_bias(numbers, o, o, taps, O), numbers.factors[o]};
    std::copy_n(numbers.weights, taps * O, constants.weights);
  }

  static void run(const void* packed, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    const auto& constants = *static_cast<const Constants*>(packed);
    std::int8_t* const window = static_cast<Scratch*>(scratch)->window;
    for (Index i = 0; i < n; ++i, x += S.in_sample()) {
      for (Index row = 0; row < S.rows.out; ++row) {
        for (Index column = 0; column < S.columns.out; ++column, y += O) {
          gather_window<S>(x, row, column, static_cast<std::int8_t>(constants.zero_in), window);
          for (Index o = 0; o < O; ++o) {
            std::int32_t sum = constants.channels[o].bias;
            for (Index k = 0; k < taps; ++k) sum += constants.weights[k * O + o] * window[k * S.channels + o / multiplier];
            y[o] = requantize(sum, constants.channels[o].factor, constants.zero_out);
          }
        }
      }
    }
  }
};

}  // namespace linnet::kernels::int8
