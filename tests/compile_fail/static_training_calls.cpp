// SPDX-License-Identifier: MIT
// Wrong calls of a StaticTraining of many layers, and of its model: a sentence each, none of which names the layers. g++ names a wrong option
// in an error of its own.
// EXPECT: fit: fit(x, y, {...}, after) takes x of the model's numbers and y, each one block
// EXPECT: linnet: data is one block of numbers: a std::span, a C array
// EXPECT: fit: a model is trained by what compile returns
// EXPECT: compile: StaticSequential makes room for batches at compile time: model.compile<32>(loss, SGD{})
// ERRORS: 9
// AT_MOST: 8400
#include <linnet/linnet.hpp>

#include <span>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}

void calls(std::span<const float> x, const nn::Labels& y, const float* pointer) {
  nn::StaticSequential model{
      nn::Input<4>{}, pair<10>(), pair<20>(), pair<30>(), pair<40>(), pair<50>(), nn::Dense<2, nn::softmax>{}};
  auto training = model.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  training.fit(x, y, {.epoch = 3});
  training.fit(pointer, y);
  training.fit(x, y, {.epoch = 3}, [](nn::Index, const auto&) { return true; });
  training.evaluate(x, pointer);
  training.train_on_batch(pointer, y);
  model.fit(x, y, {.epochs = 3});
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
}
