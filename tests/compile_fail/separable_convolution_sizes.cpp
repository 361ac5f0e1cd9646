// SPDX-License-Identifier: MIT
// Numbers of kernels that cannot work.
// EXPECT: DepthwiseConv2D: the depth multiplier must be at least 1
// EXPECT: SeparableConv2D: the depth multiplier must be at least 1
// EXPECT: SeparableConv2D: the number of filters must be at least 1
// ERRORS: 3
#include <linnet/linnet.hpp>

namespace nn = linnet;

void sizes() {
  nn::Sequential no_kernels{nn::Input<4, 4, 1>{}, nn::DepthwiseConv2D<3, 0>{}};
  nn::Sequential no_depth{nn::Input<4, 4, 1>{}, nn::SeparableConv2D<8, 3, nn::relu, nn::ConvOptions{}, 0>{}};
  nn::Sequential no_mixture{nn::Input<4, 4, 1>{}, nn::SeparableConv2D<0, 3>{}};
}
