// SPDX-License-Identifier: MIT
// EXPECT: adapt: the model has no Normalization as its first layer (only Flatten or Reshape may precede it); put it there
#include <linnet/linnet.hpp>

namespace nn = linnet;

void adapts(const nn::Tensor<2>& x) {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}, nn::Normalization{}};
  nn::adapt(model, x);
}
