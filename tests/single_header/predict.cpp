// SPDX-License-Identifier: MIT
// A firmware that has only the single header: predicts from weights in flash.
#include "linnet_inference.hpp"

#include <array>

namespace nn = linnet;

namespace {

using Model = nn::FrozenSequential<nn::Input<2>, nn::Dense<2, nn::relu>, nn::Dense<1>>;

}  // namespace

/// Predicts with a network of two inputs whose parameters are in flash.
float predict(const float* parameters, const std::array<float, 2>& x) {
  const Model model(parameters, nullptr, {}, {}, {});
  std::array<float, 1> y{};
  model.predict(x, y);
  return y[0];
}
