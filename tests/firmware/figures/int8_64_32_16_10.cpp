// SPDX-License-Identifier: MIT
// The small network of the other figures in int8, with its softmax, as the host has exported it.
#include <linnet/quantized.hpp>

#include <array>

#include "board.hpp"
#include "int8_vectors.hpp"
#include "run.hpp"

namespace {
std::array<std::int8_t, 64> x;
std::array<std::int8_t, 10> y;
int8_vectors::Model::Memory memory;
}  // namespace

bool figure() {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<std::int8_t>(37 * i);
  board::count_begin();
  int8_vectors::model.predict(x, y, memory);
  board::count_end();
  int sum = 0;
  for (const std::int8_t number : y) sum += number + 128;
  return sum > 240 && sum < 272;  // of probabilities, in 1/256
}
