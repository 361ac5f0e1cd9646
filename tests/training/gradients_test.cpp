// SPDX-License-Identifier: MIT
// The gradients of whole networks agree with finite differences of their training loss to 1e-6, penalties and weights included.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace linnet::test::gradients {

namespace nn = linnet;

template <int Rank>
using Doubles = nn::Tensor<Rank, double>;

constexpr Index samples = 6;

/// Each head on the same body: tanh with L2 on its kernel, elu with L1 and L2.
template <class Head>
auto network(const Head& head) {
  nn::Sequential model{nn::TypedInput<double, 2, 3>{}, nn::Flatten{},
                       nn::Dense<5, nn::tanh>{.kernel_regularizer = nn::L2{0.02f}},
                       nn::Dense<4, nn::elu>{.kernel_regularizer = nn::L1L2{0.01f, 0.03f}}, head};
  model.initialize(3);
  return model;
}

struct Data {
  Doubles<3> x{samples, 2, 3};
  nn::Labels labels{samples};
  Doubles<2> shares{samples, 3};  ///< rows that sum to 1
  Doubles<2> numbers{samples, 3};
  Doubles<2> choices{samples, 3};  ///< 0 or 1
  Doubles<1> weights{samples};

  Data() {
    Random random(4);
    fill_uniform(x.data(), x.size(), random);
    fill_uniform(numbers.data(), numbers.size(), random, -2.0, 2.0);
    fill_uniform(weights.data(), weights.size(), random, 0.0, 3.0);
    fill_uniform(shares.data(), shares.size(), random, 0.1, 1.0);
    for (Index i = 0; i < samples; ++i) {
      labels(i) = static_cast<std::int32_t>(random.below(3));
      const double sum = shares(i, 0) + shares(i, 1) + shares(i, 2);
      for (Index j = 0; j < 3; ++j) {
        shares(i, j) /= sum;
        choices(i, j) = random.below(2);
      }
    }
  }
};

/// Largest relative error of all gradients of the model under `loss`.
template <class Model, class Loss>
double gradient_error(Model& model, const Loss& loss, const TargetView& y) {
  const Data data;
  auto training = model.compile(loss, nn::SGD{.learning_rate = 0.0f});
  training.train_on_batch(data.x, y, data.weights);
  const std::vector<double> gradients(training.gradients().begin(), training.gradients().end());
  const auto differences = finite_differences(model.parameters().data(), static_cast<Index>(gradients.size()),
                                              [&] { return training.test_on_batch(data.x, y, data.weights).loss(); });
  return relative_error(gradients, differences);
}

TEST_CASE("Gradients behind softmax", "[training]") {
  const Data data;
  auto model = network(nn::Dense<3, nn::softmax>{});
  CHECK(gradient_error(model, nn::SparseCategoricalCrossentropy{}, data.labels) < 1e-6);
  CHECK(gradient_error(model, nn::SparseCategoricalCrossentropy{.label_smoothing = 0.1f}, data.labels) < 1e-6);
  CHECK(gradient_error(model, nn::CategoricalCrossentropy{}, data.shares) < 1e-6);
  CHECK(gradient_error(model, nn::CategoricalCrossentropy{.label_smoothing = 0.1f}, data.shares) < 1e-6);
  CHECK(gradient_error(model, nn::MeanSquaredError{}, data.shares) < 1e-6);  // through the softmax itself
  CHECK(gradient_error(model, nn::KLDivergence{}, data.shares) < 1e-6);
  CHECK(gradient_error(model, nn::CategoricalFocalCrossentropy{}, data.shares) < 1e-6);
}

TEST_CASE("Gradients behind sigmoid", "[training]") {
  const Data data;
  auto model = network(nn::Dense<3, nn::sigmoid>{});
  CHECK(gradient_error(model, nn::BinaryCrossentropy{}, data.choices) < 1e-6);
  CHECK(gradient_error(model, nn::BinaryCrossentropy{.label_smoothing = 0.1f}, data.shares) < 1e-6);
  CHECK(gradient_error(model, nn::BinaryFocalCrossentropy{.apply_class_balancing = true}, data.choices) < 1e-6);
  CHECK(gradient_error(model, nn::MeanSquaredError{}, data.shares) < 1e-6);
}

TEST_CASE("Gradients behind a linear layer", "[training]") {
  const Data data;
  auto model = network(nn::Dense<3>{.kernel_regularizer = nn::L1{0.01f}});
  CHECK(gradient_error(model, nn::MeanSquaredError{}, data.numbers) < 1e-6);
  CHECK(gradient_error(model, nn::MeanAbsoluteError{}, data.numbers) < 1e-6);
  CHECK(gradient_error(model, nn::Huber{.delta = 0.7f}, data.numbers) < 1e-6);
  CHECK(gradient_error(model, nn::LogCosh{}, data.numbers) < 1e-6);
  CHECK(gradient_error(model, nn::CosineSimilarity{}, data.numbers) < 1e-6);
  CHECK(gradient_error(model, nn::Hinge{}, data.choices) < 1e-6);
  CHECK(gradient_error(model, nn::SquaredHinge{}, data.choices) < 1e-6);
}

TEST_CASE("Gradients behind softplus", "[training]") {
  const Data data;
  auto model = network(nn::Dense<3, nn::softplus>{});
  CHECK(gradient_error(model, nn::Poisson{}, data.shares) < 1e-6);
}

TEST_CASE("Gradients with from_logits", "[training]") {
  const Data data;
  auto model = network(nn::Dense<3>{});
  CHECK(gradient_error(model, nn::SparseCategoricalCrossentropy{.from_logits = true}, data.labels) < 1e-6);
  CHECK(gradient_error(model, nn::CategoricalCrossentropy{.from_logits = true}, data.shares) < 1e-6);
  CHECK(gradient_error(model, nn::BinaryCrossentropy{.from_logits = true}, data.choices) < 1e-6);
}

TEST_CASE("Logits with from_logits train as the probabilities of softmax do", "[training]") {
  const Data data;
  auto logits = network(nn::Dense<3>{});
  auto probabilities = network(nn::Dense<3, nn::softmax>{});
  auto from_logits = logits.compile(nn::CategoricalCrossentropy{.from_logits = true}, nn::SGD{.learning_rate = 0.0f});
  auto from_probabilities = probabilities.compile(nn::CategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.0f});
  CHECK(from_logits.train_on_batch(data.x, data.shares).loss() ==
        from_probabilities.train_on_batch(data.x, data.shares).loss());
  CHECK(same_bits(from_logits.gradients(), from_probabilities.gradients()));
}

// Every way to stand in place: dropout of the input, activations on activations, dropout on them, other shapes between.
// Biases are not 0: where dropout takes all inputs of a relu away, it would stand on its kink.
auto dropout_network() {
  constexpr nn::RandomUniform around_zero{-0.5f, 0.5f};
  nn::Sequential model{nn::TypedInput<double, 2, 3>{},
                       nn::Dropout{0.2f},
                       nn::Dense<5>{.bias_initializer = around_zero},
                       nn::Activation{nn::relu{}},
                       nn::Activation{nn::tanh{}},
                       nn::Dropout{0.4f},
                       nn::Reshape<10>{},
                       nn::Dense<4, nn::leaky_relu>{.bias_initializer = around_zero, .kernel_regularizer = nn::L2{0.02f}},
                       nn::Dropout{0.3f},
                       nn::Activation{nn::elu{}},
                       nn::Activation{nn::softmax{}},
                       nn::Dense<1>{},
                       nn::Activation{nn::sigmoid{}}};
  model.initialize(6);
  return model;
}

TEST_CASE("Gradients with dropout, for a mask that stays", "[training]") {
  const Data data;
  Doubles<1> y(samples);
  for (Index i = 0; i < samples; ++i) y(i) = data.choices(i, 0);
  auto model = dropout_network();
  auto training = model.compile(nn::BinaryCrossentropy{}, nn::SGD{.learning_rate = 0.0f});
  std::vector<std::vector<double>> all;
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const nn::FitOptions<double> options{
        .batch_size = samples, .shuffle = false, .seed = seed, .sample_weight = data.weights, .verbose = 0};
    const auto loss = [&] { return training.fit(data.x, y, options)["loss"][0]; };  // the same masks in each call
    loss();
    all.emplace_back(training.gradients().begin(), training.gradients().end());
    const auto differences = finite_differences(model.parameters().data(), static_cast<Index>(all.back().size()), loss);
    CHECK(relative_error(all.back(), differences) < 1e-6);
  }
  CHECK(all[0] != all[1]);
  CHECK(all[1] != all[2]);
}

TEST_CASE("evaluate and test_on_batch leave dropout out", "[training]") {
  const Data data;
  Doubles<1> y(samples);
  for (Index i = 0; i < samples; ++i) y(i) = data.choices(i, 0);
  auto model = dropout_network();
  auto training = model.compile(nn::BinaryCrossentropy{}, nn::SGD{.learning_rate = 0.0f});
  const Doubles<2> p = model.predict(data.x);
  double want = 0.0;
  for (Index i = 0; i < samples; ++i) want -= std::log(y(i) > 0.5 ? p(i, 0) : 1.0 - p(i, 0)) / samples;
  for (const double w : model.parameter<6>(0)) want += static_cast<double>(0.02f) * w * w;
  CHECK_THAT(training.evaluate(data.x, y).loss(), WithinRel(want, 1e-12));
  CHECK_THAT(training.test_on_batch(data.x, y).loss(), WithinRel(want, 1e-12));
  CHECK(std::abs(training.train_on_batch(data.x, y).loss() - want) > 1e-3);
}

TEST_CASE("class_weight knows the classes -1 and 1 of a single output", "[training]") {
  const std::vector<std::pair<std::int32_t, float>> weights{{-1, 3.0f}, {0, 5.0f}, {1, 7.0f}};
  const auto weight = [&](double target) { return nn::detail::weight_of_class(weights, &target, 1); };
  CHECK(weight(-1.0) == 3.0f);
  CHECK(weight(-0.4) == 5.0f);
  CHECK(weight(0.4) == 5.0f);
  CHECK(weight(0.5) == 7.0f);
}

TEST_CASE("class_weight knows the class of a single output and of a row", "[training]") {
  const Data data;
  const auto same = [&](auto& model, const auto& loss, const auto& y, const nn::detail::ClassWeight& class_weight,
                        const auto& class_of) {
    Doubles<1> weights(samples);
    for (Index i = 0; i < samples; ++i) weights(i) = class_of(i) == 1 ? 3.0 : 0.5;
    auto training = model.compile(loss, nn::SGD{.learning_rate = 0.0f});
    training.fit(data.x, y, {.seed = 1, .class_weight = class_weight, .verbose = 0});
    const std::vector<double> by_class(training.gradients().begin(), training.gradients().end());
    training.fit(data.x, y, {.seed = 1, .sample_weight = weights, .verbose = 0});
    CHECK(same_bits(by_class, training.gradients()));
  };
  Doubles<2> binary(samples, 1);
  for (Index i = 0; i < samples; ++i) binary(i, 0) = data.choices(i, 0);
  auto one_output = dropout_network();
  same(one_output, nn::BinaryCrossentropy{}, binary, {{0, 0.5f}, {1, 3.0f}},
       [&](Index i) { return static_cast<int>(binary(i, 0)); });
  auto three_outputs = network(nn::Dense<3, nn::softmax>{});
  same(three_outputs, nn::CategoricalCrossentropy{}, data.shares, {{0, 0.5f}, {1, 3.0f}, {2, 0.5f}}, [&](Index i) {
    const double* row = data.shares.data() + 3 * i;
    return static_cast<int>(std::max_element(row, row + 3) - row);
  });
}

TEST_CASE("The loss includes the penalties", "[training]") {
  const Data data;
  const auto plain = [&](auto model) {
    return model.compile(nn::MeanSquaredError{}, nn::SGD{}).test_on_batch(data.x, data.numbers).loss();
  };
  auto with = network(nn::Dense<3>{});
  nn::Sequential without{nn::TypedInput<double, 2, 3>{}, nn::Flatten{}, nn::Dense<5, nn::tanh>{}, nn::Dense<4, nn::elu>{},
                         nn::Dense<3>{}};
  without.initialize(3);
  REQUIRE(same_bits(with.parameters(), without.parameters()));
  double penalty = 0.0;
  for (const double w : with.parameter<1>(0)) penalty += static_cast<double>(0.02f) * w * w;
  for (const double w : with.parameter<2>(0))
    penalty += static_cast<double>(0.01f) * std::abs(w) + static_cast<double>(0.03f) * w * w;
  CHECK_THAT(plain(with) - plain(without), WithinRel(penalty, 1e-12));
}

}  // namespace linnet::test::gradients
