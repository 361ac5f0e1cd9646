// SPDX-License-Identifier: MIT
// EXPECT: quantize: SimpleRNN has no int8 form; quantise the layers before it and keep it in float behind them
// EXPECT: quantize: LSTM has no int8 form; quantise the layers before it and keep it in float behind them
// EXPECT: quantize: GRU has no int8 form; quantise the layers before it and keep it in float behind them
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

template <class Layer>
void refuse(const Layer& layer, const nn::Tensor<3>& x) {
  const nn::Sequential model{nn::Input<4, 3>{}, nn::Dense<5>{}, layer};
  nn::quantize(model, x);
}

void instantiate(const nn::Tensor<3>& x) {
  refuse(nn::SimpleRNN<2>{}, x);
  refuse(nn::LSTM<2>{}, x);
  refuse(nn::Bidirectional{nn::GRU<2>{}}, x);
}
