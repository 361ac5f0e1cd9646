// SPDX-License-Identifier: MIT
// EXPECT: plot_weights: the layer is neither a convolution over images nor a Dense layer whose inputs are the pixels of the model's
#include <linnet/linnet.hpp>
#include <linnet/plot/weights.hpp>

namespace nn = linnet;

void pooling() {
  const nn::Sequential model{nn::Input<4, 4, 1>{}, nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dense<3>{}};
  (void)nn::plot_weights<0>(model);
}
void another_input() {
  const nn::Sequential model{nn::Input<4, 4, 1>{}, nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dense<3>{}};
  (void)nn::plot_weights<2>(model);
}
