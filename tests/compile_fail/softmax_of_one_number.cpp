// SPDX-License-Identifier: MIT
// EXPECT: Dense: the softmax of one number is always 1; use sigmoid
// EXPECT: Activation: the softmax of one number is always 1; use sigmoid
// EXPECT: convolution: the softmax of one filter is always 1; use sigmoid
// EXPECT: SeparableConv2D: the softmax of one filter is always 1; use sigmoid
// EXPECT: DepthwiseConv2D: the softmax of one channel is always 1; use sigmoid
// ERRORS: 5
#include <linnet/linnet.hpp>

namespace nn = linnet;

nn::Sequential dense{nn::Input<4>{}, nn::Dense<1, nn::softmax>{}};
nn::Sequential activation{nn::Input<4>{}, nn::Dense<1>{}, nn::Activation<nn::softmax>{}};
nn::Sequential convolution{nn::Input<8, 8, 1>{}, nn::Conv2D<1, 3, nn::softmax>{}};
nn::Sequential separable{nn::Input<8, 8, 1>{}, nn::SeparableConv2D<1, 3, nn::softmax>{}};
nn::Sequential depthwise{nn::Input<8, 8, 1>{}, nn::DepthwiseConv2D<3, 1, nn::softmax>{}};
