// SPDX-License-Identifier: MIT
// A StaticTraining with windows over a series, and with x alone.
// EXPECT: linnet: x and y are two arguments here, fit(x, y, {...}) and evaluate(x, y), each one block of numbers
// ERRORS: 3
// AT_MOST: 8400
#include <linnet/data/sliding_windows.hpp>
#include <linnet/linnet.hpp>

#include <span>
#include <vector>

namespace nn = linnet;

void calls(const std::vector<float>& series, std::span<const float> x) {
  nn::StaticSequential model{nn::Input<4, 1>{}, nn::Flatten{}, nn::Dense<1>{}};
  auto training = model.compile<8>(nn::MeanSquaredError{}, nn::SGD{});
  const auto windows = nn::sliding_windows(series, 4);
  training.fit(windows);
  training.fit(windows, {.epochs = 3});
  training.fit(windows, {.epochs = 3}, [](nn::Index, const auto&) { return true; });
  training.fit(x);
  training.evaluate(windows);
}
