// SPDX-License-Identifier: MIT
// The same with a max pool 2x2, which requantises one sum in four.
#include "int8.hpp"

namespace {
constexpr nn::Windows windows = convolution(16, 8, 16, 3, nn::Padding::same), pool = pool_of(windows);
RandomProduct<windows, pool> kernel;
std::int8_t x[windows.in_sample()], y[pool.out_sample()];
}  // namespace

bool figure() { return run_once(kernel, x, y); }
