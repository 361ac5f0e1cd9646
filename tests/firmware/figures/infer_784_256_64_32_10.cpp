// SPDX-License-Identifier: MIT
// A prediction of the MNIST network, its weights in flash.
#include "figure.hpp"

namespace {
constexpr nn::Index numbers = 784 * 256 + 256 + 256 * 64 + 64 + 64 * 32 + 32 + 32 * 10 + 10;
constexpr auto parameters = weights<numbers>();
constexpr auto model = nn::FrozenSequential{parameters.data(),
                                            nullptr,
                                            nn::Input<784>{},
                                            nn::Dense<256, nn::relu>{},
                                            nn::Dense<64, nn::relu>{},
                                            nn::Dense<32, nn::relu>{},
                                            nn::Dense<10, nn::softmax>{}};
static_assert(model.parameter_count() == numbers);
std::array<float, 784> x;
std::array<float, 10> y;
}  // namespace

bool figure() {
  predict_once(model, x, y);
  return plausible(y);
}
