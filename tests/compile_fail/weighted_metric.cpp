// SPDX-License-Identifier: MIT
// EXPECT: Weighted: it takes metrics that are means over samples: Accuracy, TopKAccuracy, LogLoss
#include <linnet/linnet.hpp>

void weighted(linnet::Sequential<linnet::Input<4>, linnet::Dense<3, linnet::softmax>>& model) {
  auto training = model.compile(linnet::SparseCategoricalCrossentropy{}, linnet::Adam{}, linnet::Weighted{linnet::F1<3>{}});
}
