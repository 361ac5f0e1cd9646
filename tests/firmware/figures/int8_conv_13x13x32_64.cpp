// SPDX-License-Identifier: MIT
// A 3x3 convolution in int8, from 32 to 64 channels on 13x13 pixels: the second one of mnist_cnn.
#include "int8.hpp"

namespace {
constexpr nn::Windows windows = convolution(13, 32, 64, 3, nn::Padding::valid);
RandomProduct<windows> kernel;
std::int8_t x[windows.in_sample()], y[windows.out_sample()];
}  // namespace

bool figure() { return run_once(kernel, x, y); }
