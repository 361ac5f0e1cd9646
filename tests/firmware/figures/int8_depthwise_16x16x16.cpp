// SPDX-License-Identifier: MIT
// A 3x3 depthwise convolution with padding `same` in int8, 16 channels on 16x16 pixels.
#include "int8.hpp"

namespace {
constexpr nn::Windows windows = convolution(16, 16, 16, 3, nn::Padding::same);
RandomDepthwise<windows> kernel;
std::int8_t x[windows.in_sample()], y[windows.out_sample()];
}  // namespace

bool figure() { return run_once(kernel, x, y); }
