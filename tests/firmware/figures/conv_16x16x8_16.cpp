// SPDX-License-Identifier: MIT
// A 3x3 convolution with padding `same`, from 8 to 16 channels on 16x16 pixels, its weights in flash.
#include "figure.hpp"

namespace {
constexpr nn::Index numbers = 3 * 3 * 8 * 16 + 16;
constexpr auto parameters = weights<numbers>();
constexpr auto model = nn::FrozenSequential{parameters.data(), nullptr, nn::Input<16, 16, 8>{},
                                            nn::Conv2D<16, 3, nn::linear, nn::ConvOptions{.padding = nn::Padding::same}>{}};
static_assert(model.parameter_count() == numbers);
std::array<float, 16 * 16 * 8> x;
std::array<float, 16 * 16 * 16> y;
}  // namespace

bool figure() {
  predict_once(model, x, y);
  return plausible(y);
}
