// SPDX-License-Identifier: MIT
// Layers that resize images and sequences, with their sizes between the wrong brackets.
// EXPECT: Conv2DTranspose: filters and kernel stand between < and >, as the compiler needs them: Conv2DTranspose<32, 3>{}
// EXPECT: UpSampling2D: the size stands between < and >, as the compiler needs it: UpSampling2D<2>{}
// EXPECT: UpSampling1D: the size stands between < and >, as the compiler needs it: UpSampling1D<2>{}
// EXPECT: Cropping2D: the sizes stand between < and >, as the compiler needs them: Cropping2D<1>{}
// EXPECT: Cropping1D: the numbers of steps stand between < and >, as the compiler needs them: Cropping1D<1>{}
// EXPECT: ZeroPadding1D: the numbers of steps stand between < and >, as the compiler needs them: ZeroPadding1D<1>{}
// ERRORS: 6
#include <linnet/linnet.hpp>

namespace nn = linnet;

void resized() {
  nn::Sequential images{nn::Input<8, 8, 1>{}, nn::Conv2DTranspose{32, 3}, nn::UpSampling2D{2}, nn::Cropping2D{{1, 1}}};
  nn::Sequential steps{nn::Input<8, 1>{}, nn::ZeroPadding1D{1}, nn::UpSampling1D{2}, nn::Cropping1D(1)};
}
