// SPDX-License-Identifier: MIT
// Transposed convolutions whose sizes cannot work.
// EXPECT: Conv2DTranspose: the input must be (height, width, channels); put a Reshape<...> before it
// EXPECT: Conv2DTranspose: the kernel must be at least 1 x 1
// EXPECT: Conv2DTranspose: strides must be at least 1
// EXPECT: Conv2DTranspose: dilation_rate must be at least 1
// EXPECT: Conv2DTranspose: Padding::causal is for Conv1D, whose axis is time; use Padding::same or Padding::valid
// EXPECT: Conv2DTranspose: the number of filters must be at least 1
// EXPECT: Conv2DTranspose: the softmax of one filter is always 1; use sigmoid
// ERRORS: 7
#include <linnet/linnet.hpp>

namespace nn = linnet;

void sizes() {
  nn::Sequential vector{nn::Input<64>{}, nn::Conv2DTranspose<8, 3>{}};
  nn::Sequential no_kernel{nn::Input<4, 4, 1>{}, nn::Conv2DTranspose<8, nn::Size2D{3, 0}>{}};
  nn::Sequential no_stride{nn::Input<4, 4, 1>{}, nn::Conv2DTranspose<8, 3, nn::relu, nn::ConvOptions{.strides = 0}>{}};
  nn::Sequential no_dilation{nn::Input<4, 4, 1>{}, nn::Conv2DTranspose<8, 3, nn::relu, nn::ConvOptions{.dilation_rate = 0}>{}};
  nn::Sequential causal{nn::Input<4, 4, 1>{},
                        nn::Conv2DTranspose<8, 3, nn::relu, nn::ConvOptions{.padding = nn::Padding::causal}>{}};
  nn::Sequential no_filters{nn::Input<4, 4, 1>{}, nn::Conv2DTranspose<0, 3>{}};
  nn::Sequential one_class{nn::Input<4, 4, 1>{}, nn::Conv2DTranspose<1, 3, nn::softmax>{}};
}
