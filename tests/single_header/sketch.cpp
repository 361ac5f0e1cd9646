// SPDX-License-Identifier: MIT
// A file of an Arduino sketch: one training step, in memory that the sketch owns.
#include <linnet.h>

#include <array>
#include <cstdint>

namespace {

linnet::StaticSequential model{linnet::Input<4>{}, linnet::Dense<8, linnet::relu>{}, linnet::Dense<3, linnet::softmax>{}};
auto training = model.compile<2>(linnet::SparseCategoricalCrossentropy{}, linnet::SGD{});

}  // namespace

/// The loss of two samples before the step.
float learn(const std::array<float, 8>& x, const std::array<std::int32_t, 2>& y) { return training.train_on_batch(x, y); }
