// SPDX-License-Identifier: MIT
// Padding of what is no image, and padding that takes away.
// EXPECT: ZeroPadding2D: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels, for example Input<28, 28, 1>
// EXPECT: ZeroPadding2D: numbers of rows and columns must not be negative
// ERRORS: 2
#include <linnet/linnet.hpp>

namespace nn = linnet;

void padding() {
  nn::Sequential vector{nn::Input<784>{}, nn::ZeroPadding2D<1>{}, nn::Flatten{}, nn::Dense<10>{}};
  nn::Sequential negative{nn::Input<4, 4, 1>{}, nn::ZeroPadding2D<nn::Size2D{-1, 1}>{}};
}
