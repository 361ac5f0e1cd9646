// SPDX-License-Identifier: MIT
// EXPECT: first_layers: the count is from 1 to the number of layers of the model, or negative for all but that many
// ERRORS: 2
#include <linnet/linnet.hpp>

namespace nn = linnet;

void too_many_and_none() {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}};
  (void)nn::first_layers<2>(model);
  (void)nn::first_layers<0>(model);
}
