// SPDX-License-Identifier: MIT
// EXPECT: recurrent layer: the input must be a sequence (steps, features), for example Input<28, 28>; give a recurrent layer before it return_sequences, or put a Reshape<steps, features> before it
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() { nn::Sequential model{nn::Input<8, 2>{}, nn::LSTM<3>{}, nn::GRU<4>{}}; }
