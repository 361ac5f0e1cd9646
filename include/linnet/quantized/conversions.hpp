// SPDX-License-Identifier: MIT
// Whole tensors from real numbers to int8 and back: what predict of real numbers does before and behind the layers. Their code is shared by
// all models of a program.
#pragma once

#include <linnet/quantized/quantized_base.hpp>

namespace linnet::quantized {
inline namespace LINNET_CODE {

/// q (count) of x (count), which `normalization` of `channels` channels is applied to before.
LINNET_NOINLINE inline void to_int8(const float* x, std::int8_t* q, Index count, Quantization in,
                                    InputNormalization normalization, Index channels) {
  if (!normalization.mean) {
    for (Index i = 0; i < count; ++i) q[i] = linnet::quantize(x[i], in);
    return;
  }
  for (Index i = 0; i < count; i += channels) {
    for (Index c = 0; c < channels; ++c) {
      q[i + c] = linnet::quantize((x[i + c] - normalization.mean[c]) * normalization.factor[c], in);
    }
  }
}

/// x (count), the real numbers that q (count) stands for.
LINNET_NOINLINE inline void to_real(const std::int8_t* q, float* x, Index count, Quantization out) {
  for (Index i = 0; i < count; ++i) x[i] = dequantize(q[i], out);
}

}  // namespace LINNET_CODE
}  // namespace linnet::quantized
