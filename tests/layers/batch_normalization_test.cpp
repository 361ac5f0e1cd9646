// SPDX-License-Identifier: MIT
#include <linnet/layers/batch_normalization.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::batch_normalization_layer {

namespace nn = linnet;

using Options = nn::BatchNormalizationOptions;
using Bare = nn::BatchNormalization<Options{.center = false, .scale = false}>;
using Scaled = nn::BatchNormalization<Options{.center = false}>;
using Centred = nn::BatchNormalization<Options{.scale = false}>;

TEST_CASE("BatchNormalization keeps the contract of a layer", "[layers]") {
  check_layer<Shape<5>>(nn::BatchNormalization{});
  check_layer<Shape<3, 4, 17>>(nn::BatchNormalization{});
  check_layer<Shape<4, 3>>(Bare{}, "without gamma and beta");
}

void check_error(double error, const std::string& what, Index n) {
  INFO(what << ", batch " << n);
  CHECK(error < 1e-6);
}

template <class In, class L>
void check_gradients(const L& layer, const std::string& what) {
  for (const Index n : {2, 3, 7}) check_error(layer_gradient_error<In>(layer, n), what, n);
}

TEST_CASE("Gradients of BatchNormalization go through the statistics of the batch", "[layers]") {
  check_gradients<Shape<5>>(nn::BatchNormalization{}, "5");
  check_gradients<Shape<3, 3, 2>>(nn::BatchNormalization{}, "3 x 3 x 2");
  check_gradients<Shape<2, 3, 16>>(nn::BatchNormalization<>{.epsilon = 0.1f}, "2 x 3 x 16");
  check_gradients<Shape<4, 1>>(nn::BatchNormalization{}, "4 x 1");
  check_gradients<Shape<17>>(Scaled{}, "17, no beta");
  check_gradients<Shape<3, 2, 3>>(Centred{}, "3 x 2 x 3, no gamma");
  check_gradients<Shape<5>>(Bare{}, "5, neither");
}

TEST_CASE("BatchNormalization declares its shape, parameters and state", "[layers]") {
  using B = Bound<float, nn::BatchNormalization<>, Shape<7, 6, 3>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<7, 6, 3>>);
  STATIC_REQUIRE(B::parameters.size() == 2);
  STATIC_REQUIRE((B::parameters[0].name == "gamma" && B::parameters[1].name == "beta"));
  STATIC_REQUIRE(B::parameters[0].dims == std::array<Index, 4>{3, 1, 1, 1});
  STATIC_REQUIRE((B::parameters[0].rank == 1 && B::parameters[1].rank == 1));
  STATIC_REQUIRE(B::parameter_count == 6);
  STATIC_REQUIRE(B::state.size() == 2);
  STATIC_REQUIRE((B::state[0].name == "moving_mean" && B::state[1].name == "moving_variance"));
  STATIC_REQUIRE(B::state[1].dims == std::array<Index, 4>{3, 1, 1, 1});
  STATIC_REQUIRE(B::state_count == 6);
  STATIC_REQUIRE(B::Layer::name == "batch_normalization");

  STATIC_REQUIRE(Bound<float, Scaled, Shape<5>>::parameters[0].name == "gamma");
  STATIC_REQUIRE(Bound<float, Scaled, Shape<5>>::parameter_count == 5);
  STATIC_REQUIRE(Bound<float, Centred, Shape<5>>::parameters[0].name == "beta");
  STATIC_REQUIRE(Bound<float, Centred, Shape<5>>::parameter_count == 5);
  STATIC_REQUIRE(Bound<float, Bare, Shape<5>>::parameter_count == 0);
  STATIC_REQUIRE(Bound<float, Bare, Shape<5>>::state_count == 10);
}

TEST_CASE("BatchNormalization has Keras's defaults", "[layers]") {
  const nn::BatchNormalization layer{};
  CHECK(layer.momentum == 0.99f);
  CHECK(layer.epsilon == 1e-3f);
}

constexpr Index channels = 3, samples = 7, rows = samples * 4;
using ImageRun = LayerRun<double, Shape<2, 2, channels>, nn::BatchNormalization<>>;

/// Mean and biased variance of channel c of the input.
struct Moments {
  double mean = 0.0, variance = 0.0;
};
Moments moments_of(const ImageRun& run, Index c) {
  Moments m;
  for (Index i = 0; i < rows; ++i) m.mean += run.x.data()[i * channels + c] / rows;
  for (Index i = 0; i < rows; ++i) m.variance += std::pow(run.x.data()[i * channels + c] - m.mean, 2) / rows;
  return m;
}

/// Largest difference of the outputs to gamma * (x - mean) / sqrt(variance + epsilon) + beta.
template <class StatisticsOf>
double difference_to_formula(const ImageRun& run, const StatisticsOf& statistics_of) {
  const double* gamma = run.parameters.data();
  const double* beta = gamma + ImageRun::B::parameter_offset(1);
  double worst = 0.0;
  for (Index c = 0; c < channels; ++c) {
    const Moments m = statistics_of(c);
    for (Index i = c; i < rows * channels; i += channels) {
      const double expected =
          gamma[c] * (run.x.data()[i] - m.mean) / std::sqrt(m.variance + static_cast<double>(run.layer.epsilon)) + beta[c];
      worst = std::max(worst, std::abs(run.y.data()[i] - expected));
    }
  }
  return worst;
}

TEST_CASE("BatchNormalization normalises by the batch in training and by its state in evaluation", "[layers]") {
  ImageRun run({}, samples);
  run.forward(true);
  CHECK(difference_to_formula(run, [&](Index c) { return moments_of(run, c); }) < 1e-13);
  run.forward(false);
  const double* state = run.state.data();
  CHECK(difference_to_formula(run, [&](Index c) {
          return Moments{state[c], state[ImageRun::B::state_offset(1) + c]};
        }) < 1e-13);
}

TEST_CASE("Only backward moves the state of BatchNormalization, towards the mean and the biased variance", "[layers]") {
  for (const float momentum : {0.99f, 0.75f, 0.0f, 1.0f}) {
    CAPTURE(momentum);
    ImageRun run({.momentum = momentum}, samples);
    const std::vector<double> before(run.state.data(), run.state.data() + run.state.size());
    run.forward(true);
    run.forward(false);
    CHECK(same_bits(run.state, before));
    run.forward(true);
    run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
    const double keep = static_cast<double>(momentum);
    for (Index c = 0; c < channels; ++c) {
      const Moments m = moments_of(run, c);
      const Index variance = ImageRun::B::state_offset(1) + c;
      CHECK_THAT(run.state.data()[c], WithinAbs(keep * before[static_cast<std::size_t>(c)] + (1.0 - keep) * m.mean, 1e-14));
      CHECK_THAT(run.state.data()[variance],
                 WithinAbs(keep * before[static_cast<std::size_t>(variance)] + (1.0 - keep) * m.variance, 1e-14));
    }
  }
}

TEST_CASE("A model starts BatchNormalization with the identity", "[layers]") {
  nn::Sequential model{nn::Input<5>{}, nn::Dense<4>{}, nn::BatchNormalization{}};
  STATIC_REQUIRE(model.state_count() == 8);
  const auto starts = [&] {
    for (std::size_t i = 0; i < 4; ++i) {
      CHECK(model.parameter<1>(0)[i] == 1.0f);
      CHECK(model.parameter<1>(1)[i] == 0.0f);
      CHECK(model.state<1>(0)[i] == 0.0f);
      CHECK(model.state<1>(1)[i] == 1.0f);
    }
  };
  starts();
  std::fill(model.state().begin(), model.state().end(), 3.0f);
  model.initialize(4);
  starts();
  nn::Sequential other{nn::Input<5>{}, nn::BatchNormalization<>{.beta_initializer = nn::Constant{2.0f},
                                                                .gamma_initializer = nn::Constant{3.0f}}};
  CHECK(other.parameter<0>(0)[4] == 3.0f);
  CHECK(other.parameter<0>(1)[4] == 2.0f);
}

struct Data {
  nn::Tensor<2> x{16, 5}, y{16, 2};
  Data() {
    Random random(3);
    fill_uniform(x.data(), x.size(), random, 1.0f, 3.0f);
    fill_uniform(y.data(), y.size(), random);
  }
};

auto normalizing_model() {
  nn::Sequential model{nn::Input<5>{}, nn::Dense<4>{}, nn::BatchNormalization<>{.momentum = 0.5f}, nn::Activation{nn::relu{}},
                       nn::Dense<2>{}};
  model.initialize(2);
  return model;
}

template <class Numbers>
std::vector<float> copy_of(const Numbers& numbers) {
  return {numbers.begin(), numbers.end()};
}

TEST_CASE("A training step moves parameters and state, an evaluation none", "[layers]") {
  const Data data;
  auto model = normalizing_model();
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.1f});
  const auto parameters = copy_of(model.parameters()), state = copy_of(model.state());
  training.test_on_batch(data.x, data.y);
  training.evaluate(data.x, data.y);
  model.predict(data.x);
  CHECK(same_bits(model.parameters(), parameters));
  CHECK(same_bits(model.state(), state));
  training.train_on_batch(data.x, data.y);
  CHECK_FALSE(same_bits(model.parameters(), parameters));
  CHECK_FALSE(same_bits(model.state(), state));
}

TEST_CASE("A step whose loss is not finite leaves parameters and state as they were", "[layers]") {
  const Data data;
  nn::Tensor<2> far = data.y;
  far(3, 1) = 3e38f;  // its square is infinite
  auto model = normalizing_model();
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{});
  training.train_on_batch(data.x, data.y);
  const auto parameters = copy_of(model.parameters()), state = copy_of(model.state());
  CHECK(std::isinf(training.train_on_batch(data.x, far).loss()));
  CHECK(same_bits(model.parameters(), parameters));
  CHECK(same_bits(model.state(), state));
  CHECK(training.steps() == 1);
  training.train_on_batch(data.x, data.y);
  CHECK_FALSE(same_bits(model.state(), state));
}

TEST_CASE("Predictions go through the state, in place", "[layers]") {
  const Data data;
  auto model = normalizing_model();
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.0f});
  const double in_training = training.train_on_batch(data.x, data.y).loss();
  for (int i = 0; i < 40; ++i) training.train_on_batch(data.x, data.y);  // the state reaches the statistics of the batch
  const double in_evaluation = training.test_on_batch(data.x, data.y).loss();
  CHECK_THAT(in_evaluation, WithinRel(in_training, 1e-5));
  const nn::Tensor<2> predictions = model.predict(data.x);
  double squares = 0.0;
  for (Index i = 0; i < predictions.size(); ++i) {
    squares += std::pow(static_cast<double>(predictions.data()[i]) - static_cast<double>(data.y.data()[i]), 2);
  }
  CHECK_THAT(squares / static_cast<double>(predictions.size()), WithinRel(in_evaluation, 1e-5));
}

TEST_CASE("A first layer with a state and without parameters is trained too", "[layers]") {
  const Data data;
  nn::Sequential model{nn::Input<5>{}, Bare{.momentum = 0.0f}, nn::Dense<2>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.1f});
  training.train_on_batch(data.x, data.y);
  for (Index c = 0; c < 5; ++c) {
    double mean = 0.0;
    for (Index i = 0; i < 16; ++i) mean += static_cast<double>(data.x(i, c)) / 16.0;
    CHECK_THAT(static_cast<double>(model.state<0>(0)[static_cast<std::size_t>(c)]), WithinRel(mean, 1e-6));
  }
}

TEST_CASE("A model refuses a BatchNormalization with wrong settings", "[layers]") {
  const auto model = [](const nn::BatchNormalization<>& layer) { nn::Sequential{nn::Input<4>{}, layer}; };
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  for (const float right : {0.0f, 0.5f, 1.0f}) CHECK_NOTHROW(model({.momentum = right}));
  for (const float wrong : {-0.1f, 1.1f, nan}) {
    CHECK_THROWS_MATCHES(model({.momentum = wrong}), nn::InvalidInput,
                         message_contains("BatchNormalization: momentum must be in [0, 1]"));
  }
  for (const float wrong : {0.0f, -1e-3f, nan, infinity}) {
    CHECK_THROWS_MATCHES(model({.epsilon = wrong}), nn::InvalidInput,
                         message_contains("BatchNormalization: epsilon must be above 0"));
  }
}

}  // namespace linnet::test::batch_normalization_layer
