// SPDX-License-Identifier: MIT
// Buffers that predict cannot write to, and a model that is asked to train itself, with 91 layers: a sentence each.
// EXPECT: predict: y is const, or a temporary; it must be a named object that predict can write to
// EXPECT: predict: y has another type of numbers than the model
// EXPECT: predict: y is an expression of Eigen
// EXPECT: predict: y is where predictions go
// EXPECT: predict: x is one block of the model's numbers
// EXPECT: predict: its arguments are predict(x), predict(x, y) or
// EXPECT: predict: this model has no heap and writes predictions where you say: predict(x, y)
// EXPECT: fit: a model is trained by what compile returns
// EXPECT: evaluate: a model is evaluated by what compile returns
// ERRORS: 10
// AT_MOST: 12000
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

void calls(const nn::Tensor<2>& x, const nn::Labels& y, float* pointer,
           const nn::StaticSequential<nn::Input<4>, nn::Dense<2>>& small) {
  nn::Sequential model{nn::Input<4>{}, thirty<10>(), thirty<40>(), thirty<70>(), nn::Dense<3, nn::softmax>{}};
  const nn::Tensor<2> fixed(1, 3);
  nn::Tensor<2, double> doubles(1, 3);
  model.predict(x, fixed);
  model.predict(x, doubles);
  model.predict(x, x + x);
  model.predict(x, pointer);
  model.predict(x, 32);
  model.predict(1.0f);
  model.predict();
  small.predict(x);
  model.fit(x, y, {.epochs = 3});
  model.evaluate(x, y);
}
