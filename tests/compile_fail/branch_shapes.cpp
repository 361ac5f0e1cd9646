// SPDX-License-Identifier: MIT
// Branches whose outputs cannot be merged, and entries that are no branches.
// EXPECT: Add: the branches give different shapes; give them the same strides, padding and filters, and an empty Branch{} only where the others keep the shape of their input
// EXPECT: Concatenate: the branches differ in more than their last extent; give them the same strides and padding, or Flatten{} at the end of each
// EXPECT: Add, Concatenate: every entry must be a Branch{...} of layers
// EXPECT: a layer that merges branches needs at least two of them
// ERRORS: 4
#include <linnet/linnet.hpp>

namespace nn = linnet;

void shapes() {
  nn::Sequential added{nn::Input<8, 8, 3>{}, nn::Add{nn::Branch{nn::Conv2D<4, 1>{}}, nn::Branch{}}};
  nn::Sequential beside{nn::Input<8, 8, 3>{}, nn::Concatenate{nn::Branch{nn::Conv2D<4, 3>{}}, nn::Branch{}}};
  nn::Sequential entries{nn::Input<8>{}, nn::Add{nn::Dense<8>{}, nn::Dense<8>{}}};
  nn::Sequential one{nn::Input<8>{}, nn::Concatenate{nn::Branch{nn::Dense<8>{}}}};
}
