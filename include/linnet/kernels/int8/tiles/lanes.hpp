// SPDX-License-Identifier: MIT
// The vectors of an instruction set, and the constants of the channels in their lanes: what int8 kernels on tiles are made of.
#pragma once

#include <linnet/kernels/int8/numbers.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {

/// The vectors of instruction set `Isa`, where the compiler has it:
///
///   Number, copy(to, from, count)     copies of x in memory
///   Input, broadcast(numbers)         four of them in each lane
///   Weights, load_weights(from)       four numbers for each lane
///   Sum, zero(), dot(sum, input, weights)   adds four products to each lane
///   Vector, total(sum)                the int32 sum of each lane
///   add(a, b), maximum(a, b)
///   requantize(total, lanes)          the output without its zero, still int32
///   store(to, step, vectors, zero_out, last)   adds the zero and saturates rows of F vectors to int8, `step` apart; of a row's last vector
///                                     `last` numbers
///   rows<F>                           pixels of a tile with F vectors
///
/// optional:
///
///   start(lanes)                a sum that begins with the bias, which requantize then does not add
///   nonzero_steps(numbers, count, list)   writes the offsets of those of `count` steps whose numbers are not all 0 to `list`, which has room for
///                               a vector more, and returns their number
///   scaled_up(total, lanes)     total * 2^exponent where the exponent is positive, which requantize then leaves out
///
/// optional, where several steps together take fewer instructions, with sums[F], inputs[T] and weights[T][F]:
///
///   at_once   the number of steps T, 1 by default
///   dot_steps(sums, inputs, weights)           T steps
///   load_four(numbers), dot_of_four<I>(sums, four, weights)   T steps from step I on of four whose numbers follow each other
///
/// and for depthwise convolutions, whose lanes take Isa::taps numbers each: interleave(to, taps), load_taps(numbers), load_tap_weights(from),
/// dot_taps(vector, numbers, weights); optional: interleave_four(to, taps), the same for four vectors;
/// interleave_row(to, numbers, step, count), the taps of `count` lanes, `step` apart, and of some more; RowNumber, the type of the taps, if
/// they are not Numbers.
template <class Isa>
struct Lanes;

/// The steps that vectors V add at once.
template <class V>
inline constexpr int steps_at_once = [] {
  if constexpr (requires { V::at_once; }) {
    return V::at_once;
  } else {
    return 1;
  }
}();

/// Requantises the sums of L channels: h = 2 * acc * 2^exponent * fraction / 2^32, rounded, then (h + round - (h < 0)) / 2^right, which
/// rounds halves away from zero. |acc| * 2^exponent must be below 2^30; then |h| is, too, and no sum overflows.
///
/// An unsigned acc is 2^32 too large if acc is negative, and h then too large by 2 * fraction: round_negative takes that back, too, modulo 2^32.
template <Index L>
struct alignas(4 * L) ChannelLanes {  // each of its vectors is in one cache line
  std::int32_t bias[L], fraction[L], round[L];
  std::int32_t round_negative[L];  ///< round - 1 - 2 * fraction; without a division round - 2 * fraction
  std::int32_t right[L];           ///< -exponent, if that is positive
  std::int32_t left[L];            ///< doubles acc and multiplies it by 2^exponent, if that is positive
  std::int32_t scales_up;          ///< 1 if the exponent of any channel is positive, otherwise 0

  void set(Index lane, std::int32_t channel_bias, Multiplier factor) {
    const std::int32_t shift = factor.exponent < 0 ? -factor.exponent : 0;
    bias[lane] = channel_bias;
    fraction[lane] = factor.fraction;
    round[lane] = shift > 0 ? std::int32_t{1} << (shift - 1) : 0;
    round_negative[lane] = static_cast<std::int32_t>(static_cast<std::uint32_t>(round[lane] - (shift > 0 ? 1 : 0)) -
                                                     2 * static_cast<std::uint32_t>(factor.fraction));
    right[lane] = shift;
    left[lane] = factor.exponent > 0 ? factor.exponent + 1 : 1;
    if (lane == 0) scales_up = 0;
    if (factor.exponent > 0) scales_up = 1;
  }
};

namespace tiled {

/// Packs the lanes of O channels, whose `count` weights begin at o * first and are `stride` apart, for numbers of x to which `offset` is added.
template <Index L>
LINNET_COLD void pack_channels(const LayerNumbers& numbers, Index O, Index first, Index count, Index stride,
                               std::int32_t offset, ChannelLanes<L>* channels) {
  LayerNumbers shifted = numbers;
  shifted.zero_in += offset;
  for (Index o = 0; o < (O + L - 1) / L * L; ++o) {
    const bool exists = o < O;
    channels[o / L].set(o % L, exists ? folded_bias(shifted, o, o * first, count, stride) : 0,
                        exists ? numbers.factors[o] : Multiplier{});
  }
}

/// Packs what the kernels on lanes have in common: those lanes, the zeros, and weights of 0.
template <Index L, class Constants>
void pack_channels(const LayerNumbers& numbers, Index O, Index first, Index count, Index stride, std::int32_t offset,
                   Constants& constants) {
  constants.zero_in = numbers.zero_in;
  constants.zero_out = numbers.zero_out;
  std::fill(std::begin(constants.weights), std::end(constants.weights), std::int8_t{0});
  pack_channels<L>(numbers, O, first, count, stride, offset, +constants.channels);
}

}  // namespace tiled

}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
