// SPDX-License-Identifier: MIT
// The smallest network that needs a hidden layer: exclusive or. Define, compile, fit, predict.
#include <linnet/linnet.hpp>

#include <iostream>

namespace nn = linnet;

int main() {
  nn::Tensor<2> x(4, 2);  // (samples, features)
  x.setValues({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  nn::Tensor<1> y(4);
  y.setValues({0, 1, 1, 0});

  nn::Sequential model{
      nn::Input<2>{},
      nn::Dense<8, nn::tanh>{},
      nn::Dense<1, nn::sigmoid>{},
  };
  model.summary(std::cout, 4);

  auto training = model.compile(nn::BinaryCrossentropy{}, nn::Adam{.learning_rate = 0.05f}, nn::Accuracy{});
  training.fit(x, y, {.epochs = 200, .batch_size = 4, .verbose = 0});
  std::cout << training.evaluate(x, y) << '\n';

  const nn::Tensor<2> p = model.predict(x);
  bool learned = true;
  for (nn::Index i = 0; i < 4; ++i) {
    std::cout << x(i, 0) << " xor " << x(i, 1) << " = " << p(i, 0) << '\n';
    learned = learned && (p(i, 0) > 0.5f) == (y(i) > 0.5f);
  }
  return learned ? 0 : 1;
}
