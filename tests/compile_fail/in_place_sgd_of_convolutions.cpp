// SPDX-License-Identifier: MIT
// EXPECT: compile: a layer with parameters does not train in place; use SGD instead of InPlaceSGD
#include <linnet/linnet.hpp>

using linnet::InPlaceSGD, linnet::MeanSquaredError;

void dense(linnet::StaticSequential<linnet::Input<4>, linnet::Dense<2>>& model) {  // compiles
  auto training = model.compile<1>(MeanSquaredError{}, InPlaceSGD{});
}
void convolution(linnet::StaticSequential<linnet::Input<4, 4, 1>, linnet::Conv2D<2, 3>>& model) {
  auto training = model.compile<1>(MeanSquaredError{}, InPlaceSGD{});
}
void normalization(linnet::Sequential<linnet::Input<4>, linnet::BatchNormalization<>>& model) {
  auto training = model.compile(MeanSquaredError{}, InPlaceSGD{});
}
