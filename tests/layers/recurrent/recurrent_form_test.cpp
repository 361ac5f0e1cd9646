// SPDX-License-Identifier: MIT
#include <linnet/layers/recurrent/recurrent_form.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::recurrent_layers {

namespace nn = linnet;

TEST_CASE("Dropout of a recurrent layer must be in [0, 1)", "[layers/recurrent]") {
  CHECK(nn::GRU<4>{.dropout = 0.9f}.problem() == nullptr);
  CHECK(std::string_view(nn::GRU<4>{.dropout = 1.0f}.problem()) == "recurrent layer: dropout must be in [0, 1)");
  CHECK(nn::LSTM<4>{.dropout = -0.1f}.problem() != nullptr);
  CHECK(nn::SimpleRNN<4>{.dropout = std::numeric_limits<float>::quiet_NaN()}.problem() != nullptr);
  CHECK(nn::LSTM<4, nn::RecurrentOptions{}, nn::leaky_relu>{.activation = {.slope = -1.0f}}.problem() != nullptr);
}

TEST_CASE("Models that differ only in an option or an activation have other fingerprints", "[layers/recurrent]") {
  const auto of = [](const auto& layer) { return nn::model_fingerprint(nn::Sequential{nn::Input<5, 3>{}, layer}); };
  CHECK(of(nn::LSTM<4>{}) == of(nn::LSTM<4>{}));
  CHECK(of(nn::LSTM<4>{}) != of(nn::LSTM<4, nn::RecurrentOptions{.go_backwards = true}>{}));
  CHECK(of(nn::LSTM<4>{}) != of(nn::LSTM<4, nn::RecurrentOptions{}, nn::tanh, nn::hard_sigmoid>{}));
  constexpr nn::RecurrentOptions plain{.use_bias = false}, before{.use_bias = false, .reset_after = false};
  CHECK(of(nn::GRU<4, plain>{}) != of(nn::GRU<4, before>{}));
}

TEST_CASE("A recurrent model learns to tell which half of a sequence has more", "[layers/recurrent]") {
  constexpr Index samples = 256;
  nn::Tensor<3> x(samples, 8, 1);
  nn::Labels y(samples);
  nn::Random random(3);
  for (Index i = 0; i < samples; ++i) {
    float first = 0.0f, second = 0.0f;
    for (Index s = 0; s < 8; ++s) (s < 4 ? first : second) += x(i, s, 0) = random.uniform(-1.0f, 1.0f);
    y(i) = first > second;
  }
  const auto accuracy = [&](const auto& layer) {
    nn::Sequential model{nn::Input<8, 1>{}, layer, nn::Dense<2, nn::softmax>{}};
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.02f}, nn::Accuracy{});
    training.fit(x, y, {.epochs = 80, .batch_size = 32, .verbose = 0});
    return training.evaluate(x, y)["accuracy"];
  };
  CHECK(accuracy(nn::SimpleRNN<8>{}) > 0.9);
  CHECK(accuracy(nn::LSTM<8>{}) > 0.9);
  CHECK(accuracy(nn::GRU<8>{}) > 0.9);
}

}  // namespace linnet::test::recurrent_layers
