// SPDX-License-Identifier: MIT
// Checks a model's gradients against central differences. In float these have about three digits, so the bound is 2 % of the largest
// gradient of a model; the checks in double are the host's. Prints hashes of its outputs and gradients, which have to be those of the host.
#pragma once

#include <linnet/linnet.hpp>

#include "board.hpp"
#include "hash.hpp"

namespace nn = linnet;
using nn::Index;

namespace {

constexpr Index samples = 3;
bool all_good = true;

/// Trains nothing: gradients stay where they can be read.
constexpr nn::SGD no_step{.learning_rate = 0.0f};

float magnitude(float v) { return v < 0.0f ? -v : v; }

/// A model in front of the mean squared error. The checked model ends in tanh, whose curvature reveals a wrong factor.
template <class... Layers>
void check(const char* name, nn::StaticSequential<Layers...> model) {
  using Model = nn::StaticSequential<Layers...>;
  constexpr std::size_t inputs = samples * Model::Input::size, outputs = samples * Model::Output::size;
  nn::Random random(3);
  std::array<float, inputs> x;
  std::array<float, outputs> y, predictions;
  for (float& v : x) v = random.uniform(-1.0f, 1.0f);
  for (float& v : y) v = random.uniform(-1.0f, 1.0f);
  auto training = model.template compile<samples>(nn::MeanSquaredError{}, no_step);

  Hash hash;
  training.train_on_batch(x, y);
  model.predict(x, predictions);
  hash.add(predictions);
  const auto parameters = model.parameters();
  const auto gradients = training.gradients();
  float largest = 0.0f;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (gradients[i] != 0.0f) hash.add(gradients[i]);  // not the gaps of a host
    largest = std::max(largest, magnitude(gradients[i]));
  }

  float worst = 0.0f;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (gradients[i] == 0.0f && parameters[i] == 0.0f && LINNET_HOST) continue;  // perhaps a gap
    const float was = parameters[i], step = 0.01f;
    const auto loss_at = [&](float value) {
      parameters[i] = value;
      // Without an update, but as in training: BatchNormalization normalizes by the batch.
      const float loss = training.train_on_batch(x, y);
      parameters[i] = was;
      return loss;
    };
    const float difference = (loss_at(was + step) - loss_at(was - step)) / (2.0f * step);
    training.train_on_batch(x, y);
    worst = std::max(worst, magnitude(difference - training.gradients()[i]));
  }
  const bool good = largest > 1e-4f && worst <= 0.02f * largest;
  all_good = all_good && good;
  board::print(name, ' ', board::Hex{hash.value}, good ? " ok\n" : " WRONG GRADIENT\n");
  if (!good) board::print("  worst ", worst, " of ", largest, '\n');
}

}  // namespace
