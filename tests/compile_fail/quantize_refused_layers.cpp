// SPDX-License-Identifier: MIT
// EXPECT: quantize: Conv2DTranspose has no int8 form; use UpSampling2D and Conv2D, or quantise the layers before it and keep it in float behind them
// EXPECT: quantize: UpSampling2D<..., bilinear> has no int8 form; use nearest, or quantise the layers before it and keep it in float behind them
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

namespace nn = linnet;

nn::Sequential transposed{nn::Input<4, 4, 1>{}, nn::Conv2DTranspose<2, 3>{}};
nn::Sequential bilinear{nn::Input<4, 4, 1>{}, nn::UpSampling2D<2, nn::bilinear>{}};
const auto first = nn::quantize(transposed, nn::Tensor<4>(8, 4, 4, 1));
const auto second = nn::quantize(bilinear, nn::Tensor<4>(8, 4, 4, 1));
