// SPDX-License-Identifier: MIT
// Networks that the host has exported in int8 predict the same bits with the kernels of every CPU.
#include <linnet/quantized.hpp>

#include "board.hpp"
#include "hash.hpp"
#include "int8_images.hpp"
#include "int8_vectors.hpp"

namespace {

/// The hash of predictions of random numbers, of which the first sample has the lowest and the second the highest number throughout.
template <class Model>
std::uint64_t hash_of(const Model& model) {
  static typename Model::Memory memory;
  static std::array<std::int8_t, static_cast<std::size_t>(Model::Input::size)> x;
  std::array<std::int8_t, static_cast<std::size_t>(Model::Output::size)> y;
  Hash hash;
  std::uint32_t state = 1;
  for (int sample = 0; sample < 20; ++sample) {
    for (std::int8_t& number : x) {
      state = state * 1664525u + 1013904223u;
      number = sample < 2 ? static_cast<std::int8_t>(sample == 0 ? -128 : 127) : static_cast<std::int8_t>(state >> 24);
    }
    model.predict(x, y, memory);
    for (const std::int8_t number : y) hash.add(static_cast<std::uint32_t>(number));
  }
  return hash.value;
}

}  // namespace

int main() {
  static int8_images::Model::Memory memory;
  board::print("self test ", int8_images::self_test(memory) == linnet::SelfTestResult::ok ? "ok" : "failed", '\n');
  board::print("images ", board::Hex{hash_of(int8_images::model)}, '\n');
  board::print("vectors ", board::Hex{hash_of(int8_vectors::model)}, '\n');
}
