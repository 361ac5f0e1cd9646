// SPDX-License-Identifier: MIT
// EXPECT: Frozen: only the first layers of a model can be frozen; no layer before them may train
// EXPECT: freeze: the model is a temporary; give it a name, its parameters are read where they are
#include <linnet/layers/frozen.hpp>
#include <linnet/linnet.hpp>

auto of_temporary() { return linnet::freeze<1>(linnet::Sequential{linnet::Input<4>{}, linnet::Dense<4>{}}); }

void instantiate(const float* parameters) {
  linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<4>{}, linnet::Frozen(parameters, parameters, linnet::Dense<4>{}),
                           linnet::Dense<2>{}};
  auto training = model.compile(linnet::MeanSquaredError{}, linnet::SGD{});
  (void)training.steps();
  linnet::Tensor<2> x(1, 4), y(1, 2);
  (void)training.train_on_batch(x, y);
}
