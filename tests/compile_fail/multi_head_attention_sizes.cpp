// SPDX-License-Identifier: MIT
// EXPECT: MultiHeadAttention: the input must be a sequence (steps, features), for example Input<28, 28>; give a recurrent layer before it return_sequences, or put a Reshape<steps, features> before it
// EXPECT: MultiHeadAttention: there must be at least 1 head, and its size at least 1
// ERRORS: 2
#include <linnet/linnet.hpp>

namespace nn = linnet;

void sizes() {
  nn::Sequential image{nn::Input<28, 28, 1>{}, nn::MultiHeadAttention<2, 8>{}};
  nn::Sequential no_heads{nn::Input<28, 28>{}, nn::MultiHeadAttention<0, 8>{}};
}
