// SPDX-License-Identifier: MIT
// EXPECT: CategoricalCrossentropy: the model must end in one score for each of two or more classes
// EXPECT: or use BinaryCrossentropy for one output
#include <linnet/linnet.hpp>

void one_output(linnet::Sequential<linnet::Input<4>, linnet::Dense<1, linnet::sigmoid>>& model) {
  auto training = model.compile(linnet::CategoricalCrossentropy{}, linnet::Adam{});
}
