// SPDX-License-Identifier: MIT
// EXPECT: load_checkpoint: it takes a model; resume(training, path) reads the checkpoint of a training
#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

void instantiate() {
  linnet::Sequential model{linnet::Input<2>{}, linnet::Dense<1>{}};
  auto training = model.compile(linnet::MeanSquaredError{}, linnet::SGD{});
  linnet::load_checkpoint(training, "training.ck");
}
