// SPDX-License-Identifier: MIT
#include <linnet/layers/recurrent/time_distributed.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <algorithm>
#include <sstream>
#include <vector>

namespace linnet::test::time_distributed {

namespace nn = linnet;

TEST_CASE("TimeDistributed keeps the contract of a layer", "[layers/recurrent]") {
  check_layer<Shape<3, 4>>(nn::TimeDistributed{nn::Dense<5, nn::tanh>{}});
  check_layer<Shape<3, 6, 1>>(nn::TimeDistributed{nn::Conv1D<2, 3>{}, nn::Flatten{}, nn::Dense<3>{}});
  check_layer<Shape<3, 4>>(nn::TimeDistributed{nn::Reshape<2, 2>{}}, "a shape");
  check_layer<Shape<3, 4, 2>>(nn::TimeDistributed{nn::GRU<3>{}});
}

TEST_CASE("TimeDistributed{Dense} has the bits of Dense", "[layers/recurrent]") {
  LayerRun<float, Shape<3, 4>, nn::TimeDistributed<std::tuple<nn::Dense<5>>>> distributed(nn::Dense<5>{}, 2);
  LayerRun<float, Shape<3, 4>, nn::Dense<5>> dense({}, 2);
  distributed.forward(true);
  dense.forward(true);
  CHECK(same_bits(distributed.y, dense.y));
  STATIC_REQUIRE(decltype(distributed)::B::multiply_accumulates == 3 * 4 * 5);
}

/// Checks that predict gives each step the numbers that the layers alone give it.
template <class Model, class Distributed>
void check_steps(const Model& alone, Distributed distributed) {
  std::ranges::copy(alone.parameters(), distributed.parameters().begin());
  Random random(4);
  std::vector<float> x(static_cast<std::size_t>(2 * Distributed::Input::size));
  fill_uniform(x.data(), static_cast<Index>(x.size()), random);
  std::vector<float> steps(static_cast<std::size_t>(2 * Distributed::Output::size)), expected(steps.size());
  distributed.predict(x, std::span(steps));
  alone.predict(x, std::span(expected));
  CHECK(same_bits(std::span<const float>(steps), std::span<const float>(expected)));
}

TEST_CASE("A step of TimeDistributed has the bits of its layers alone", "[layers/recurrent]") {
  const auto check = [](auto... layers) {
    check_steps(nn::Sequential{nn::Input<4, 2>{}, layers...},
                nn::Sequential{nn::Input<3, 4, 2>{}, nn::TimeDistributed{layers...}});
  };
  check(nn::GRU<3>{});
  check(nn::SimpleRNN<3, nn::RecurrentOptions{.return_sequences = true}>{}, nn::LSTM<2>{});
  check(nn::Bidirectional{nn::LSTM<3>{}}, nn::Dense<2>{});
  check(nn::Residual{nn::LayerNormalization{}, nn::MultiHeadAttention<2, 3>{}}, nn::GlobalAveragePooling1D{});
  check(nn::TimeDistributed{nn::Dense<3>{}, nn::Reshape<3, 1>{}, nn::GRU<2>{}});
  check(nn::Concatenate{nn::Branch{nn::Conv1D<3, 3>{}, nn::Flatten{}}, nn::Branch{nn::GRU<2>{}}}, nn::Dense<3, nn::softmax>{});
  check(nn::UpSampling1D<2>{}, nn::ZeroPadding1D<1>{}, nn::Cropping1D<2>{}, nn::MaxPooling1D<2>{});
  check(nn::BatchNormalization{}, nn::Normalization{}, nn::Dropout{0.5f});
}

TEST_CASE("TimeDistributed trains with layers that keep statistics, and streams", "[layers/recurrent]") {
  nn::Sequential model{nn::Input<6, 5, 5, 1>{},
                       nn::TimeDistributed{nn::Conv2D<3, 3, nn::relu>{}, nn::BatchNormalization{}, nn::Flatten{}}, nn::GRU<4>{},
                       nn::Dense<2, nn::softmax>{}};
  STATIC_REQUIRE(std::is_same_v<decltype(model)::Topology::Layer<0>::Output, Shape<6, 27>>);
  nn::Tensor<5> x(64, 6, 5, 5, 1);
  nn::Labels y(64);
  Random random(3);
  fill_uniform(x.data(), x.size(), random);
  for (Index i = 0; i < 64; ++i) {
    y(i) = static_cast<int>(i % 2);
    for (Index k = 0; k < 150; ++k) x.data()[i * 150 + k] += static_cast<float>(y(i));
  }
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
  training.fit(x, y, {.epochs = 20, .batch_size = 16, .verbose = 0});
  CHECK(training.evaluate(x, y)["accuracy"] > 0.9);
  CHECK(model.state<0>(0)[0] != 0.0f);

  auto stream = nn::stream(model);
  const nn::Tensor<2> expected = model.predict(x);
  std::span<const float> output;
  for (Index t = 0; t < 6; ++t) output = stream.push(std::span<const float>(x.data() + t * 25, 25));
  CHECK(same_bits(output, std::span<const float>(expected.data(), 2)));
}

TEST_CASE("The layers of TimeDistributed are in the summary", "[layers/recurrent]") {
  std::ostringstream text;
  const nn::Sequential model{nn::Input<3, 4>{}, nn::TimeDistributed{nn::Dense<5>{}}};
  model.summary(text);
  CHECK(text.str().find("time_distributed") != std::string::npos);
  CHECK(text.str().find("  dense") != std::string::npos);
}

}  // namespace linnet::test::time_distributed
