// SPDX-License-Identifier: MIT
// EXPECT: quantize: an int8 softmax is over at most 8191 numbers
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

nn::Sequential model{nn::Input<8192>{}, nn::Activation<nn::softmax>{}};
const auto quantized = nn::quantize(model, nn::Tensor<2>(8, 8192));
