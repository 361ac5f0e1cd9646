// SPDX-License-Identifier: MIT
// Options that fit does not have.
// EXPECT: fit: there is no option .epoch; write .epochs
// EXPECT: fit: there is no option .batchsize; write .batch_size
// EXPECT: fit: there is no option .batch; write .batch_size
// EXPECT: fit: there is no option .val_split; write .validation_split
// EXPECT: fit: there is no option .val_data; write .validation_data
// EXPECT: fit: there is no option .class_weights; write .class_weight
// EXPECT: fit: there is no option .sample_weights; write .sample_weight
// EXPECT: fit: there is no option .callback; write .callbacks = {...}
// EXPECT: fit: there is no option .learning_rate; it is the optimizer's: Adam{.learning_rate = 0.01f}
#include <linnet/linnet.hpp>

namespace nn = linnet;

template <class Training>
void fits(Training& training, const nn::Tensor<2>& x, const nn::Labels& y) {
  training.fit(x, y, {.epoch = 3, .batch_size = 50});
  training.fit(x, y, {.epochs = 3, .batchsize = 50});
  training.fit(x, y, {.epochs = 3, .batch = 50});
  training.fit(x, y, {.epochs = 3, .val_split = 0.2});
  training.fit(x, y, {.val_data = std::pair(1, 2)});
  training.fit(x, y, {.class_weights = 1.0f, .verbose = 0});
  training.fit(x, y, {.sample_weights = x});
  training.fit(x, y, {.callback = nn::TerminateOnNan{}});
  training.fit(x, y, {.learning_rate = 0.1f, .epochs = 3});
}

void misspelt(const nn::Tensor<2>& x, const nn::Labels& y) {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  fits(training, x, y);
}
