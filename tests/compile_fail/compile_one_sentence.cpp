// SPDX-License-Identifier: MIT
// One wrong call of compile, with a model of 91 layers: one sentence, and what is called afterwards is no further error.
// EXPECT: compile: a metric is made for another number of classes or outputs than the model has
// ERRORS: 1
// AT_MOST: 2047
#include <linnet/linnet.hpp>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}
template <int I>
constexpr auto ten() {
  return nn::Block{pair<I>(), pair<I + 2>(), pair<I + 4>(), pair<I + 6>(), pair<I + 8>()};
}
template <int I>
constexpr auto thirty() {
  return nn::Block{ten<I>(), ten<I + 10>(), ten<I + 20>()};
}

void metric(const nn::Tensor<2>& x, const nn::Labels& y) {
  nn::Sequential model{nn::Input<4>{}, thirty<10>(), thirty<40>(), thirty<70>(), nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::F1<7>{});
  const auto history = training.fit(x, y, {.epochs = 3});
  const double loss = training.evaluate(x, y).loss() + history["loss"].front();
}
