// SPDX-License-Identifier: MIT
// EXPECT: stream: Conv1D with Padding::same sees frames that have not come yet
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8, 2>{}, nn::Conv1D<3, 3, nn::relu, nn::ConvOptions{.padding = nn::Padding::same}>{}};
  auto stream = nn::stream(model);
  stream.push(std::array<float, 2>{});
}
