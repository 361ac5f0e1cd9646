// SPDX-License-Identifier: MIT
// Recurrent layers on the target, as gradients.cpp has the others: one program is too large for the flash of some boards.
#include "gradients.hpp"

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  constexpr nn::RecurrentOptions sequences{.return_sequences = true}, backwards{.go_backwards = true},
      reset_before{.go_backwards = true, .reset_after = false};
  check("simple_rnn", nn::StaticSequential{nn::Input<6, 3>{}, nn::SimpleRNN<4, sequences>{}, nn::SimpleRNN<3, backwards>{}});
  check("lstm",
        nn::StaticSequential{nn::Input<6, 3>{}, nn::LSTM<4, sequences>{}, nn::LSTM<3, backwards>{}, nn::Dense<2, nn::tanh>{}});
  check("gru", nn::StaticSequential{nn::Input<6, 3>{}, nn::GRU<4, sequences>{}, nn::GRU<3, reset_before>{}});
  check("bidirectional", nn::StaticSequential{nn::Input<4, 3>{}, nn::TimeDistributed{nn::Dense<3>{}},
                                              nn::Bidirectional{nn::GRU<3, sequences>{}, nn::merge_mode::sum},
                                              nn::Bidirectional{nn::LSTM<2>{}}, nn::Dense<2, nn::tanh>{}});
  return all_good ? 0 : 1;
}
