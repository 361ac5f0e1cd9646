// SPDX-License-Identifier: MIT
// Batches with a number that is out of range: on every CPU the step is skipped, nothing changes, and training continues.
#include <linnet/linnet.hpp>

#include <algorithm>
#include <limits>

#include "board.hpp"

namespace nn = linnet;

namespace {

constexpr std::size_t inputs = 6, samples = 4;
constexpr float infinite = std::numeric_limits<float>::infinity(), not_a_number = std::numeric_limits<float>::quiet_NaN();
constexpr std::int32_t labels[samples] = {0, 1, 2, 1};
bool all_good = true;

void expect(bool good, const char* what) {
  all_good = all_good && good;
  if (!good) board::print("WRONG: ", what, '\n');
}

/// A batch with `number` in its second sample.
std::array<float, inputs * samples> batch_with(float number) {
  std::array<float, inputs * samples> x;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 5) * 0.25f;
  x[inputs + 2] = number;
  return x;
}

/// A good step, one on `number`, and a good one: the second changes nothing unless `moves`.
template <class Model, class Optimizer>
void check(const char* name, Model model, const Optimizer& optimizer, float number, bool moves = false) {
  auto training = model.template compile<samples>(nn::SparseCategoricalCrossentropy{}, optimizer);
  const auto good = batch_with(1.0f), bad = batch_with(number);
  training.train_on_batch(good, labels);
  const Model before = model;
  const float loss = training.train_on_batch(bad, labels);
  const bool same =
      std::ranges::equal(before.parameters(), model.parameters()) && std::ranges::equal(before.state(), model.state());
  const auto steps = static_cast<int>(training.steps());
  board::print(name, ": loss ", loss, same ? ", nothing changed" : ", changed", ", steps ", steps, '\n');
  expect(same != moves, "the step that was to be left out");
  const float after = training.train_on_batch(good, labels);
  expect(after - after == 0.0f && !std::ranges::equal(before.parameters(), model.parameters()), "the step after it");
  for (const auto block : {model.parameters(), model.state()}) {
    expect(std::ranges::all_of(block, [](float v) { return v - v == 0.0f; }), "numbers that are not finite");
  }
}

}  // namespace

int main() {
  const nn::StaticSequential dense{nn::Input<inputs>{}, nn::Dense<5, nn::relu>{}, nn::Dense<3, nn::softmax>{}};
  check("dense, NaN", dense, nn::Adam{}, not_a_number);
  check("dense, infinity", dense, nn::Adam{}, infinite);
  check("in place, NaN", dense, nn::InPlaceSGD{}, not_a_number);
  const nn::StaticSequential convolution{nn::Input<3, 2, 1>{}, nn::Conv2D<4, 2, nn::relu>{}, nn::Flatten{},
                                         nn::Dense<3, nn::softmax>{}};
  check("convolution, NaN", convolution, nn::SGD{.momentum = 0.9f}, not_a_number);
  nn::StaticSequential normalized{nn::Input<inputs>{}, nn::BatchNormalization{}, nn::Dense<3, nn::softmax>{}};
  check("normalized, 1e20", normalized, nn::Adam{}, 1e20f);

  // Minus infinity before a relu: a finite loss, whose gradients are 0 times infinity.
  auto positive = dense;
  for (float& w : positive.parameter<0>(0)) w = 1.0f + w;
  check("dense, minus infinity", positive, nn::Adam{}, -infinite);
  check("in place, minus infinity", positive, nn::InPlaceSGD{}, -infinite, true);
  check("in place, clipped spike", dense, nn::InPlaceSGD{.clipvalue = 0.5f}, 1e15f, true);
  return all_good ? 0 : 1;
}
