// SPDX-License-Identifier: MIT
// EXPECT: convolution: the input must be (height, width, channels), (steps, channels) for Conv1D; put a Reshape<...> before it or give Input its channels, for example Input<28, 28, 1>
// ERRORS: 1
#include <linnet/linnet.hpp>

namespace nn = linnet;

void vector() { nn::Sequential model{nn::Input<784>{}, nn::Conv2D<8, 3>{}, nn::Flatten{}, nn::Dense<10>{}}; }
