// SPDX-License-Identifier: MIT
#include <linnet/training/training.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <cmath>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet::test::training {

namespace nn = linnet;

TEST_CASE("evaluate is the mean of test_on_batch", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  double loss = 0.0, accuracy = 0.0;
  for (Index i = 0; i < 10; ++i) {
    const auto one = training.test_on_batch(s.x_part(i, 1), s.y_part(i, 1));
    loss += one.loss() / 10;
    accuracy += one["accuracy"] / 10;
  }
  const auto result = training.evaluate(s.x, s.y);
  CHECK_THAT(result.loss(), WithinRel(loss, 1e-6));
  CHECK_THAT(result["accuracy"], WithinRel(accuracy, 1e-12));
}

TEST_CASE("evaluate does not depend on the batch size, and changes nothing", "[training]") {
  const Samples s = three_classes(100);
  Classifier model = classifier();
  auto training = compile(model);
  const std::vector<float> before = parameters_of(model);
  const auto want = training.evaluate(s.x, s.y);
  for (const Index batch : {1, 7, 64, 100, 1000}) {
    const auto have = training.evaluate(s.x, s.y, batch);
    CHECK_THAT(have.loss(), WithinRel(want.loss(), 1e-6));
    CHECK(have["accuracy"] == want["accuracy"]);
  }
  CHECK(training.steps() == 0);
  CHECK(same_bits(before, model.parameters()));
}

TEST_CASE("evaluate over indices is evaluate over a copy of these samples", "[training]") {
  const Samples s = three_classes(40);
  Classifier model = classifier();
  auto training = compile(model);
  const std::vector<std::uint32_t> indices{39, 0, 7, 7, 12, 31, 5, 20, 2};
  const auto n = static_cast<Index>(indices.size());
  Samples copy{nn::Tensor<2>(n, 4), nn::Labels(n)};
  for (Index i = 0; i < n; ++i) {
    const Index from{indices[static_cast<std::size_t>(i)]};
    for (Index k = 0; k < 4; ++k) copy.x(i, k) = s.x(from, k);
    copy.y(i) = s.y(from);
  }
  for (const Index batch : {1, 4, 9, 1000}) {
    CHECK(training.evaluate(s.x, s.y, indices, batch).values == training.evaluate(copy.x, copy.y, batch).values);
  }
  CHECK(training.evaluate(s.x, s.y, indices).values == training.evaluate(copy.x, copy.y).values);
  CHECK(training.evaluate(s.x, s.y, std::vector<std::uint32_t>(100, 3), 100).loss() > 0.0);  // more than there are
  CHECK(training.steps() == 0);

  // A target of several numbers per sample.
  nn::Sequential pairs{nn::Input<4>{}, nn::Dense<2>{}};
  auto pair_training = pairs.compile(nn::MeanSquaredError{}, nn::SGD{});
  nn::Tensor<2> y(40, 2), y_copy(n, 2);
  Random random(1);
  fill_uniform(y.data(), y.size(), random);
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k < 2; ++k) y_copy(i, k) = y(Index{indices[static_cast<std::size_t>(i)]}, k);
  }
  CHECK(pair_training.evaluate(s.x, y, indices, 4).values == pair_training.evaluate(copy.x, y_copy, 4).values);
}

TEST_CASE("evaluate refuses indices that name no sample", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  const auto refused = [&](ArrayView<float> x, const std::vector<std::uint32_t>& indices, Index batch,
                           const std::string& sentence) {
    CHECK_THROWS_MATCHES(training.evaluate(x, s.y, indices, batch), nn::InvalidInput, message_contains(sentence));
  };
  refused(s.x, {}, 32, "evaluate: samples names no sample");
  refused(s.x, {0, 10}, 32, "evaluate: samples has 10 at place 1; x has the samples 0 to 9");
  refused(s.x, {0}, 0, "evaluate: batch_size is 0; it must be at least 1");
  refused({}, {0}, 32, "evaluate: x has no samples");
}

TEST_CASE("train_on_batch returns loss and metrics from before its step", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  for (std::uint64_t step = 1; step <= 3; ++step) {
    const auto before = training.test_on_batch(s.x, s.y);
    const auto trained = training.train_on_batch(s.x, s.y);
    CHECK(trained.values == before.values);
    CHECK(training.steps() == step);
    CHECK(training.test_on_batch(s.x, s.y).loss() < before.loss());
  }
}

TEST_CASE("One step of SGD moves each parameter by the learning rate times its gradient", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model, {.learning_rate = 0.5f});
  const std::vector<float> before = parameters_of(model);
  training.train_on_batch(s.x, s.y);
  REQUIRE(training.gradients().size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(model.parameters()[i] == std::fma(-0.5f, training.gradients()[i], before[i]));
  }
}

TEST_CASE("set_learning_rate holds from the next step on", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model, {.learning_rate = 0.5f});
  CHECK(training.learning_rate() == 0.5f);
  training.set_learning_rate(0.0f);
  CHECK(training.learning_rate() == 0.0f);
  const std::vector<float> before = parameters_of(model);
  training.train_on_batch(s.x, s.y);
  CHECK(same_bits(before, model.parameters()));
  for (const float wrong : {-0.1f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_THROWS_MATCHES(training.set_learning_rate(wrong), nn::InvalidInput, message_contains("finite and not negative"));
    CHECK(training.learning_rate() == 0.0f);
  }
}

TEST_CASE("Targets come in any type and as (n) or (n, 1)", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  const auto want = training.evaluate(s.x, s.y);
  const auto check = [&](const auto& y) { CHECK(training.evaluate(s.x, y).values == want.values); };
  check(nn::Tensor<1, std::uint8_t>(s.y.cast<std::uint8_t>()));
  check(nn::Tensor<1, std::int64_t>(s.y.cast<std::int64_t>()));
  check(nn::Tensor<1, float>(s.y.cast<float>()));
  check(nn::Tensor<1, double>(s.y.cast<double>()));
  nn::Tensor<2, std::int32_t> column(10, 1);
  for (Index i = 0; i < 10; ++i) column(i, 0) = s.y(i);
  check(column);
  check(Eigen::Map<const Eigen::VectorXi>(s.y.data(), 10));
  check(Eigen::TensorMap<const nn::Labels>(s.y.data(), 10));
}

TEST_CASE("The number of samples that a training holds grows by itself", "[training]") {
  const Samples s = three_classes(200);
  Classifier small_model = classifier(), large_model = classifier();
  auto small = compile(small_model), large = compile(large_model);
  large.reserve(200);
  CHECK(small.train_on_batch(s.x, s.y).values == large.train_on_batch(s.x, s.y).values);
  CHECK(same_bits(small_model.parameters(), large_model.parameters()));
}

TEST_CASE("A training can move but not be copied: it holds pointers into its own memory", "[training]") {
  Classifier model = classifier(), reference_model = classifier();
  auto training = compile(model), reference = compile(reference_model);
  using Type = decltype(training);
  STATIC_REQUIRE_FALSE(std::is_copy_constructible_v<Type>);
  STATIC_REQUIRE_FALSE(std::is_copy_assignable_v<Type>);
  const Samples s = three_classes(10);
  training.train_on_batch(s.x, s.y);
  Type moved = std::move(training);
  moved.train_on_batch(s.x, s.y);
  reference.train_on_batch(s.x, s.y);
  reference.train_on_batch(s.x, s.y);
  CHECK(same_bits(model.parameters(), reference_model.parameters()));
}

TEST_CASE("A model can be assigned to while it trains", "[training]") {
  const Samples s = three_classes(30);
  Classifier model = classifier();
  auto training = compile(model);
  const Classifier start = model;
  const double before = training.evaluate(s.x, s.y).loss();
  training.fit(s.x, s.y, {.epochs = 3, .verbose = 0});
  CHECK(training.evaluate(s.x, s.y).loss() != before);
  model = start;  // back to the best weights so far, say
  CHECK(training.evaluate(s.x, s.y).loss() == before);
  training.train_on_batch(s.x, s.y);
  model = classifier();  // also from a temporary
  CHECK(training.evaluate(s.x, s.y).loss() == before);
}

TEST_CASE("Bad settings are refused at compile", "[training]") {
  Classifier model = classifier();
  const auto refused = [&](nn::SGD optimizer, const char* sentence) {
    CHECK_THROWS_MATCHES(compile(model, optimizer), nn::InvalidInput, message_contains(sentence));
  };
  refused({.learning_rate = -0.1f}, "learning_rate is -0.1");
  refused({.learning_rate = std::numeric_limits<float>::quiet_NaN()}, "learning_rate is ");
  refused({.learning_rate = std::numeric_limits<float>::infinity()}, "learning_rate is inf");
  refused({.momentum = 1.0f}, "momentum must be in [0, 1)");
  refused({.momentum = -0.1f}, "momentum must be in [0, 1)");
  refused({.global_clipnorm = -1.0f}, "clipvalue is 0, clipnorm is 0 and global_clipnorm is -1; they must not be negative");
  refused({.clipvalue = -1.0f}, "clipvalue is -1, clipnorm is 0 and global_clipnorm is 0; they must not be negative");
  refused({.global_clipnorm = 1.0f, .clipvalue = 1.0f}, "only one of them may be above 0");
  const auto refused_loss = [&](nn::SparseCategoricalCrossentropy loss, const char* sentence) {
    CHECK_THROWS_MATCHES(model.compile(loss, nn::SGD{}, nn::Accuracy{}), nn::InvalidInput, message_contains(sentence));
  };
  refused_loss({.label_smoothing = 1.1f}, "label_smoothing must be in [0, 1]");
  refused_loss({.from_logits = true}, "drop one of the two");
}

TEST_CASE("Gradients can be clipped by value and by their norm", "[training]") {
  const Samples s = three_classes(10);
  const auto gradients = [&](nn::SGD optimizer) {
    Classifier model = classifier();
    auto training = compile(model, optimizer);
    training.train_on_batch(s.x, s.y);
    return std::vector<double>(training.gradients().begin(), training.gradients().end());
  };
  const std::vector<double> free = gradients({});
  const double norm = std::sqrt(std::inner_product(free.begin(), free.end(), free.begin(), 0.0));
  REQUIRE(norm > 0.1);
  const std::vector<double> by_value = gradients({.clipvalue = 0.01f});
  const std::vector<double> by_norm = gradients({.global_clipnorm = 0.1f});
  const std::vector<double> by_large_norm = gradients({.global_clipnorm = 100.0f});
  for (std::size_t i = 0; i < free.size(); ++i) {
    CHECK(by_value[i] == std::clamp(free[i], -static_cast<double>(0.01f), static_cast<double>(0.01f)));
    CHECK_THAT(by_norm[i], WithinAbs(free[i] * 0.1 / norm, 1e-8));
    CHECK(by_large_norm[i] == free[i]);
  }
}

TEST_CASE("After compile a step, a test and a prediction allocate nothing", "[training]") {
  const Samples s = three_classes(200);
  Classifier model = classifier();
  auto training = compile(model);
  nn::Tensor<1> weights(200);
  weights.setConstant(0.5f);
  std::vector<float> predictions(200 * 3);
  const auto step = [&](Index n) {
    return allocations_of([&] {
      training.train_on_batch(s.x_part(0, n), s.y_part(0, n));
      training.train_on_batch(s.x_part(0, n), s.y_part(0, n), ArrayView<float>(weights).slice(0, n));
      training.test_on_batch(s.x_part(0, n), s.y_part(0, n));
      training.evaluate(s.x_part(0, n), s.y_part(0, n), n);
      training.set_learning_rate(0.01f);
    });
  };
  for (const Index n : {1, 7, 32}) CHECK(step(n) == 0);
  CHECK((step(200) > 0 || !counts_allocations()));  // grows once
  CHECK(step(200) == 0);
  CHECK(allocations_of([&] { model.predict(s.x, predictions); }) == 0);
  CHECK(allocations_of([&] { model.predict(s.x_part(0, 1), std::span(predictions).first(3)); }) == 0);
  CHECK(allocations_of([&] { const auto tensor = model.predict(s.x); }) == (counts_allocations() ? 1 : 0));  // that Tensor

  nn::Sequential images{nn::Input<8, 8, 1>{},
                        nn::Conv2D<5, 3, nn::relu>{},
                        nn::BatchNormalization{},
                        nn::Residual{nn::SeparableConv2D<5, 3, nn::linear, nn::ConvOptions{.padding = nn::Padding::same}>{}},
                        nn::MaxPooling2D<2>{},
                        nn::Flatten{},
                        nn::Dropout{0.5f},
                        nn::Dense<3, nn::softmax>{}};
  auto image_training = images.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  nn::Tensor<3> x(32, 8, 8);
  x.setConstant(0.5f);
  CHECK(allocations_of([&] { image_training.train_on_batch(x, s.y_part(0, 32)); }) == 0);
  CHECK(allocations_of([&] { image_training.evaluate(x, s.y_part(0, 32)); }) == 0);
  CHECK(allocations_of([&] { images.predict(x, std::span(predictions).first(96)); }) == 0);

  Classifier other_model = classifier();
  auto other = compile(other_model);
  other.reserve(200);
  CHECK(allocations_of([&] { other.train_on_batch(s.x, s.y); }) == 0);
}

TEST_CASE("Targets of many axes allocate nothing either", "[training]") {
  nn::Sequential model{nn::Input<3>{}, nn::Dense<96>{}, nn::Reshape<2, 2, 2, 3, 4>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{});
  nn::Tensor<2> x(2, 3);
  nn::Tensor<6> y(2, 2, 2, 2, 3, 4);
  x.setConstant(1.0f);
  y.setConstant(2.0f);
  CHECK(allocations_of([&] { training.train_on_batch(x, y); }) == 0);
  CHECK(training.evaluate(x, y).loss() > 0.0);
}

TEST_CASE("A fit allocates a few times at its start, not in its steps", "[training]") {
  const Samples s = three_classes(200);
  Classifier model = classifier();
  auto training = compile(model);
  const auto count = [&](Index batch, Index epochs) {
    return allocations_of([&] { training.fit(s.x, s.y, {.epochs = epochs, .batch_size = batch, .verbose = 0}); });
  };
  count(200, 1);
  CHECK(count(1, 1) == count(200, 1));  // 200 steps and 1
}

TEST_CASE("A fit with samples and validation_samples allocates nothing in its steps either", "[training]") {
  const Samples s = three_classes(200);
  Classifier model = classifier();
  auto training = compile(model);
  std::vector<std::uint32_t> train, test;
  for (std::uint32_t i = 0; i < 200; ++i) (i % 5 == 0 ? test : train).push_back(i);
  nn::Tensor<1> weights(200);
  weights.setConstant(0.5f);
  const auto count = [&](Index batch) {
    return allocations_of([&] {
      training.fit(s.x, s.y,
                   {.epochs = 2,
                    .batch_size = batch,
                    .sample_weight = weights,
                    .samples = train,
                    .validation_samples = test,
                    .verbose = 0});
    });
  };
  count(160);
  CHECK(count(1) == count(160));  // 160 steps and 1
  CHECK(allocations_of([&] { training.evaluate(s.x, s.y, test, 7); }) == 0);
}

TEST_CASE("Results name their numbers", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  const auto result = training.evaluate(s.x, s.y);
  CHECK(result.names == std::array<std::string_view, 2>{"loss", "accuracy"});
  CHECK(result["loss"] == result.loss());
  CHECK_THROWS_MATCHES(result["acuracy"], nn::InvalidInput, message_contains("there is no \"acuracy\", only loss, accuracy"));
  std::ostringstream out;
  out << nn::Results<2>{{"loss", "accuracy"}, {0.0731, 0.975}};
  CHECK(out.str() == "loss: 0.0731 - accuracy: 0.975");
}

TEST_CASE("History says which columns it has", "[training]") {
  nn::History history;
  CHECK_THROWS_MATCHES(history["loss"], nn::InvalidInput, message_contains("there is no \"loss\", only nothing"));
  history.append("loss", 0.5);
  history.append("seconds", 1.0);
  history.append("loss", 0.25);
  CHECK(history["loss"] == std::vector<double>{0.5, 0.25});
  CHECK(history.contains("seconds"));
  CHECK_FALSE(history.contains("accuracy"));
  CHECK_THROWS_MATCHES(history["accuracy"], nn::InvalidInput, message_contains("only loss, seconds"));
}

}  // namespace linnet::test::training
