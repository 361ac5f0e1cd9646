// SPDX-License-Identifier: MIT
// Layers whose shapes cannot work.
// EXPECT: Dense: the number of units must be at least 1
// EXPECT: Reshape: the new shape must hold as many numbers as its input; change the template arguments of Reshape
// ERRORS: 2
#include <linnet/linnet.hpp>

namespace nn = linnet;

void shapes() {
  nn::Sequential no_units{nn::Input<4>{}, nn::Dense<0>{}};
  nn::Sequential another_size{nn::Input<28, 28>{}, nn::Reshape<700>{}};
}
