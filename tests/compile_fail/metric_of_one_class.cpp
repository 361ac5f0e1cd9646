// SPDX-License-Identifier: MIT
// EXPECT: compile: with this loss each of several outputs is a label
#include <linnet/linnet.hpp>

void classes_of_labels(linnet::Sequential<linnet::Input<4>, linnet::Dense<3, linnet::sigmoid>>& model) {
  auto training = model.compile(linnet::BinaryCrossentropy{}, linnet::Adam{}, linnet::CohenKappa<3>{});
}
