// SPDX-License-Identifier: MIT
// Shared by the programs in this folder. Each is a step or a prediction between the markers that QEMU counts, and prints nothing, so
// that its image is no larger than it has to be; a second image from the same object file prints the stack that was used.
#pragma once

#include <linnet/linnet.hpp>

#include <array>
#include <cstdint>

#include "board.hpp"
#include "run.hpp"

namespace nn = linnet;

/// Numbers in [-1, 1).
struct Sequence {
  std::uint32_t state = 1;
  constexpr float next() {
    state = state * 1664525u + 1013904223u;
    return static_cast<float>(static_cast<std::int32_t>(state)) * 0x1p-31f;
  }
};

/// Small numbers in place of trained weights.
template <std::size_t Count>
consteval std::array<float, Count> weights() {
  std::array<float, Count> numbers{};
  Sequence sequence;
  for (float& number : numbers) number = 0.125f * sequence.next();
  return numbers;
}

/// Data that the compiler does not know.
template <std::size_t Count>
void fill(std::array<float, Count>& numbers) {
  Sequence sequence;
  for (float& number : numbers) number = sequence.next();
}

/// Something was computed, and is no NaN.
template <std::size_t Count>
bool plausible(const std::array<float, Count>& y) {
  return y[0] > -8.0f && y[0] < 8.0f && y[0] != y[1];
}

/// Predicts one sample.
template <class Model, std::size_t In, std::size_t Out>
void predict_once(Model& model, std::array<float, In>& x, std::array<float, Out>& y) {
  fill(x);
  board::count_begin();
  model.predict(x, y);
  board::count_end();
}

/// Trains with one batch of eight samples; true if its loss falls.
template <class Training, std::size_t In>
bool train_once(Training& training, std::array<float, In>& x) {
  fill(x);
  static constexpr std::array<std::int32_t, 8> y = {0, 1, 2, 3, 4, 5, 6, 7};
  board::count_begin();
  const float first = training.train_on_batch(x, y);
  board::count_end();
  return training.train_on_batch(x, y) < first;
}
