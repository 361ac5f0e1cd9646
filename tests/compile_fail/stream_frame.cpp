// SPDX-License-Identifier: MIT
// EXPECT: push: a frame is a list of the model's numbers (float, unless its Input says double), or of integers of up to 16 bits: a std::span, std::array, std::vector or C array; for Input<S, 1> also one such number
// ERRORS: 3
#include <linnet/linnet.hpp>

#include <vector>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8, 2>{}, nn::GRU<3>{}};
  auto stream = nn::stream(model);
  stream.push(std::vector<double>(2));
  stream.push(1.0f);
  stream.push(std::vector<int>(2));
}
