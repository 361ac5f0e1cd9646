// SPDX-License-Identifier: MIT
// A step of SGD on one sample, inside the backward pass: training in little more than the memory of the parameters. The loss over ten
// samples has to fall.
#include "figure.hpp"

namespace {
nn::StaticSequential model{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
auto training = model.compile<1>(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{.learning_rate = 0.05f});
std::array<float, 64> x;
}  // namespace

bool figure() {
  float first = 0.0f, last = 0.0f;
  for (int epoch = 0; epoch < 20; ++epoch) {
    last = 0.0f;
    Sequence data;
    for (std::int32_t label = 0; label < 10; ++label) {
      for (float& number : x) number = data.next();
      board::count_begin();
      last += training.train_on_batch(x, std::span(&label, 1));
      board::count_end();
    }
    if (epoch == 0) first = last;
  }
  return last < 0.5f * first;
}
