// SPDX-License-Identifier: MIT
// EXPECT: quantize: int8 has too few bits for numbers that are not normalised yet; put the Normalization in front of the Flatten
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

nn::Sequential model{nn::Input<4, 3>{}, nn::Flatten{}, nn::Normalization{}, nn::Dense<2>{}};
const auto quantized = nn::quantize(model, nn::Tensor<3>(8, 4, 3));
