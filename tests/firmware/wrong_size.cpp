// SPDX-License-Identifier: MIT
// A size that only run time can see ends the program through the failure hook, before anything is written.
#include <linnet/inference.hpp>

#include "board.hpp"

namespace nn = linnet;

namespace {
constexpr float parameters[4 * 2 + 2] = {};
constexpr auto model = nn::FrozenSequential{parameters, nullptr, nn::Input<4>{}, nn::Dense<2>{}};
float x[7];
float y[2] = {1.0f, 2.0f};
}  // namespace

int main() {
  model.predict(std::span(x).first(4), y);
  board::print(y[0], ' ', y[1], '\n');
  model.predict(x, y);
  board::print("nobody noticed\n");
}
