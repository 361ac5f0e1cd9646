// SPDX-License-Identifier: MIT
// EXPECT: or it compares numbers and the loss takes class indices
#include <linnet/linnet.hpp>
#include <linnet/metrics/regression.hpp>

void numbers_of_indices(linnet::Sequential<linnet::Input<4>, linnet::Dense<3, linnet::softmax>>& model) {
  auto training = model.compile(linnet::SparseCategoricalCrossentropy{}, linnet::Adam{}, linnet::MeanSquaredErrorMetric{});
}
