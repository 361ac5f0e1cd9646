// SPDX-License-Identifier: MIT
// Class indices and targets of any type: the losses and weights are those of std::int32_t (on ARM a long, not an int) and of float.
#include <linnet/linnet.hpp>

#include "board.hpp"
#include "hash.hpp"

namespace nn = linnet;

namespace {

constexpr std::size_t samples = 6;
float x[samples * 4];

/// Losses and weights after calls of every kind with targets `y`, of which the first `batch_numbers` are a batch of 4.
template <std::size_t Shuffled, class Loss, class Y, std::size_t Numbers>
std::uint64_t trained(const Loss& loss, const Y (&y)[Numbers]) {
  nn::StaticSequential model{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.template compile<4, Shuffled>(loss, nn::SGD{.learning_rate = 0.1f});
  const std::span batch(y, Numbers / samples * 4);
  Hash hash;
  hash.add(training.train_on_batch(std::span(x).first(16), batch));
  hash.add(training.test_on_batch(std::span(x).first(16), batch));
  hash.add(static_cast<float>(training.fit(x, y, {.epochs = 2}).loss()));
  hash.add(static_cast<float>(training.evaluate(x, y).loss()));
  hash.add(model.parameters());
  return hash.value;
}

template <class Y, class Loss, class Wanted, std::size_t Numbers>
bool same(const char* type, const Loss& loss, const Wanted (&wanted)[Numbers]) {
  Y y[Numbers];
  for (std::size_t i = 0; i < Numbers; ++i) y[i] = static_cast<Y>(wanted[i]);
  const bool as_wanted =
      trained<0>(loss, y) == trained<0>(loss, wanted) && trained<samples>(loss, y) == trained<samples>(loss, wanted);
  if (!as_wanted) board::print(type, " trains differently\n");
  return as_wanted;
}

}  // namespace

int main() {
  for (std::size_t i = 0; i < std::size(x); ++i) x[i] = 0.125f * static_cast<float>(i % 7) - 0.25f;
  const std::int32_t labels[samples]{0, 2, 1, 1, 2, 0};
  const nn::SparseCategoricalCrossentropy classes;
  bool good = same<int>("int", classes, labels);
  good &= same<std::uint8_t>("std::uint8_t", classes, labels);
  good &= same<std::int64_t>("std::int64_t", classes, labels);
  good &= same<float>("float", classes, labels);
  const float one_hot[samples * 3]{1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0};
  good &= same<std::uint8_t>("std::uint8_t for numbers", nn::CategoricalCrossentropy{}, one_hot);
  return good ? 0 : 1;
}
