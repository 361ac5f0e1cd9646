// SPDX-License-Identifier: MIT
// The numbers of a layer with weights, before a kernel packs them for its instruction set.
#pragma once

#include <linnet/core/shape.hpp>
#include <linnet/kernels/int8/arithmetic.hpp>

namespace linnet::kernels::int8 {

/// The numbers of a fully connected layer or a convolution, O outputs of K products each: weights (O, K), of a depthwise convolution
/// weights (taps, O).
struct LayerNumbers {
  const std::int8_t* weights;
  const std::int32_t* bias;   ///< (O), in units of scale_in * scale of the weights
  const Multiplier* factors;  ///< (O): scale_in * scale of the weights / scale_out
  std::int32_t zero_in;
  std::int32_t zero_out;
};

/// The bias of output `o` for sums over the input as it is, without subtracting its zero: bias - zero_in * sum of the weights, which are
/// `count` numbers `stride` apart.
inline std::int32_t folded_bias(const LayerNumbers& numbers, Index o, Index first, Index count, Index stride) {
  std::int32_t sum = 0;
  for (Index k = 0; k < count; ++k) sum += numbers.weights[first + k * stride];
  return numbers.bias[o] - numbers.zero_in * sum;
}

}  // namespace linnet::kernels::int8
