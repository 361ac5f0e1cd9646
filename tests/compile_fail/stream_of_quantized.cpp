// SPDX-License-Identifier: MIT
// EXPECT: stream: it takes a Sequential, a StaticSequential or a FrozenSequential; of a quantised model or a training, stream the model that it was made of
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <vector>

namespace nn = linnet;

void use() {
  const nn::Sequential model{nn::Input<8, 2>{}, nn::Conv1D<3, 3>{}};
  auto quantized = nn::quantize(model, std::vector<float>(16));
  auto stream = nn::stream(quantized);
}
