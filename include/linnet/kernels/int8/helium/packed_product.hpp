// SPDX-License-Identifier: MIT
// The constants of products on Helium: the weights of four outputs side by side, 16 inputs each, between their biases and factors.
#pragma once

#include <linnet/kernels/int8/helium/window.hpp>

namespace linnet::kernels::int8::helium {

/// How a window lies in memory: `groups` times `unroll` vectors, the groups `step` bytes apart.
struct Layout {
  Index unroll;
  Index groups;
  Index step;
};

/// A product over windows S as Helium reads it.
template <Windows S>
struct PackedProduct {
  static constexpr Index K = S.taps() * S.channels, O = S.outputs, run_length = S.columns.size * S.channels;
  static constexpr Index vectors = (K + 15) / 16, quad_count = (O + 3) / 4;
  /// Windows are read from x where their rows are whole vectors; otherwise they are copied.
  static constexpr bool copies = S.clips() || S.columns.dilation != 1 || run_length % 16 != 0 ||
                                 (S.rows.size > 1 && (run_length > 128 || S.rows.dilation * S.in_row() > 4095));

  struct Quad {
    std::int32_t bias[4];
    std::int8_t weights[vectors * 16 * 4];  // (K / 16, 4, 16)
    std::int32_t fraction[4];
    std::int32_t exponent[4];
  };
  struct Constants {
    Head head;
    Quad quads[quad_count];
  };

  /// The vectors of a window: as few groups as possible, of at most 8 vectors.
  static constexpr Layout layout = [] {
    if (!copies && S.rows.size > 1) return Layout{run_length / 16, S.rows.size, S.rows.dilation * S.in_row()};
    Index unroll = (std::min)(vectors, Index{8});
    while (vectors % unroll != 0) --unroll;
    return Layout{unroll, vectors / unroll, unroll * 16};
  }();

  static void pack(const LayerNumbers& numbers, Constants& constants) {
    constants.head = make_head(numbers, O);
    std::memset(constants.quads, 0, sizeof constants.quads);  // the padding, too
    for (Index o = 0; o < O; ++o) {
      Quad& quad = constants.quads[o / 4];
      quad.bias[o % 4] = folded_bias(numbers, o, o * K, K, 1);
      quad.fraction[o % 4] = numbers.factors[o].fraction;
      quad.exponent[o % 4] = exponent_of(numbers.factors[o]);
      for (Index k = 0; k < K; ++k) quad.weights[(k / 16 * 4 + o % 4) * 16 + k % 16] = numbers.weights[o * K + k];
    }
  }

  /// The window of a position: in x, or copied to `copy`.
  static const std::int8_t* window_of(const Constants& constants, const std::int8_t* x, Index row, Index column,
                                      std::int8_t* copy) {
    if constexpr (copies) {
      gather<S>(x, row, column, static_cast<std::int8_t>(constants.head.zero_in), copy);
      return copy;
    } else {
      return x + (row * S.rows.stride * S.columns.in + column * S.columns.stride) * S.channels;
    }
  }

  /// y = the larger one of y and the outputs of a window.
  static void take_larger(const Constants& constants, const std::int8_t* window, std::int8_t* y) {
    for (Index o = 0; o < O; ++o) {
      const Quad& quad = constants.quads[o / 4];
      std::int32_t sum = quad.bias[o % 4];
      for (Index k = 0; k < K; ++k) {
        const Index v = k / 16, at = v / layout.unroll * layout.step + v % layout.unroll * 16 + k % 16;
        sum += quad.weights[(v * 4 + o % 4) * 16 + k % 16] * window[at];
      }
      y[o] = (std::max)(y[o], requantize(sum, {quad.fraction[o % 4], quad.exponent[o % 4]}, constants.head.zero_out));
    }
  }
};

}  // namespace linnet::kernels::int8::helium
