// SPDX-License-Identifier: MIT
// Small models and data that the tests of training share, so that they are compiled once.
#pragma once

#include <linnet/linnet.hpp>

#include <vector>

namespace linnet::test {

/// 4 inputs, 6 tanh units, 3 classes.
inline auto classifier(std::uint64_t seed = 7) {
  Sequential model{Input<4>{}, Dense<6, tanh>{}, Dense<3, softmax>{}};
  model.initialize(seed);
  return model;
}
using Classifier = decltype(classifier());

inline auto compile(Classifier& model, SGD optimizer = {.learning_rate = 0.1f, .momentum = 0.9f}) {
  return model.compile(SparseCategoricalCrossentropy{}, optimizer, Accuracy{});
}

struct Samples {
  Tensor<2> x;
  Labels y;

  ArrayView<float> x_part(Index first, Index count) const { return ArrayView<float>(x).slice(first, count); }
  TargetView y_part(Index first, Index count) const { return TargetView(y).slice(first, count); }
};

/// n points around one centre for each of three classes, in random order.
inline Samples three_classes(Index n, std::uint64_t seed = 1) {
  constexpr float centres[3][4] = {{1, 0, -1, 0}, {0, 1, 0, -1}, {-1, -1, 1, 1}};
  Random random(seed);
  Samples samples{Tensor<2>(n, 4), Labels(n)};
  for (Index i = 0; i < n; ++i) {
    const std::uint32_t label = random.below(3);
    samples.y(i) = static_cast<std::int32_t>(label);
    for (Index k = 0; k < 4; ++k) samples.x(i, k) = centres[label][k] + random.uniform(-0.8f, 0.8f);
  }
  return samples;
}

/// A copy of the parameters, to compare with later ones.
template <class Model>
auto parameters_of(const Model& model) {
  return std::vector<typename Model::Scalar>(model.parameters().begin(), model.parameters().end());
}

}  // namespace linnet::test
