// SPDX-License-Identifier: MIT
// The largest product of the MNIST network for one sample, its weights in flash.
#include "figure.hpp"

namespace {
constexpr nn::Index numbers = 784 * 256 + 256;
constexpr auto parameters = weights<numbers>();
constexpr nn::FrozenSequential model{parameters.data(), nullptr, nn::Input<784>{}, nn::Dense<256>{}};
static_assert(model.parameter_count() == numbers);
std::array<float, 784> x;
std::array<float, 256> y;
}  // namespace

bool figure() {
  predict_once(model, x, y);
  for (const float number : y)
    if (!(number > -8.0f && number < 8.0f)) return false;
  return y[0] != y[1];
}
