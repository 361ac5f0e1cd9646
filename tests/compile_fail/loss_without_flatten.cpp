// SPDX-License-Identifier: MIT
// EXPECT: SparseCategoricalCrossentropy: the model must end in one score for each of two or more classes
// EXPECT: put Flatten{} before the last Dense
#include <linnet/linnet.hpp>

void forgotten_flatten(linnet::Sequential<linnet::Input<28, 28, 1>, linnet::Dense<10, linnet::softmax>>& model) {
  auto training = model.compile(linnet::SparseCategoricalCrossentropy{}, linnet::Adam{});
}
