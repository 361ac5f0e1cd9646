// SPDX-License-Identifier: MIT
// Sums of outputs that have not one shape.
// EXPECT: Residual: the layers change the shape of their input, so it cannot be added to their output; make Projection{...} the first entry, with a 1x1 convolution of the same strides and filters
// EXPECT: Residual: the projection gives another shape than the layers; give it their strides and filters
// ERRORS: 2
#include <linnet/linnet.hpp>

namespace nn = linnet;

void shapes() {
  nn::Sequential changed{nn::Input<8, 8, 3>{}, nn::Residual{nn::Conv2D<4, 3>{}}};
  nn::Sequential other{nn::Input<8, 8, 3>{}, nn::Residual{nn::Projection{nn::Conv2D<5, 1>{}}, nn::Conv2D<5, 3>{}}};
}
