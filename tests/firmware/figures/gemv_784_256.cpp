// SPDX-License-Identifier: MIT
// The largest product of the MNIST network for one sample, its weights in flash.
#include "figure.hpp"

namespace {
constexpr nn::Index numbers = 784 * 256 + 256;
constexpr auto parameters = weights<numbers>();
constexpr auto model = nn::FrozenSequential{parameters.data(), nullptr, nn::Input<784>{}, nn::Dense<256>{}};
static_assert(model.parameter_count() == numbers);
std::array<float, 784> x;
std::array<float, 256> y;
}  // namespace

bool figure() {
  predict_once(model, x, y);
  return plausible(y);
}
