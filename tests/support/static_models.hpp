// SPDX-License-Identifier: MIT
// The same networks in several homes, and data that both Training and StaticTraining take.
#pragma once

#include <linnet/linnet.hpp>

#include <tests/support/numbers.hpp>

#include <span>
#include <vector>

namespace linnet::test {

/// Makes a Sequential and a StaticSequential of the same layers with the same parameters.
template <class In, class... Layers>
struct TwoHomes {
  Sequential<In, Layers...> heap;
  StaticSequential<In, Layers...> inside;

  explicit TwoHomes(In in, Layers... layers) : heap(in, layers...), inside(in, layers...) {
    heap.initialize(7);
    inside.initialize(7);
  }
  bool same() const { return same_bits(heap.parameters(), inside.parameters()) && same_bits(heap.state(), inside.state()); }
};

inline auto mlp() { return TwoHomes{Input<4>{}, Dense<6, tanh>{}, Dense<3, softmax>{}}; }

/// Everything that has state, draws numbers, or works in place.
template <class T = float>
auto cnn() {
  return TwoHomes{TypedInput<T, 6, 6, 1>{},
                  Conv2D<4, 3, relu, ConvOptions{.padding = Padding::same}>{},
                  BatchNormalization<>{.momentum = 0.9f},
                  MaxPooling2D<2>{},
                  Flatten{},
                  Dropout{0.25f},
                  Dense<8, relu>{.kernel_regularizer = L2{1e-3f}},
                  Dense<3, softmax>{}};
}

/// `n` random samples of `features` numbers, with labels of three classes and targets of `outputs` numbers.
template <class T = float>
struct RandomSamples {
  Index n;
  std::vector<T> x, targets, weights;
  std::vector<std::int32_t> y;

  RandomSamples(Index count, Index features, Index outputs = 1) : n(count) {
    Random random(11);
    for (Index i = 0; i < n * features; ++i) x.push_back(random.uniform(T(-1), T(1)));
    for (Index i = 0; i < n; ++i) y.push_back(static_cast<std::int32_t>(random.below(3)));
    for (Index i = 0; i < n * outputs; ++i) targets.push_back(random.uniform(T(-1), T(1)));
    for (Index i = 0; i < n; ++i) weights.push_back(random.uniform(T(0), T(2)));
  }
  /// The samples as Training takes them.
  template <class... Dims>
  auto tensor(Dims... dims) const {
    return Eigen::TensorMap<const Tensor<sizeof...(Dims) + 1, T>>(x.data(), n, dims...);
  }
  auto labels() const { return Eigen::TensorMap<const Labels>(y.data(), n); }
};

}  // namespace linnet::test
