// SPDX-License-Identifier: MIT
// Layers that augment images, behind something else, and windows that cannot work.
// EXPECT: RandomBrightness: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
// EXPECT: RandomContrast: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
// EXPECT: RandomCrop: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
// EXPECT: RandomCrop: the size must be at least 1 x 1
// EXPECT: RandomCrop: the window must not be larger than the image
// EXPECT: RandomFlip: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
// EXPECT: RandomRotation: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
// EXPECT: RandomTranslation: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
// EXPECT: RandomZoom: the input must be (height, width, channels); put a Reshape<...> before it or give Input its channels
#include <linnet/linnet.hpp>

namespace nn = linnet;

void shapes() {
  nn::Sequential brightness{nn::Input<28, 28>{}, nn::RandomBrightness{}};
  nn::Sequential contrast{nn::Input<28, 28>{}, nn::RandomContrast{}};
  nn::Sequential crop{nn::Input<28, 28>{}, nn::RandomCrop<24>{}};
  nn::Sequential nothing{nn::Input<28, 28, 1>{}, nn::RandomCrop<nn::Size2D{24, 0}>{}};
  nn::Sequential large{nn::Input<28, 28, 1>{}, nn::RandomCrop<nn::Size2D{24, 32}>{}};
  nn::Sequential flip{nn::Input<28, 28>{}, nn::RandomFlip{}};
  nn::Sequential rotation{nn::Input<28, 28>{}, nn::RandomRotation{}};
  nn::Sequential translation{nn::Input<28, 28>{}, nn::RandomTranslation{}};
  nn::Sequential zoom{nn::Input<28, 28>{}, nn::RandomZoom{}};
}
