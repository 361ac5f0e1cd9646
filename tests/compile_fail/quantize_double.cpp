// SPDX-License-Identifier: MIT
// EXPECT: quantize: the model is in double; train and quantise it in float
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

nn::Sequential model{nn::TypedInput<double, 4>{}, nn::Dense<2>{}};
const auto quantized = nn::quantize(model, nn::Tensor<2>(8, 4));
