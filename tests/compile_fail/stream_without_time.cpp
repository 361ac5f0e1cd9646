// SPDX-License-Identifier: MIT
// EXPECT: stream: the input has no axis of time
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8>{}, nn::Dense<3>{}};
  auto stream = nn::stream(model);
  stream.push(std::array<float, 2>{});
}
