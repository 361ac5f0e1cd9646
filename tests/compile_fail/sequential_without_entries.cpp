// SPDX-License-Identifier: MIT
// Models whose layers are added later, or stand in a list, as in Keras.
// EXPECT: Sequential: the compiler knows all layers: Sequential model{Input<28, 28>{}, Flatten{}, Dense<10, softmax>{}}
// EXPECT: add: the compiler knows all layers of a model: list them in its braces; a Block{...} in them holds several
// ERRORS: 2
// AT_MOST: 3000
#include <linnet/linnet.hpp>

namespace nn = linnet;

void later(const nn::Tensor<2>& x, const nn::Labels& y) {
  nn::Sequential model;
  model.add(nn::Input<4>{});
  model.add(nn::Dense<3, nn::softmax>{});
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{}).fit(x, y, {.epochs = 3});
}

void list_and_more() {
  auto list = nn::Sequential({nn::Input<4>{}, nn::Dense<3>{}});
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}};
  model.add(nn::Dense<2>{});
}
