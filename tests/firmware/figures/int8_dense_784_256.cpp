// SPDX-License-Identifier: MIT
// The largest product of the MNIST network for one sample in int8.
#include "int8.hpp"

namespace {
RandomProduct<dense(784, 256)> kernel;
std::int8_t x[784], y[256];
}  // namespace

bool figure() { return run_once(kernel, x, y); }
