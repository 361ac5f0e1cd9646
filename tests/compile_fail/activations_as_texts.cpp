// SPDX-License-Identifier: MIT
// Activations, initializers and regularizers as texts, as objects in the wrong place, and as a number.
// EXPECT: layer: an activation stands between < and >: Dense<64, relu>{}; an initializer is an object and no text
// EXPECT: layer: the activation stands between < and >: Dense<64, relu>{}
// EXPECT: layer: a regularizer is an object, and no text or number: .kernel_regularizer = L2{1e-4f}
// EXPECT: Activation: an activation is a type and no text: Activation<relu>{}
// ERRORS: 8
// AT_MOST: 9000
#include <linnet/linnet.hpp>

namespace nn = linnet;

void layers() {
  nn::Dense<64> text{"relu"};
  nn::Dense<64> object{nn::relu{}};
  nn::Dense<64> named_text{.activation = "softmax"};
  nn::Dense<64> named_object{.activation = nn::softmax{}};
  nn::Dense<64> initializer{.kernel_initializer = "he_normal"};
  nn::Dense<64> regularizer{.kernel_regularizer = "l2"};
  nn::Dense<64> number{.kernel_regularizer = 0.01};
  nn::Activation layer{"relu"};
}
