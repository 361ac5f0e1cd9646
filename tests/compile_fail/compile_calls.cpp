// SPDX-License-Identifier: MIT
// Wrong calls of compile with a model of 91 layers: a sentence each, none of which names the layers.
// EXPECT: compile: name a loss, an optimizer and metrics: compile(SparseCategoricalCrossentropy{}, Adam{}, Accuracy{})
// EXPECT: compile: losses, optimizers and metrics are objects, not texts
// EXPECT: compile: the loss comes first, then the optimizer, then metrics
// EXPECT: compile: the first argument is no loss
// EXPECT: compile: the second argument is no optimizer
// EXPECT: compile: the optimizer is missing: compile(loss, Adam{}, metrics...)
// EXPECT: compile: the second argument is a number, and no optimizer; write Adam{.learning_rate = 0.01f}
// EXPECT: compile: a loss is given as a metric
// EXPECT: compile: an argument after the optimizer is no metric
// EXPECT: compile: arguments have no names here
// EXPECT: compile: the optimizer and the metrics have no braces around them
// EXPECT: compile: the model is const; training changes it
// ERRORS: 12
// AT_MOST: 15000
#include <linnet/linnet.hpp>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}
template <int I>
constexpr auto ten() {
  return nn::Block{pair<I>(), pair<I + 2>(), pair<I + 4>(), pair<I + 6>(), pair<I + 8>()};
}
template <int I>
constexpr auto thirty() {
  return nn::Block{ten<I>(), ten<I + 10>(), ten<I + 20>()};
}

struct NoGradient {
  static constexpr std::string_view name = "no_gradient";
  static constexpr bool integer_targets = false;
  float operator()(std::span<const float>, std::span<const float>) const { return 0; }
};

void calls() {
  nn::Sequential model{nn::Input<4>{}, thirty<10>(), thirty<40>(), thirty<70>(), nn::Dense<3, nn::softmax>{}};
  const auto& fixed = model;
  model.compile(nn::SparseCategoricalCrossentropy{}, 0.01f);
  model.compile("sparse_categorical_crossentropy", nn::Adam{});
  model.compile(NoGradient{}, nn::Adam{});
  model.compile(nn::Adam{}, nn::SparseCategoricalCrossentropy{});
  model.compile(nn::SparseCategoricalCrossentropy{});
  model.compile();
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::MeanSquaredError{});
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Dropout{});
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Dropout{});
  model.compile({.loss = nn::SparseCategoricalCrossentropy{}, .optimizer = nn::Adam{}});
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, {nn::Accuracy{}});
  fixed.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
}
