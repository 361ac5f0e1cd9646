// SPDX-License-Identifier: MIT
// Compiled once by run.sh, behind all headers for hosts and before the programs that it runs: a function that is never called. All that it
// instantiates and that does not depend on a program's model is compiled here, so that programs do not repeat it.
#pragma once

#include <linnet/data/mnist.hpp>
#include <linnet/linnet.hpp>
#include <linnet/plot/learning_curves.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

namespace linnet::tools {

inline void use_everything() {
  const Mnist mnist = load_mnist("data/mnist");
  Sequential model{Input<28, 28>{}, Flatten{}, Dense<64, relu>{}, Dense<32, relu>{}, Dense<10, softmax>{}};
  model.summary(std::cout);
  auto training = model.compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{});
  const History history = training.fit(mnist.x_train, mnist.y_train, {.epochs = 1, .validation_split = 0.2f});
  std::cout << training.evaluate(mnist.x_test, mnist.y_test) << history["loss"].back();
  const Tensor<2> x(4, 64), p = model.predict(mnist.x_test);
  const Tensor<1> y(4);
  Sequential regression{Input<64>{}, Dense<32, tanh>{}, Dense<1>{}};
  auto other = regression.compile(MeanSquaredError{}, SGD{});
  other.fit(x, y);
  std::cout << other.evaluate(x, y);
  plot_learning_curves(history).save("learning_curves.svg");
}

}  // namespace linnet::tools
