// SPDX-License-Identifier: MIT
// EXPECT: stream: Flatten and global pooling take the last frames
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8, 2>{}, nn::LSTM<3, nn::RecurrentOptions{.return_sequences = true}>{}, nn::Flatten{}};
  auto stream = nn::stream(model);
  stream.push(std::array<float, 2>{});
}
