// SPDX-License-Identifier: MIT
// EXPECT: recurrent layer: it remembers the outputs of its activations, and the gradients of gelu and silu need the inputs; use tanh, relu or softplus
// ERRORS: 2
#include <linnet/linnet.hpp>

namespace nn = linnet;

void smooth() { nn::Sequential model{nn::Input<28, 28>{}, nn::SimpleRNN<10, nn::RecurrentOptions{}, nn::gelu>{}}; }
void gates() { nn::Sequential model{nn::Input<28, 28>{}, nn::GRU<10, nn::RecurrentOptions{}, nn::tanh, nn::silu>{}}; }
