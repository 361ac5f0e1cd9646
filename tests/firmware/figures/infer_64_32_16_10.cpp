// SPDX-License-Identifier: MIT
// A prediction of a small network, its weights in flash.
#include "figure.hpp"

namespace {
constexpr nn::Index numbers = 64 * 32 + 32 + 32 * 16 + 16 + 16 * 10 + 10;
constexpr auto parameters = weights<numbers>();
constexpr auto model = nn::FrozenSequential{parameters.data(),         nullptr,
                                            nn::Input<64>{},           nn::Dense<32, nn::relu>{},
                                            nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
static_assert(model.parameter_count() == numbers);
std::array<float, 64> x;
std::array<float, 10> y;
}  // namespace

bool figure() {
  predict_once(model, x, y);
  return plausible(y);
}
