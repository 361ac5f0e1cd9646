// SPDX-License-Identifier: MIT
// Calls of fit and evaluate with options that they do not have, with braces for data, with a single number, and without anything.
// EXPECT: fit: neither fit(x, y, {...}) nor fit(batches, {...}), which has .epochs, .steps_per_epoch
// EXPECT: evaluate: its arguments are evaluate(x, y), evaluate(x, y, batch_size), evaluate(x, y, {...}), which has .batch_size
// EXPECT: linnet: rows in braces have no name to live under; put them into a linnet::Tensor
// EXPECT: linnet: data is numbers, not texts; give each class an index: 0, 1, 2
// EXPECT: linnet: the data has another scalar type than the model; convert it
// ERRORS: 9
// AT_MOST: 8400
#include <linnet/linnet.hpp>

#include <utility>
#include <vector>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}

using Batches = std::vector<std::pair<nn::Tensor<2>, nn::Labels>>;

void calls(const nn::Tensor<2>& x, const nn::Labels& y, const Batches& batches, const std::vector<double>& doubles) {
  nn::Sequential model{nn::Input<4>{}, pair<10>(), pair<20>(), pair<30>(), pair<40>(), pair<50>(), nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(batches, {.epoch = 3});
  training.fit(x, 3);
  training.fit();
  training.evaluate(x, y, {.verbose = 0});
  training.fit({{1.0f, 2.0f}, {3.0f, 4.0f}}, y);
  training.fit(x, {"a", "b"});
  training.evaluate(doubles, y);
}
