// SPDX-License-Identifier: MIT
// A step of Adam on eight samples of the MNIST network.
#include "figure.hpp"

namespace {
nn::StaticSequential model{nn::Input<784>{}, nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{},
                           nn::Dense<10, nn::softmax>{}};
auto training = model.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
std::array<float, 8 * 784> x;
}  // namespace

bool figure() { return train_once(training, x); }
