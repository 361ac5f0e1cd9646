// SPDX-License-Identifier: MIT
// Calls of compile that cannot work.
// EXPECT: compile: the model has no parameters to train; add a Dense layer
// EXPECT: compile: the model is a temporary; give it a name, its training refers to it
// EXPECT: compile: a metric has no update for this loss's targets; make it a template: class indices are std::int32_t
// EXPECT: compile: the loss comes first, then the optimizer, then metrics
#include <linnet/linnet.hpp>

namespace nn = linnet;

void without_parameters() {
  nn::Sequential model{nn::Input<4>{}, nn::Dropout{}, nn::Activation{nn::softmax{}}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
}

void temporary() { auto training = nn::Sequential{nn::Input<4>{}, nn::Dense<2>{}}.compile(nn::MeanSquaredError{}, nn::SGD{}); }

struct LargestScore {  // its targets are numbers, but those of the loss are class indices
  double largest = 0.0;
  static constexpr std::string_view name = "largest_score";
  void reset() { largest = 0.0; }
  void update(std::span<const float> prediction, std::span<const float>) { largest = static_cast<double>(prediction[0]); }
  double result() const { return largest; }
};

void metric() {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, LargestScore{});
}

void wrong_order() {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<2>{}};
  auto training = model.compile(nn::Adam{}, nn::MeanSquaredError{});
}
