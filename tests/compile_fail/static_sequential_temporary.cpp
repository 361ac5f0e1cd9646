// SPDX-License-Identifier: MIT
// EXPECT: compile: the model is a temporary; give it a name, its training refers to it
// EXPECT: compile: the batch must have room for at least 1 sample
#include <linnet/linnet.hpp>

namespace nn = linnet;

void temporary() {
  auto training = nn::StaticSequential{nn::Input<4>{}, nn::Dense<2>{}}.compile<1>(nn::MeanSquaredError{}, nn::SGD{});
}
void no_room(nn::StaticSequential<nn::Input<4>, nn::Dense<2>>& model) {
  auto training = model.compile<0>(nn::MeanSquaredError{}, nn::SGD{});
}
