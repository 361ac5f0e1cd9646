// SPDX-License-Identifier: MIT
// Trains a small network, as somebody else's project would.
#include <linnet/linnet.hpp>

namespace nn = linnet;

int main() {
  nn::Tensor<2> x(4, 2), y(4, 1);
  x.setValues({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  y.setValues({{0}, {1}, {1}, {0}});

  nn::Sequential model{nn::Input<2>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<1>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 0.05f});
  const double before = training.evaluate(x, y).loss();
  training.fit(x, y, {.epochs = 100, .batch_size = 4, .verbose = 0});
  const double after = training.evaluate(x, y).loss();
  return after < before / 4 ? 0 : 1;
}
