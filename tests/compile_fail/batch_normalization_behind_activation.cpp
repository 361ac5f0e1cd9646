// SPDX-License-Identifier: MIT
// EXPECT: BatchNormalization: it follows a softmax and would undo it; put it before the layer with the softmax
#include <linnet/linnet.hpp>

namespace nn = linnet;

void behind() {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<10>{}, nn::Activation{nn::softmax{}}, nn::BatchNormalization{}};
}
