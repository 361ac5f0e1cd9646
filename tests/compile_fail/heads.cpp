// SPDX-License-Identifier: MIT
// Losses of heads that do not go with the outputs of a model, and metrics of outputs that it does not have.
// EXPECT: Losses: the heads together need as many outputs as the model has, in one row; end the model with a Concatenate of one Branch per head
// EXPECT: head: this loss takes class indices; use the one that takes one_hot rows, CategoricalCrossentropy
// EXPECT: CategoricalCrossentropy: the model must end in one score for each of two or more classes
// EXPECT: compile: a metric is made for another number of classes or outputs than the model has
// ERRORS: 4
#include <linnet/linnet.hpp>

namespace nn = linnet;

void heads() {
  nn::Sequential model{nn::Input<4>{}, nn::Concatenate{nn::Branch{nn::Dense<3, nn::softmax>{}}, nn::Branch{nn::Dense<1>{}}}};
  model.compile(nn::Losses{nn::head<3>(nn::CategoricalCrossentropy{})}, nn::Adam{});
  nn::head<3>(nn::SparseCategoricalCrossentropy{});
  model.compile(nn::Losses{nn::head<1>(nn::CategoricalCrossentropy{}), nn::head<3>(nn::MeanSquaredError{})}, nn::Adam{});
  model.compile(nn::Losses{nn::head<3>(nn::CategoricalCrossentropy{}), nn::head<1>(nn::MeanSquaredError{})}, nn::Adam{},
                nn::of_outputs<2, 3>(nn::MeanSquaredErrorMetric{}));
}
