// SPDX-License-Identifier: MIT
// Layers as in Keras, with their sizes between the wrong brackets: one error each, whose sentence has the right form.
// EXPECT: Input: the shape stands between < and >, as the compiler needs it: Input<28, 28>{}
// EXPECT: Dense: units and activation stand between < and >, as the compiler needs them: Dense<64, relu>{}
// EXPECT: Conv2D: filters, kernel and activation stand between < and >, as the compiler needs them: Conv2D<32, 3, relu>{}
// EXPECT: DepthwiseConv2D: the kernel stands between < and >
// EXPECT: SeparableConv2D: filters and kernel stand between < and >
// EXPECT: MaxPooling2D: the pool stands between < and >, as the compiler needs it: MaxPooling2D<2>{}
// EXPECT: MaxPooling1D: the pool stands between < and >
// EXPECT: AveragePooling2D: the pool stands between < and >
// EXPECT: AveragePooling1D: the pool stands between < and >
// EXPECT: Reshape: the shape stands between < and >, as the compiler needs it: Reshape<7, 4>{}
// EXPECT: ZeroPadding2D: the sizes stand between < and >
// EXPECT: global pooling has no size, it takes the whole image: GlobalAveragePooling2D{}
// ERRORS: 12
// AT_MOST: 13000
#include <linnet/linnet.hpp>

namespace nn = linnet;

void cnn() {
  nn::Sequential model{
      nn::Input(28, 28, 1),       nn::ZeroPadding2D{1},          nn::Conv2D{32, {3, 3}},  nn::Conv2D(32, 3, "relu"),
      nn::MaxPooling2D{2},        nn::MaxPooling2D{{2, 2}},      nn::AveragePooling2D{2}, nn::DepthwiseConv2D(3),
      nn::SeparableConv2D{32, 3}, nn::GlobalAveragePooling2D{2}, nn::Flatten{},           nn::Dense(256, "relu"),
      nn::Dense{10, "softmax"},
  };
  nn::Sequential steps{
      nn::Input{28, 28}, nn::Reshape{{14, 56}}, nn::MaxPooling1D{2}, nn::AveragePooling1D{2}, nn::Flatten{}, nn::Dense<10>{},
  };
}
