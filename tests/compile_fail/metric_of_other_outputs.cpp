// SPDX-License-Identifier: MIT
// EXPECT: compile: a metric is made for another number of classes or outputs than the model has
#include <linnet/linnet.hpp>
#include <linnet/metrics/regression.hpp>

void three_of_one(linnet::Sequential<linnet::Input<4>, linnet::Dense<1>>& model) {
  auto training = model.compile(linnet::MeanSquaredError{}, linnet::Adam{}, linnet::R2<3>{});
}
