// SPDX-License-Identifier: MIT
// Products of windows with panels of four channels for Armv6-M (M0, M0+, M23): 13 instructions for four products.
//
// LDRB has an immediate offset, LDRSB has none: inputs u = x + 128 and weights v = w + 128 are unsigned bytes, and
// sum w x = sum v u - 128 * sum u - 128 * sum w. The last term is part of the bias; sum u, the same for all channels, is computed once for
// each pixel. MULS gives the low 32 bits: a requantisation makes its high product of four of 16 bits, in 25 instructions.
#pragma once

#include <linnet/kernels/int8/numbers.hpp>

#include <algorithm>

namespace linnet::kernels::int8 {

/// The tag of kernels for Armv6-M and Armv8-M Base.
struct ArmV6M {
  static constexpr const char* name = "armv6m";  ///< as users write it
  static constexpr Index alignment = 4;          ///< of the constants of a network
};

namespace m0 {

/// The constants of four channels.
struct Panel {
  std::int32_t bias[4];
  std::int8_t shift[4];        ///< - exponent
  std::uint16_t halves[4][2];  ///< of the fraction, the low one first
};

struct Header {
  std::int32_t zero_in, zero_out;
  std::int32_t general;  ///< 1 if some factor or sum needs `requantize` itself
};

/// The bias of sums of v u - 128 u, or of products of w with x if `offset` is 0; header.general becomes 1 if these are too large for 25
/// instructions.
inline void pack_channel(const LayerNumbers& numbers, Index o, Index first, Index K, Index stride, std::int32_t offset,
                         Header& header, Panel& panel, Index place) {
  std::int64_t magnitude = 0;
  std::int32_t sum = 0;
  for (Index k = 0; k < K; ++k) {
    const std::int8_t w = numbers.weights[first + k * stride];
    magnitude += w < 0 ? -w : w;
    sum += w;
  }
  const std::int32_t bias = folded_bias(numbers, o, first, K, stride);
  const std::int64_t largest = (bias < 0 ? -std::int64_t{bias} : bias) + 128 * magnitude;
  const auto [fraction, exponent] = numbers.factors[o];
  if (largest >= std::int64_t{1} << 30 || exponent > -1) header.general = 1;
  panel.bias[place] = bias - offset * sum;
  panel.shift[place] = static_cast<std::int8_t>(-exponent);
  panel.halves[place][0] = static_cast<std::uint16_t>(fraction & 0xffff);
  panel.halves[place][1] = static_cast<std::uint16_t>(fraction >> 16);
}

/// The number of a sum that contains its bias, in the general form.
LINNET_COLD inline std::int8_t requantized(const Header& header, const Panel& panel, Index place, std::int32_t sum) {
  const std::int32_t fraction = panel.halves[place][1] * 65536 + panel.halves[place][0];
  return requantize(sum, {fraction, -panel.shift[place]}, header.zero_out);
}

}  // namespace m0
}  // namespace linnet::kernels::int8
