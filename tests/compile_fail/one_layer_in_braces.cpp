// SPDX-License-Identifier: MIT
// The whole message for one such layer is short, and nothing that follows is an error.
// EXPECT: MaxPooling2D: the pool stands between < and >, as the compiler needs it: MaxPooling2D<2>{}
// ERRORS: 1
// AT_MOST: 1800
#include <linnet/linnet.hpp>

namespace nn = linnet;

void cnn(const nn::Tensor<4>& x, const nn::Labels& y) {
  nn::Sequential model{
      nn::Input<28, 28, 1>{}, nn::Conv2D<32, 3, nn::relu>{}, nn::MaxPooling2D{2}, nn::Flatten{}, nn::Dense<10, nn::softmax>{},
  };
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  training.fit(x, y, {.epochs = 3});
}
