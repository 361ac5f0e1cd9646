// SPDX-License-Identifier: MIT
#include <linnet/training/gradients/input_gradients.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <algorithm>
#include <limits>
#include <vector>

namespace linnet::test::input_gradients {

namespace nn = linnet;

/// Compares the gradients of `model` at n samples with the changes of the sum of their losses.
template <class Model, class L, class Y>
void check_gradients(Model& model, const L& loss, Index n, const std::vector<Y>& y) {
  using T = typename Model::Scalar;
  std::vector<T> x;
  Random random(5);
  for (Index i = 0; i < n * Model::Input::size; ++i) x.push_back(random.uniform(-1.0f, 1.0f));
  nn::InputGradients gradients{model, loss};
  const T mean = gradients.compute(x, y);
  const std::vector<T> have(gradients.gradients().begin(), gradients.gradients().end());
  REQUIRE(have.size() == x.size());
  const auto sum = [&] { return gradients.compute(x, y) * static_cast<T>(n); };
  CHECK(gradients.compute(x, y) == mean);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const T at = x[i], step = 1e-5;
    x[i] = at + step;
    const T above = sum();
    x[i] = at - step;
    const T below = sum();
    x[i] = at;
    CHECK_THAT(have[i], WithinAbs((above - below) / (2 * step), 1e-7));
  }
}

TEST_CASE("Gradients of the input are the derivative of the loss", "[training/gradients]") {
  nn::Sequential classifier{nn::TypedInput<double, 5>{}, nn::Dense<4, nn::tanh>{}, nn::Dense<3, nn::softmax>{}};
  const auto before = parameters_of(classifier);
  check_gradients(classifier, nn::SparseCategoricalCrossentropy{}, 3, std::vector<std::int32_t>{2, 0, 1});
  CHECK(same_bits(before, classifier.parameters()));

  // The input is larger than all outputs, and layers without parameters are in front.
  nn::Sequential images{nn::TypedInput<double, 6, 6, 2>{},
                        nn::Activation{nn::tanh{}},
                        nn::AveragePooling2D<2>{},
                        nn::Conv2D<2, 2, nn::gelu>{},
                        nn::Flatten{},
                        nn::Concatenate{nn::Branch{nn::Dense<2>{}}, nn::Branch{}},
                        nn::Dense<1, nn::sigmoid>{.kernel_regularizer = nn::L2{0.1f}}};
  check_gradients(images, nn::BinaryCrossentropy{}, 2, std::vector<double>{1.0, 0.0});

  nn::Sequential steps{nn::TypedInput<double, 4, 3>{}, nn::GRU<3, nn::RecurrentOptions{.return_sequences = true}>{},
                       nn::TimeDistributed{nn::Dense<2, nn::softmax>{}}};
  check_gradients(steps, nn::SparseCategoricalCrossentropy{}, 2, std::vector<std::int32_t>{0, 1, 1, 0, 1, 0, 0, 1});
}

TEST_CASE("Gradients of the input go through the statistics of a batch, which stay in no state", "[training/gradients]") {
  nn::Sequential model{nn::TypedInput<double, 3>{}, nn::Dense<4>{}, nn::BatchNormalization<>{}, nn::Dense<1>{}};
  const std::vector<double> before(model.state().begin(), model.state().end());
  check_gradients(model, nn::MeanSquaredError{}, 4, std::vector<double>{1.0, 0.0, -1.0, 0.5});
  CHECK(same_bits(before, model.state()));
}

TEST_CASE("A generator learns through a discriminator as in front of a frozen one", "[training/gradients]") {
  const auto generator_layers = [] { return nn::Block{nn::Dense<6, nn::relu>{}, nn::Dense<2>{}}; };
  const auto discriminator_layers = [] { return nn::Block{nn::Dense<5, nn::tanh>{}, nn::Dense<1, nn::sigmoid>{}}; };
  nn::Sequential generator{nn::Input<3>{}, generator_layers()};
  nn::Sequential discriminator{nn::Input<2>{}, discriminator_layers()};
  nn::Sequential both{nn::Input<3>{}, generator_layers(), discriminator_layers()};
  for (std::size_t i = 0; i < 2; ++i) {
    std::ranges::copy(generator.parameter<0>(i), both.parameter<0>(i).begin());
    std::ranges::copy(generator.parameter<1>(i), both.parameter<1>(i).begin());
    std::ranges::copy(discriminator.parameter<0>(i), both.parameter<2>(i).begin());
    std::ranges::copy(discriminator.parameter<1>(i), both.parameter<3>(i).begin());
  }
  auto frozen = nn::freeze_layers<-2>(both);
  auto want = frozen.compile(nn::BinaryCrossentropy{}, nn::Adam{});
  auto training = generator.compile(nn::OutputGradients{}, nn::Adam{});
  nn::InputGradients judge{discriminator, nn::BinaryCrossentropy{}};
  std::vector<float> noise(8 * 3), fake(8 * 2);
  const std::vector<float> ones(8, 1.0f);
  Random random(2);
  for (int step = 0; step < 5; ++step) {
    for (float& number : noise) number = random.uniform(-1.0f, 1.0f);
    const double want_loss = want.train_on_batch(noise, ones).loss();
    CHECK(allocations_of([&] {
            generator.predict(noise, fake);
            CHECK(static_cast<double>(judge.compute(fake, ones)) == want_loss);
            training.compute_gradients(noise, judge.gradients());
            training.apply_gradients();
          }) == 0);
  }
  CHECK(same_bits(generator.parameter<0>(0), both.parameter<0>(0)));
  CHECK(same_bits(generator.parameter<1>(0), both.parameter<1>(0)));
}

TEST_CASE("Differences of gradients along the slope are the gradient of a penalty on it", "[training/gradients]") {
  nn::Sequential model{nn::TypedInput<double, 3>{}, nn::Dense<4, nn::tanh>{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  nn::InputGradients slopes{model, nn::SparseCategoricalCrossentropy{}};
  const std::vector<double> x{0.5, -1.0, 0.25, 1.0, 0.75, -0.5};
  const std::vector<std::int32_t> y{1, 0};
  const auto penalty = [&] {  // mean of |slope|^2 / 2
    slopes.compute(x, y);
    double sum = 0.0;
    for (const double g : slopes.gradients()) sum += g * g;
    return sum / 4.0;
  };
  penalty();
  const double e = 1e-4;
  std::vector<double> have(training.gradients().size());
  for (const double side : {e, -e}) {
    std::vector<double> moved = x;
    for (std::size_t i = 0; i < x.size(); ++i) moved[i] += side * slopes.gradients()[i];
    training.compute_gradients(moved, y);
    for (std::size_t i = 0; i < have.size(); ++i) have[i] += training.gradients()[i] / (2 * side);
  }
  for (const std::size_t tensor : {0u, 1u}) {
    for (double& w : model.parameter<0>(tensor)) {
      const double at = w;
      w = at + e;
      const double above = penalty();
      w = at - e;
      const double below = penalty();
      w = at;
      const auto place = static_cast<std::size_t>(&w - model.parameters().data());
      CHECK_THAT(have[place], WithinAbs((above - below) / (2 * e), 1e-7));
    }
  }
}

TEST_CASE("InputGradients takes any number of samples, and refuses what it cannot take", "[training/gradients]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<1>{}};
  nn::InputGradients gradients{model, nn::MeanSquaredError{}};
  const std::vector<float> x(400), y(100, 1.0f);
  gradients.compute(x, y);
  CHECK(gradients.gradients().size() == 400);
  CHECK_THROWS_MATCHES(gradients.compute(x, std::span(y).first(99)), nn::InvalidInput,
                       message_contains("InputGradients: x has 100 samples, y has 99"));
  CHECK_THROWS_AS(gradients.compute(std::vector<float>(4, std::numeric_limits<float>::quiet_NaN()), std::span(y).first(1)),
                  nn::InvalidInput);
  model.parameter<0>(0)[0] = std::numeric_limits<float>::infinity();
  CHECK_FALSE(std::isfinite(gradients.compute(x, y)));
  CHECK(gradients.gradients().empty());
}

}  // namespace linnet::test::input_gradients
