// SPDX-License-Identifier: MIT
// Training runs on real digits: losses, and hashes of all losses, of all weights after the steps, and of predictions. Every CPU with a
// fused multiply-add has to print the same, and every one without (DESIGN: same seed, same bits).
#include <linnet/linnet.hpp>

#include <new>

#include "board.hpp"
#include "digits.hpp"
#include "hash.hpp"

namespace nn = linnet;
using nn::Index;

namespace {

constexpr auto x = std::span(digits::x_train);
constexpr auto y = std::span(digits::y_train);

/// Parameters and state, without the gaps that a host has between tensors.
template <class Model>
std::uint64_t weights_hash(const Model& model) {
  Hash hash;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto layer = [&]<std::size_t L>() {
      using Bound = typename Model::Topology::template Layer<L>;
      for (std::size_t i = 0; i < Bound::parameters.size(); ++i) hash.add(model.template parameter<L>(i));
      for (std::size_t i = 0; i < Bound::state.size(); ++i) hash.add(model.template state<L>(i));
    };
    (layer.template operator()<I>(), ...);
  }
  (std::make_index_sequence<Model::Topology::size>{});
  return hash.value;
}

/// The runs take turns in this memory: the M0 has 16 KB in all.
constexpr std::size_t memory_size = LINNET_HOST || nn::simd::has_vectors ? 1'000'000 : (LINNET_HAS_FMA ? 100'000 : 12'700);
alignas(64) std::byte memory[memory_size];

/// A model and its training.
template <Index Batch, class Make, class Optimizer>
struct Run {
  decltype(std::declval<Make>()()) model;
  decltype(model.template compile<Batch>(nn::SparseCategoricalCrossentropy{}, std::declval<Optimizer>())) training;

  Run(const Make& make, const Optimizer& optimizer)
      : model(make()), training(model.template compile<Batch>(nn::SparseCategoricalCrossentropy{}, optimizer)) {}
};

/// Trains what `make` makes for `Steps` batches of `Batch` samples.
template <Index Batch, int Steps, class Make, class Optimizer>
void run(const char* name, const Make& make, const Optimizer& optimizer) {
  static_assert(sizeof(Run<Batch, Make, Optimizer>) <= memory_size);
  auto& both = *new (memory) Run<Batch, Make, Optimizer>(make, optimizer);

  Hash losses;
  float first = 0.0f, last = 0.0f;
  for (int step = 0; step < Steps; ++step) {
    const std::size_t begin = static_cast<std::size_t>(step) * Batch;
    last = both.training.train_on_batch(x.subspan(begin * digits::pixels, Batch * digits::pixels), y.subspan(begin, Batch));
    if (step == 0) first = last;
    losses.add(last);
  }
  Hash predictions;
  std::array<float, 10> probabilities;
  for (std::size_t i = 0; i < 20; ++i) {
    both.model.predict(std::span(digits::x_test).subspan(i * digits::pixels, digits::pixels), probabilities);
    predictions.add(probabilities);
  }
  board::print(name, ": loss ", first, " to ", last, ", losses ", board::Hex{losses.value}, ", weights ",
               board::Hex{weights_hash(both.model)}, ", predictions ", board::Hex{predictions.value}, '\n');
}

}  // namespace

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  const auto mlp = [] {
    return nn::StaticSequential{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{},
                                nn::Dense<10, nn::softmax>{}};
  };
  run<1, 500>("mlp in place", mlp, nn::InPlaceSGD{.learning_rate = 0.05f});
  if constexpr (LINNET_HAS_FMA) {  // CPUs without have boards with little memory
    run<8, 40>("mlp adam 40", mlp, nn::Adam{});
    run<8, 50>("mlp adam 50", mlp, nn::Adam{});
    const auto cnn = [] {
      return nn::StaticSequential{
          nn::Input<8, 8, 1>{},       nn::Conv2D<8, 3>{},          nn::BatchNormalization<>{.momentum = 0.9f},
          nn::Activation<nn::tanh>{}, nn::MaxPooling2D<2>{},       nn::Flatten{},
          nn::Dropout{0.25f},         nn::Dense<10, nn::softmax>{}};
    };
    run<8, 40>("cnn adam 40", cnn, nn::Adam{});
  }
  return 0;
}
