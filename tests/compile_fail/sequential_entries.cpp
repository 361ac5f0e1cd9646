// SPDX-License-Identifier: MIT
// Lists that are no model.
// EXPECT: Sequential: the first entry must be Input<...>, which gives the shape of one sample
// EXPECT: Sequential: put at least one layer after Input<...>
// EXPECT: Input: give the shape of one sample, for example Input<28, 28>
// EXPECT: Sequential: every entry after Input must satisfy linnet::Layer (network/concepts.hpp)
#include <linnet/linnet.hpp>

namespace nn = linnet;

void lists() {
  nn::Sequential without_input{nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
  nn::Sequential only_input{nn::Input<4>{}};
  nn::Sequential input_without_shape{nn::Input<>{}, nn::Flatten{}};
  nn::Sequential no_layer{nn::Input<4>{}, nn::Dense<2>{}, 5};
}
