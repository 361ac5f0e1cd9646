// SPDX-License-Identifier: MIT
// Layers that resize images and sequences, with sizes that cannot work.
// EXPECT: ZeroPadding1D: numbers of steps must not be negative
// EXPECT: ZeroPadding1D: the input must be (steps, channels); put a Reshape<...> before it
// EXPECT: cropping: numbers of rows, columns or steps must not be negative
// EXPECT: cropping: nothing is left of the input; crop less
// EXPECT: cropping: the input must be (height, width, channels), (steps, channels) for Cropping1D
// EXPECT: up-sampling: the size must be at least 1
// EXPECT: up-sampling: the input must be (height, width, channels), (steps, channels) for UpSampling1D
// EXPECT: UpSampling2D: the interpolation must be nearest or bilinear
// EXPECT: SpatialDropout1D: the input must be (steps, channels); Dropout takes any shape
#include <linnet/linnet.hpp>

namespace nn = linnet;

void sizes() {
  nn::Sequential padding{nn::Input<4, 1>{}, nn::ZeroPadding1D<1, -1>{}};
  nn::Sequential padded_vector{nn::Input<4>{}, nn::ZeroPadding1D<1>{}};
  nn::Sequential cropping{nn::Input<4, 1>{}, nn::Cropping1D<-1>{}};
  nn::Sequential nothing{nn::Input<4, 4, 1>{}, nn::Cropping2D<2>{}, nn::Flatten{}};
  nn::Sequential cropped_vector{nn::Input<4>{}, nn::Cropping1D<1>{}};
  nn::Sequential sampling{nn::Input<4, 1>{}, nn::UpSampling1D<0>{}};
  nn::Sequential sampled_vector{nn::Input<4>{}, nn::UpSampling2D<2>{}};
  nn::Sequential interpolation{nn::Input<4, 4, 1>{}, nn::UpSampling2D<2, nn::relu>{}};
  nn::Sequential dropout{nn::Input<4, 4, 1>{}, nn::SpatialDropout1D{}};
}
