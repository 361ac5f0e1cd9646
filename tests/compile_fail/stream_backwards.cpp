// SPDX-License-Identifier: MIT
// EXPECT: stream: a layer that goes backwards begins with the last frame
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8, 2>{}, nn::GRU<3, nn::RecurrentOptions{.go_backwards = true}>{}};
  auto stream = nn::stream(model);
  stream.push(std::array<float, 2>{});
}
