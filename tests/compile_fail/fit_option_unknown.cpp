// SPDX-License-Identifier: MIT
// An option of a name that no option resembles, with a model of many layers: the compiler does not list them. g++ names the word in an error
// of its own, before the sentence.
// EXPECT: fit: no such option; fit(x, y, {...}) has .epochs, .batch_size
// ERRORS: 2
// AT_MOST: 2047
#include <linnet/linnet.hpp>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}

void unknown(const nn::Tensor<2>& x, const nn::Labels& y) {
  nn::Sequential model{nn::Input<4>{}, pair<10>(), pair<20>(), pair<30>(), pair<40>(), pair<50>(), nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  training.fit(x, y, {.patience = 3});
}
