// SPDX-License-Identifier: MIT
// EXPECT: stream: this layer needs the whole window
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8, 8, 1>{}, nn::Conv2D<3, 3>{}};
  auto stream = nn::stream(model);
  stream.push(std::array<float, 2>{});
}
