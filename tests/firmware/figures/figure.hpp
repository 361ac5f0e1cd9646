// SPDX-License-Identifier: MIT
// What the programs of this folder share. Each is a step or a prediction between the markers that QEMU counts, and prints nothing, so
// that its image is no larger than it has to be; a second image from the same object file prints the stack that was used.
#pragma once

#include <linnet/linnet.hpp>

#include <array>
#include <cstdint>

#include "board.hpp"

namespace nn = linnet;

/// What is counted; false if the result is wrong.
bool figure();

/// A number in [-1, 1) of a sequence: 0, 1, 2...
constexpr float pseudo_random(std::uint32_t i) {
  i = (i + 1) * 2654435761u;
  i = (i ^ i >> 15) * 2246822519u;
  return static_cast<float>(static_cast<std::int32_t>((i ^ i >> 13) >> 16) - 32768) / 32768.0f;
}

/// Small numbers in place of trained weights.
template <std::size_t Count>
consteval std::array<float, Count> weights() {
  std::array<float, Count> numbers{};
  for (std::size_t i = 0; i < Count; ++i) numbers[i] = 0.125f * pseudo_random(static_cast<std::uint32_t>(i));
  return numbers;
}

/// Data that the compiler does not know.
template <std::size_t Count>
void fill(std::array<float, Count>& numbers) {
  for (std::size_t i = 0; i < Count; ++i) numbers[i] = pseudo_random(static_cast<std::uint32_t>(i));
}

/// Probabilities sum to 1.
inline bool probabilities(const std::array<float, 10>& y) {
  float sum = 0.0f;
  for (const float p : y) sum += p;
  return sum > 0.99f && sum < 1.01f;
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
