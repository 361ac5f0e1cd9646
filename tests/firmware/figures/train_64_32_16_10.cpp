// SPDX-License-Identifier: MIT
// A step of Adam on eight samples: forward, loss, backward, update.
#include "figure.hpp"

namespace {
nn::StaticSequential model{nn::Input<64>{}, nn::Dense<32, nn::relu>{}, nn::Dense<16, nn::relu>{}, nn::Dense<10, nn::softmax>{}};
auto training = model.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
std::array<float, 8 * 64> x;
}  // namespace

bool figure() { return train_once(training, x); }
