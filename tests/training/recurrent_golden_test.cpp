// SPDX-License-Identifier: MIT
// Inference and training of recurrent models against Keras and PyTorch: tests/golden/recurrent.py says how the numbers were made.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/keras_model.hpp>

namespace linnet::test::recurrent_golden {

namespace nn = linnet;

constexpr nn::RecurrentOptions sequences{.return_sequences = true};
constexpr nn::RecurrentOptions sequences_backwards{.return_sequences = true, .go_backwards = true};
constexpr nn::RecurrentOptions no_bias{.use_bias = false};
constexpr nn::RecurrentOptions backwards_no_bias{.go_backwards = true, .use_bias = false};
constexpr nn::RecurrentOptions reset_before{.reset_after = false};
constexpr nn::RecurrentOptions reset_before_sequences{.return_sequences = true, .go_backwards = true, .reset_after = false};
constexpr nn::RecurrentOptions reset_before_no_bias{.use_bias = false, .reset_after = false};

template <class... Layers>
void compare(const std::string& name, Layers... layers) {
  compare_with_keras<nn::TypedInput<double, 5, 3>>(Golden("recurrent"), name, layers..., nn::Dense<2>{});
}

TEST_CASE("SimpleRNN is Keras's and PyTorch's", "[training]") {
  compare("simple_rnn", nn::SimpleRNN<4>{});
  compare("simple_rnn_relu_sequences", nn::SimpleRNN<4, sequences, nn::relu>{});
  compare("simple_rnn_backwards_no_bias", nn::SimpleRNN<4, backwards_no_bias>{});
}

TEST_CASE("LSTM is Keras's and PyTorch's", "[training]") {
  compare("lstm", nn::LSTM<4>{});
  compare("lstm_sequences_backwards", nn::LSTM<4, sequences_backwards>{});
  compare("lstm_no_bias", nn::LSTM<4, no_bias>{});
}

TEST_CASE("GRU is Keras's and PyTorch's", "[training]") {
  compare("gru", nn::GRU<4>{});
  compare("gru_sequences_backwards", nn::GRU<4, sequences_backwards>{});
  compare("gru_no_bias", nn::GRU<4, no_bias>{});
}

TEST_CASE("GRU without reset_after is Keras's", "[training]") {
  compare("gru_reset_before", nn::GRU<4, reset_before>{});
  compare("gru_reset_before_sequences", nn::GRU<4, reset_before_sequences>{});
  compare("gru_reset_before_no_bias", nn::GRU<4, reset_before_no_bias>{});
}

TEST_CASE("Bidirectional is Keras's and PyTorch's", "[training]") {
  compare("bidirectional_simple_rnn", nn::Bidirectional{nn::SimpleRNN<3>{}});
  compare("bidirectional_lstm_sequences", nn::Bidirectional{nn::LSTM<3, sequences>{}});
  compare("bidirectional_gru_sum", nn::Bidirectional{nn::GRU<3>{}, nn::merge_mode::sum});
  compare("bidirectional_gru_sum_sequences", nn::Bidirectional{nn::GRU<3, sequences>{}, nn::merge_mode::sum});
}

TEST_CASE("Stacked recurrent layers are Keras's and PyTorch's", "[training]") {
  compare("stacked", nn::GRU<4, sequences>{}, nn::Bidirectional{nn::LSTM<3, sequences>{}}, nn::SimpleRNN<3>{});
  compare("time_distributed", nn::LSTM<4, sequences>{}, nn::TimeDistributed{nn::Dense<3, nn::tanh>{}}, nn::GRU<3>{});
}

}  // namespace linnet::test::recurrent_golden
