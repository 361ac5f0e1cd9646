// SPDX-License-Identifier: MIT
// The curve of a model with two inputs, and the descent of an optimizer that works inside layers.
// EXPECT: curve: a curve shows models with one input and one output, which end in Dense<1>; this one has others
// EXPECT: descend: this optimizer needs the layers of a network; use another, such as SGD
// ERRORS: 2
// AT_MOST: 4000
#include <linnet/draw/data_series.hpp>
#include <linnet/linnet.hpp>
#include <linnet/optimizers/descend.hpp>

namespace nn = linnet;

void pictures() {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<1>{}};
  nn::curve("model", model, {0.0, 1.0});
  nn::descend([](double x, double y) { return x * x + y * y; }, {1.0, 1.0}, nn::InPlaceSGD{}, 10);
}
