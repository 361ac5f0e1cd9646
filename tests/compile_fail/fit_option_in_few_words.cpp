// SPDX-License-Identifier: MIT
// One option that fit does not have, and a function as a callback, with a model of many layers: the compiler says little besides.
// EXPECT: fit: there is no option .epoch; write .epochs
// EXPECT: fit: a function is not a callback; write LambdaCallback{.on_epoch_end = [](FitState& s) { ... }}, or a type with such a member
// AT_MOST: 3200
#include <linnet/linnet.hpp>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}

void misspelt(const nn::Tensor<2>& x, const nn::Labels& y) {
  nn::Sequential model{nn::Input<4>{}, pair<10>(), pair<20>(), pair<30>(), pair<40>(), pair<50>(), nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(x, y, {.epoch = 3});
  training.fit(x, y, {.callbacks = {[](nn::FitState&) {}}});
}
