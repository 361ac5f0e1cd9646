// SPDX-License-Identifier: MIT
// A 3x3 convolution with padding `same` in int8, from 8 to 16 channels on 16x16 pixels.
#include "int8.hpp"

namespace {
constexpr nn::Windows windows = convolution(16, 8, 16, 3, nn::Padding::same);
RandomProduct<windows> kernel;
std::int8_t x[windows.in_sample()], y[windows.out_sample()];
}  // namespace

bool figure() { return run_once(kernel, x, y); }
