// SPDX-License-Identifier: MIT
#include <linnet/layers/recurrent/bidirectional.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::bidirectional {

namespace nn = linnet;

constexpr nn::RecurrentOptions sequences{.return_sequences = true};

TEST_CASE("Bidirectional keeps the contract of a layer", "[layers/recurrent]") {
  check_layer<Shape<5, 3>>(nn::Bidirectional{nn::GRU<4>{}});
  check_layer<Shape<5, 3>>(nn::Bidirectional{nn::LSTM<3, sequences>{}});
  check_layer<Shape<5, 3>>(nn::Bidirectional{nn::SimpleRNN<4, sequences>{}, nn::merge_mode::sum}, "sum");
  check_layer<Shape<4, 2, 3>>(nn::ReverseSteps{});
}

TEST_CASE("Bidirectional is two layers, whose outputs are in the order of time", "[layers/recurrent]") {
  nn::Sequential both{nn::Input<5, 3>{}, nn::Bidirectional{nn::GRU<4, sequences>{}}};
  nn::Sequential forwards{nn::Input<5, 3>{}, nn::GRU<4, sequences>{}};
  nn::Sequential backwards{nn::Input<5, 3>{},
                           nn::GRU<4, nn::RecurrentOptions{.return_sequences = true, .go_backwards = true}>{}};
  STATIC_REQUIRE(std::is_same_v<decltype(both)::Output, Shape<5, 8>>);
  STATIC_REQUIRE(decltype(both)::parameter_count() == 2 * decltype(forwards)::parameter_count());
  const std::size_t half = forwards.parameters().size();
  Random random(3);
  for (float& p : both.parameters()) p = random.uniform(-0.5f, 0.5f);
  std::copy_n(both.parameters().begin(), half, forwards.parameters().begin());
  std::copy_n(both.parameters().begin() + static_cast<std::ptrdiff_t>(half), half, backwards.parameters().begin());
  nn::Tensor<3> x(2, 5, 3);
  fill_uniform(x.data(), x.size(), random);
  const nn::Tensor<3> y = both.predict(x), first = forwards.predict(x), second = backwards.predict(x);
  bool same = true;
  for (Index n = 0; n < 2; ++n) {
    for (Index s = 0; s < 5; ++s) {
      for (Index u = 0; u < 4; ++u) same = same && y(n, s, u) == first(n, s, u) && y(n, s, 4 + u) == second(n, 4 - s, u);
    }
  }
  CHECK(same);
}

TEST_CASE("Bidirectional trains", "[layers/recurrent]") {
  nn::Sequential model{nn::Input<6, 1>{}, nn::Bidirectional{nn::LSTM<6>{}, nn::merge_mode::sum}, nn::Dense<2, nn::softmax>{}};
  nn::Tensor<3> x(128, 6, 1);
  nn::Labels y(128);
  Random random(3);
  fill_uniform(x.data(), x.size(), random);
  for (Index i = 0; i < 128; ++i) y(i) = x(i, 0, 0) > x(i, 5, 0);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.02f}, nn::Accuracy{});
  training.fit(x, y, {.epochs = 60, .batch_size = 32, .verbose = 0});
  CHECK(training.evaluate(x, y)["accuracy"] > 0.9);
}

}  // namespace linnet::test::bidirectional
