// SPDX-License-Identifier: MIT
#include <linnet/layers/normalization.hpp>

#include <linnet/data/scalers.hpp>
#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/layer_contract.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <sstream>
#include <vector>

namespace linnet::test::normalization_layer {

namespace nn = linnet;

TEST_CASE("Normalization keeps the contract of a layer", "[layers]") {
  check_layer<Shape<5>>(nn::Normalization{});
  check_layer<Shape<3, 4, 17>>(nn::Normalization{});
  check_layer<Shape<6, 1>>(nn::Normalization{});
}

TEST_CASE("Normalization declares its shape and state, and no parameters", "[layers]") {
  using B = Bound<float, nn::Normalization, Shape<7, 6, 3>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<7, 6, 3>>);
  STATIC_REQUIRE(B::parameters.empty());
  STATIC_REQUIRE(B::state.size() == 2);
  STATIC_REQUIRE((B::state[0].name == "mean" && B::state[1].name == "variance"));
  STATIC_REQUIRE(B::state[1].dims == std::array<Index, 4>{3, 1, 1, 1});
  STATIC_REQUIRE(B::state_count == 6);
  STATIC_REQUIRE(B::Layer::name == "normalization");
  STATIC_REQUIRE(!B::trains);
}

TEST_CASE("Normalization agrees with Keras", "[layers]") {
  const Golden golden("preprocessing");
  nn::Sequential model{nn::TypedInput<double, 2, 3>{}, nn::Normalization{}};
  nn::Tensor<3, double> x(6, 2, 3);
  std::copy(golden.values("normalization.x").begin(), golden.values("normalization.x").end(), x.data());
  nn::adapt(model, x);
  for (std::size_t c = 0; c < 3; ++c) {
    CHECK_THAT(model.state<0>(0)[c], WithinAbs(golden.values("normalization.mean")[c], 1e-14));
    CHECK_THAT(model.state<0>(1)[c], WithinAbs(golden.values("normalization.variance")[c], 1e-14));
  }
  const nn::Tensor<3, double> y = model.predict(x);
  double worst = 0.0;
  for (Index i = 0; i < y.size(); ++i) {
    worst = std::max(worst, std::abs(y.data()[i] - golden.values("normalization.y")[static_cast<std::size_t>(i)]));
  }
  CHECK(worst < 1e-13);
}

TEMPLATE_TEST_CASE("A constant feature is shifted and not scaled, as StandardScaler has it", "[layers]", float, double) {
  using T = TestType;
  nn::Sequential model{nn::TypedInput<T, 3>{}, nn::Normalization{}};
  nn::Tensor<2, T> x(999, 3);
  for (Index i = 0; i < 999; ++i) {
    x(i, 0) = T(5);
    x(i, 1) = T(0.1);  // its mean and variance are rounded
    x(i, 2) = static_cast<T>(i);
  }
  nn::adapt(model, x);
  nn::StandardScaler scaler;
  scaler.fit(x);
  CHECK(model.template state<0>(1)[0] == T(0));
  CHECK(model.template state<0>(1)[1] == T(0));
  nn::Tensor<2, T> later = x;
  later(0, 0) = T(5.01);
  later(0, 1) = T(0.2);
  const nn::Tensor<2, T> y = model.predict(later), expected = scaler.transform(later);
  CHECK(y(1, 0) == T(0));
  CHECK_THAT(y(0, 0), WithinAbs(0.01, 1e-6));
  CHECK_THAT(y(0, 1), WithinAbs(0.1, 1e-6));
  double worst = 0.0;
  for (Index i = 0; i < y.size(); ++i) worst = std::max(worst, std::abs(static_cast<double>(y.data()[i] - expected.data()[i])));
  CHECK(worst < 1e-6);
}

TEST_CASE("Statistics of Keras with a variance of 0 scale by 1 as well, and a small deviation by Keras's epsilon", "[layers]") {
  nn::Sequential model{nn::Input<2>{}, nn::Normalization{}};
  model.state<0>(0)[0] = 5.0f;
  model.state<0>(1)[0] = 0.0f;
  model.state<0>(1)[1] = 1e-20f;
  nn::Tensor<2> x(1, 2);
  x.setValues({{6.0f, 1.0f}});
  CHECK(model.predict(x)(0, 0) == 1.0f);
  CHECK(model.predict(x)(0, 1) == 1.0f / 1e-7f);
}

TEST_CASE("Before adapt Normalization changes nothing", "[layers]") {
  nn::Sequential model{nn::Input<3>{}, nn::Normalization{}};
  nn::Tensor<2> x(2, 3);
  x.setRandom();
  CHECK(same_bits(model.predict(x), x));
}

/// Samples whose features have other means and scales.
nn::Tensor<2> raw_samples(Index samples) {
  nn::Tensor<2> x(samples, 4);
  nn::Random random(3);
  for (Index i = 0; i < samples; ++i) {
    for (Index j = 0; j < 4; ++j) x(i, j) = random.uniform(-1.0f, 1.0f) * std::pow(10.0f, static_cast<float>(j)) + 100.0f;
  }
  return x;
}

TEST_CASE("A training step leaves the statistics alone, and trains as on data that was normalised before", "[layers]") {
  const nn::Tensor<2> raw = raw_samples(32);
  nn::Tensor<2> y(32, 1);
  y.setRandom();
  nn::Sequential model{nn::Input<4>{}, nn::Normalization{}, nn::Dense<8, nn::tanh>{}, nn::Dense<1>{}};
  nn::Sequential plain{nn::Input<4>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<1>{}};
  nn::Sequential first{nn::Input<4>{}, nn::Normalization{}};
  nn::adapt(model, raw);
  nn::adapt(first, raw);
  const std::vector<float> state(model.state().begin(), model.state().end());
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{});
  auto plain_training = plain.compile(nn::MeanSquaredError{}, nn::Adam{});
  CHECK(same_bits(model.parameters(), plain.parameters()));
  const nn::Tensor<2> normalised = first.predict(raw);
  for (int i = 0; i < 5; ++i) {
    training.train_on_batch(raw, y);
    plain_training.train_on_batch(normalised, y);
  }
  CHECK(same_bits(model.state(), state));
  CHECK(same_bits(model.parameters(), plain.parameters()));
  CHECK(same_bits(model.predict(raw), plain.predict(normalised)));
}

TEST_CASE("The statistics of Normalization are saved with the model, and read where they are by a frozen one", "[layers]") {
  const nn::Tensor<2> raw = raw_samples(32);
  const auto make = [] { return nn::Sequential{nn::Input<4>{}, nn::Normalization{}, nn::Dense<2>{}}; };
  auto model = make(), loaded = make();
  nn::adapt(model, raw);
  loaded.initialize(5);
  const TempDir folder;
  nn::save_checkpoint(model, folder.path() / "model.checkpoint");
  nn::load_checkpoint(loaded, folder.path() / "model.checkpoint");
  const nn::Tensor<2> predictions = model.predict(raw);
  CHECK(same_bits(loaded.predict(raw), predictions));

  nn::FrozenSequential frozen(model.parameters().data(), model.state().data(), nn::Input<4>{}, nn::Normalization{},
                              nn::Dense<2>{});
  std::vector<float> y(64);
  frozen.predict({raw.data(), 128}, y);
  CHECK(same_bits(y, predictions));
  std::ostringstream summary;
  model.summary(summary);
  CHECK_THAT(summary.str(), contains("normalization             (N, 4) "));
  CHECK_THAT(summary.str(), contains("state that is not trained: 32 B"));
}

TEST_CASE("Backward stops behind a first Normalization, and goes through one in the middle", "[layers]") {
  using First = Topology<float, Shape<4>, nn::Normalization, nn::Dense<2>>;
  STATIC_REQUIRE(First::first_trained == 1);
  using Middle = Topology<float, Shape<4>, nn::Dense<3>, nn::Normalization, nn::Dense<2>>;
  STATIC_REQUIRE(Middle::first_trained == 0);
  using Statistics = Topology<float, Shape<4>, nn::BatchNormalization<>, nn::Dense<2>>;
  STATIC_REQUIRE(Statistics::first_trained == 0);
}

}  // namespace linnet::test::normalization_layer
