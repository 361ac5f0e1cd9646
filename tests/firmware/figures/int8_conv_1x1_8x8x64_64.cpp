// SPDX-License-Identifier: MIT
// A 1x1 convolution in int8, from 64 to 64 channels on 8x8 pixels.
#include "int8.hpp"

namespace {
constexpr nn::Windows windows = convolution(8, 64, 64, 1, nn::Padding::valid);
RandomProduct<windows> kernel;
std::int8_t x[windows.in_sample()], y[windows.out_sample()];
}  // namespace

bool figure() { return run_once(kernel, x, y); }
