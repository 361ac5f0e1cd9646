// SPDX-License-Identifier: MIT
// The MNIST network in int8, with its softmax.
#include "int8.hpp"

namespace {
RandomProduct<dense(784, 256)> a;
RandomProduct<dense(256, 64)> b;
RandomProduct<dense(64, 32)> c;
RandomProduct<dense(32, 10)> d;
std::int8_t x[784], y[10];
}  // namespace

bool figure() { return run_network(x, y, a, b, c, d); }
