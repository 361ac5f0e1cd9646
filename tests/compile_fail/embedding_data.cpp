// SPDX-License-Identifier: MIT
// Numbers for a model that takes indices, and integers that a model of numbers does not take.
// EXPECT: linnet: this model takes indices, its first layer is an Embedding; give it integers
// EXPECT: predict: this model takes indices, its first layer is an Embedding; x is one block of integers
// EXPECT: linnet: this model takes indices, its first layer is an Embedding; x is one block of integers
// EXPECT: push: this model takes indices, its first layer is an Embedding; a frame is an integer, or a list of them
// EXPECT: linnet: the data has another scalar type than the model; convert it
#include <linnet/linnet.hpp>

namespace nn = linnet;

void calls(const nn::Tensor<2>& x, const std::vector<float>& numbers, const nn::Labels& y, nn::Tensor<2>& predicted) {
  nn::Sequential model{nn::Input<4>{}, nn::Embedding<9, 3>{}, nn::Flatten{}, nn::Dense<2>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  training.fit(x, y);
  model.predict(numbers);
  nn::StaticSequential fixed{nn::Input<4>{}, nn::Embedding<9, 3>{}, nn::Flatten{}, nn::Dense<2>{}};
  fixed.predict(x, predicted);
  fixed.compile<4>(nn::SparseCategoricalCrossentropy{}, nn::SGD{}).train_on_batch(x, y);
  nn::stream(model).push(1.0f);
}

void wide_integers(const std::vector<int>& x) {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<2>{}};
  model.predict(x);
}
