// SPDX-License-Identifier: MIT
// Convolutions whose sizes cannot work.
// EXPECT: convolution: the kernel (with its dilation) is larger than its input; use Padding::same or a smaller kernel
// EXPECT: convolution: the kernel must be at least 1 x 1
// EXPECT: convolution: strides must be at least 1
// EXPECT: convolution: dilation_rate must be at least 1
// EXPECT: convolution: the number of filters must be at least 1
// EXPECT: convolution: Padding::causal is for Conv1D, whose axis is time; use Padding::same or Padding::valid
// ERRORS: 6
#include <linnet/linnet.hpp>

namespace nn = linnet;

void sizes() {
  nn::Sequential large_kernel{nn::Input<4, 4, 1>{}, nn::Conv2D<8, 5>{}, nn::MaxPooling2D<2>{}};
  nn::Sequential no_kernel{nn::Input<4, 4, 1>{}, nn::Conv2D<8, nn::Size2D{3, 0}>{}};
  nn::Sequential no_stride{nn::Input<4, 4, 1>{}, nn::Conv2D<8, 3, nn::relu, nn::ConvOptions{.strides = 0}>{}};
  nn::Sequential no_dilation{nn::Input<4, 1>{}, nn::Conv1D<8, 3, nn::relu, nn::ConvOptions{.dilation_rate = 0}>{}};
  nn::Sequential causal{nn::Input<4, 4, 1>{}, nn::Conv2D<8, 3, nn::relu, nn::ConvOptions{.padding = nn::Padding::causal}>{}};
  nn::Sequential no_filters{nn::Input<4, 4, 1>{}, nn::Conv2D<0, 3>{}};
}
