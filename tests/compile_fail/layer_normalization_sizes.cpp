// SPDX-License-Identifier: MIT
// EXPECT: LayerNormalization: a row of one number is its own mean, and becomes 0; give it more channels
// ERRORS: 1
#include <linnet/linnet.hpp>

namespace nn = linnet;

void one_channel() { nn::Sequential model{nn::Input<28, 1>{}, nn::LayerNormalization{}}; }
