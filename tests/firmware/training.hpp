// SPDX-License-Identifier: MIT
// Training runs on real digits: losses, and hashes of all losses, of all weights after the steps, and of predictions. Every CPU with a
// fused multiply-add has to print the same, and every one without (DESIGN: same seed, same bits).
#pragma once

#include <linnet/linnet.hpp>

#include <algorithm>
#include <array>
#include <new>

#include "board.hpp"
#include "digits.hpp"
#include "hash.hpp"

namespace nn = linnet;
using nn::Index;

namespace {

/// The first numbers of an array: an image that needs no more has no more.
template <std::size_t Count>
consteval auto first_numbers(const auto& all) {
  std::array<std::remove_cvref_t<decltype(all[0])>, Count> numbers{};
  std::copy_n(std::begin(all), Count, numbers.begin());
  return numbers;
}

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

/// A model and its training.
template <Index Batch, class Make, class Optimizer>
struct Run {
  decltype(std::declval<Make>()()) model;
  decltype(model.template compile<Batch>(nn::SparseCategoricalCrossentropy{}, std::declval<Optimizer>())) training;

  Run(const Make& make, const Optimizer& optimizer)
      : model(make()), training(model.template compile<Batch>(nn::SparseCategoricalCrossentropy{}, optimizer)) {}
};

/// The first `Count` pixels as model `Model` takes them: numbers, or integers from 0 to 16 for a vocabulary.
template <class Model, std::size_t Count>
auto samples(std::span<const float> pixels) {
  if constexpr (Model::vocabulary > 0) {
    std::array<std::uint8_t, Count> indices;
    for (std::size_t i = 0; i < Count; ++i) indices[i] = static_cast<std::uint8_t>(16.0f * pixels[i]);
    return indices;
  } else {
    return pixels.first(Count);
  }
}

/// Runs that take turns in one memory and have these digits.
template <std::size_t Bytes, std::size_t Digits>
class Runs {
 public:
  /// Trains what `make` makes for `Steps` batches of `Batch` samples.
  template <Index Batch, int Steps, class Make, class Optimizer>
  void run(const char* name, const Make& make, const Optimizer& optimizer) {
    static_assert(sizeof(Run<Batch, Make, Optimizer>) <= Bytes && Batch * Steps <= Digits);
    auto& both = *new (memory_) Run<Batch, Make, Optimizer>(make, optimizer);

    Hash losses;
    float first = 0.0f, last = 0.0f;
    for (int step = 0; step < Steps; ++step) {
      const std::size_t begin = static_cast<std::size_t>(step) * Batch;
      const auto images = samples<decltype(both.model), Batch * digits::pixels>(std::span(x_).subspan(begin * digits::pixels));
      last = both.training.train_on_batch(images, std::span(y_).subspan(begin, Batch));
      if (step == 0) first = last;
      losses.add(last);
    }
    Hash predictions;
    std::array<float, 10> probabilities;
    for (std::size_t i = 0; i < predicted; ++i) {
      both.model.predict(samples<decltype(both.model), digits::pixels>(std::span(x_test_).subspan(i * digits::pixels)),
                         probabilities);
      predictions.add(probabilities);
    }
    board::print(name, ": loss ", first, " to ", last, ", losses ", board::Hex{losses.value}, ", weights ",
                 board::Hex{weights_hash(both.model)}, ", predictions ", board::Hex{predictions.value}, '\n');
  }

 private:
  static constexpr std::size_t predicted = 20;
  static constexpr auto x_ = first_numbers<Digits * digits::pixels>(digits::x_train),
                        x_test_ = first_numbers<predicted * digits::pixels>(digits::x_test);
  static constexpr auto y_ = first_numbers<Digits>(digits::y_train);
  alignas(64) std::byte memory_[Bytes];
};

}  // namespace
