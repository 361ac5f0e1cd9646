// SPDX-License-Identifier: MIT
// EXPECT: Bidirectional: name one recurrent layer, SimpleRNN, LSTM or GRU: Bidirectional{GRU<32>{}}
#include <linnet/linnet.hpp>

namespace nn = linnet;

void use() { nn::Sequential model{nn::Input<8, 2>{}, nn::Bidirectional{nn::Dense<3>{}}}; }
