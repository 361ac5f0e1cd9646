// SPDX-License-Identifier: MIT
// Models know neither trainings nor their own summary: the compiler says what to include.
// EXPECT: compile: include <linnet/training/training.hpp>
// EXPECT: compile: include <linnet/training/static_training.hpp>
// EXPECT: summary: include <linnet/models/summary.hpp>; it prints to a std::ostream
#include <linnet/layers/dense.hpp>
#include <linnet/losses/mean_squared_error.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/models/static_sequential.hpp>
#include <linnet/optimizers/sgd.hpp>

#include <iostream>

namespace nn = linnet;

void on_heap() {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<2>{}};
  model.compile(nn::MeanSquaredError{}, nn::SGD{});
  model.summary(std::cout);
}
void in_place() {
  nn::StaticSequential model{nn::Input<4>{}, nn::Dense<2>{}};
  model.compile<1>(nn::MeanSquaredError{}, nn::SGD{});
}
