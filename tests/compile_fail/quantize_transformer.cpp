// SPDX-License-Identifier: MIT
// EXPECT: quantize: LayerNormalization has no int8 form; use BatchNormalization, or quantise the layers before it and keep it in float behind them
// EXPECT: quantize: MultiHeadAttention has no int8 form; quantise the layers before it and keep it in float behind them
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

void layer_normalization(const nn::Tensor<3>& x) {
  const nn::Sequential model{nn::Input<4, 3>{}, nn::Dense<5>{}, nn::LayerNormalization{}};
  nn::quantize(model, x);
}

void attention(const nn::Tensor<3>& x) {
  const nn::Sequential model{nn::Input<4, 3>{}, nn::Dense<5>{}, nn::MultiHeadAttention<1, 2>{}};
  nn::quantize(model, x);
}
