// SPDX-License-Identifier: MIT
// EXPECT: Embedding: it looks up the model's input, so it is the first layer; only a Reshape or a Flatten may precede it
// EXPECT: Embedding: the vocabulary and the size of a row must be at least 1
// EXPECT: Embedding: a float counts up to 2^24; the vocabulary is larger
// EXPECT: quantize: Embedding has no int8 form
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

void behind_dense() { nn::Sequential model{nn::Input<4>{}, nn::Dense<4>{}, nn::Embedding<9, 3>{}}; }
void empty() { nn::Sequential model{nn::Input<4>{}, nn::Embedding<0, 3>{}}; }
void large() { nn::FrozenSequential model(nullptr, nullptr, nn::Input<4>{}, nn::Embedding<16777217, 1>{}); }
void int8(const nn::Tensor<2>& x) {
  const nn::Sequential model{nn::Input<4>{}, nn::Embedding<9, 3>{}, nn::Flatten{}, nn::Dense<2>{}};
  nn::quantize(model, x);
}
