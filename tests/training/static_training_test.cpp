// SPDX-License-Identifier: MIT
#include <linnet/training/static_training.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/static_models.hpp>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace linnet::test::static_training {

namespace nn = linnet;

constexpr nn::SparseCategoricalCrossentropy crossentropy{};

/// Two fits of `homes` over images, with a batch that the samples do not fill: Training and StaticTraining end in the same bits.
template <class T, class Optimizer>
void check_fit(Optimizer optimizer, bool shuffle) {
  auto homes = cnn<T>();
  const RandomSamples<T> s(45, 36);
  const RandomSamples<T> other(21, 36);
  auto training = homes.heap.compile(crossentropy, optimizer, nn::Accuracy{}, nn::F1<3>{});
  auto inside = homes.inside.template compile<8, 45>(crossentropy, optimizer, nn::Accuracy{}, nn::F1<3>{});
  CHECK(inside.learning_rate() == optimizer.learning_rate);
  inside.seed(5);
  for (const Index batch : {8, 7}) {
    nn::FitOptions<T> options{.epochs = 3, .batch_size = batch, .shuffle = shuffle, .verbose = 0};
    if (batch == 8) options.seed = 5;
    const auto history = training.fit(s.tensor(6, 6, 1), s.labels(), options);
    std::vector<double> losses, accuracies;
    const auto last = inside.fit(s.x, s.y, {.epochs = 3, .batch_size = batch == 8 ? 0 : batch, .shuffle = shuffle},
                                 [&](Index epoch, const auto& results) {
                                   CHECK(epoch == static_cast<Index>(losses.size()));
                                   losses.push_back(results.loss());
                                   accuracies.push_back(results["accuracy"]);
                                   return true;
                                 });
    CHECK(homes.same());
    CHECK(inside.steps() == training.steps());
    REQUIRE(losses.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK_THAT(losses[i], WithinRel(history["loss"][i], 1e-5));  // its mean is in double
      CHECK(accuracies[i] == history["accuracy"][i]);
    }
    CHECK(last.loss() == losses.back());
    CHECK(last["f1"] == history["f1"].back());
  }
  CHECK(homes.inside.state()[0] != 0.0f);

  const auto wanted = training.evaluate(other.tensor(6, 6, 1), other.labels());
  const auto have = inside.evaluate(other.x, other.y);
  CHECK(have.names == wanted.names);
  CHECK_THAT(have.loss(), WithinRel(wanted.loss(), 1e-5));
  CHECK(have["accuracy"] == wanted["accuracy"]);
  CHECK(have["f1"] == wanted["f1"]);
  CHECK(inside.template metric<1>().result() == have["f1"]);
  CHECK(homes.same());  // evaluate does not train
}

TEMPLATE_TEST_CASE("fit ends in the bits of Training, with the same metrics", "[training]", float, double) {
  check_fit<TestType>(nn::Adam{.learning_rate = 0.01f}, true);
  check_fit<TestType>(nn::Adam{.learning_rate = 0.01f}, false);
  check_fit<TestType>(nn::SGD{.momentum = 0.9f, .global_clipnorm = 0.5f}, true);
}

TEST_CASE("fit of more optimizers ends in the bits of Training", "[training]") {
  check_fit<float>(nn::SGD{}, true);
  check_fit<float>(nn::AdamW{.clipvalue = 0.05f}, true);
}

TEST_CASE("Targets that are numbers train as in Training", "[training]") {
  TwoHomes homes{nn::Input<3>{}, nn::Dense<5, nn::relu>{}, nn::Dense<2>{}};
  const RandomSamples<float> s(10, 3, 2);
  const Eigen::TensorMap<const nn::Tensor<2>> targets(s.targets.data(), 10, 2);
  auto training = homes.heap.compile(nn::MeanSquaredError{}, nn::SGD{}, nn::R2<2>{});
  auto inside = homes.inside.compile<4, 10>(nn::MeanSquaredError{}, nn::SGD{}, nn::R2<2>{});
  inside.seed(1);
  const auto history = training.fit(s.tensor(3), targets, {.epochs = 4, .batch_size = 4, .seed = 1, .verbose = 0});
  const auto last = inside.fit(s.x, s.targets, {.epochs = 4});
  CHECK(homes.same());
  CHECK_THAT(last["r2"], WithinRel(history["r2"].back(), 1e-12));
}

TEST_CASE("A step is that of Training, with weights and without", "[training]") {
  auto homes = cnn();
  const RandomSamples<float> s(8, 36);
  auto training = homes.heap.compile(crossentropy, nn::Adam{}, nn::Accuracy{});
  auto inside = homes.inside.compile<8>(crossentropy, nn::Adam{}, nn::Accuracy{});
  const nn::Tensor<1> weights = Eigen::TensorMap<const nn::Tensor<1>>(s.weights.data(), 8);
  const auto same_loss = [](float have, const auto& wanted) { return static_cast<double>(have) == wanted.loss(); };
  CHECK(same_loss(inside.train_on_batch(s.x, s.y), training.train_on_batch(s.tensor(6, 6, 1), s.labels())));
  CHECK(same_loss(inside.train_on_batch(s.x, s.y, s.weights), training.train_on_batch(s.tensor(6, 6, 1), s.labels(), weights)));
  CHECK(homes.same());
  CHECK(same_bits(inside.gradients(), training.gradients()));
  const auto tested = training.test_on_batch(s.tensor(6, 6, 1), s.labels(), weights);
  CHECK(same_loss(inside.test_on_batch(s.x, s.y, s.weights), tested));
  CHECK(inside.metric<0>().result() == tested["accuracy"]);
  CHECK(homes.same());
  CHECK(inside.steps() == 2);

  const std::span<const float> x(s.x);  // a batch that is not full
  const std::span<const std::int32_t> y(s.y);
  CHECK(
      same_loss(inside.train_on_batch(x.first(36 * 3), y.first(3)),
                training.train_on_batch(ArrayView<float>(s.tensor(6, 6, 1)).slice(0, 3), TargetView(s.labels()).slice(0, 3))));
  CHECK(homes.same());
}

/// The text of the exception of f(); "" if there is none.
template <class Function>
std::string failure(const Function& f) {
  try {
    f();
  } catch (const InvalidInput& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("Targets of steps train as in Training", "[training]") {
  constexpr Index n = 7, steps = 3;
  TwoHomes homes{nn::Input<steps, 4>{}, nn::GRU<5, nn::RecurrentOptions{.return_sequences = true}>{},
                 nn::Dense<3, nn::softmax>{}};
  const RandomSamples<float> s(n * steps, 4);  // labels and weights of all steps
  const auto x = Eigen::TensorMap<const nn::Tensor<3>>(s.x.data(), n, steps, 4);
  const auto y = Eigen::TensorMap<const nn::Tensor<2, std::int32_t>>(s.y.data(), n, steps);
  const auto weights = Eigen::TensorMap<const nn::Tensor<2>>(s.weights.data(), n, steps);
  auto training = homes.heap.compile(crossentropy, nn::Adam{}, nn::Accuracy{});
  auto inside = homes.inside.compile<n>(crossentropy, nn::Adam{}, nn::Accuracy{});
  const auto same_loss = [](float have, const auto& wanted) { return static_cast<double>(have) == wanted.loss(); };
  CHECK(same_loss(inside.train_on_batch(s.x, s.y), training.train_on_batch(x, y)));
  CHECK(same_loss(inside.train_on_batch(s.x, s.y, s.weights), training.train_on_batch(x, y, weights)));
  const std::span<const float> of_samples = std::span(s.weights).first(n);
  CHECK(same_loss(inside.train_on_batch(s.x, s.y, of_samples), training.train_on_batch(x, y, of_samples)));
  CHECK(homes.same());
  training.fit(x, y, {.epochs = 3, .batch_size = 2, .shuffle = false, .verbose = 0});
  CHECK(allocations_of([&] { inside.fit(s.x, s.y, {.epochs = 3, .batch_size = 2}); }) == 0);
  CHECK(homes.same());
  CHECK(inside.evaluate(s.x, s.y).values == training.evaluate(x, y, n).values);

  const auto refused = [&](const auto& labels, std::span<const float> factors = {}) {
    return failure([&] { inside.train_on_batch(s.x, labels, factors); });
  };
  CHECK(refused(std::span(s.y).first(n)) == "training: y needs one target per step of each sample of x");
  CHECK(refused(s.y, std::span(s.weights).first(n + 1)) ==
        "training: sample_weight needs one weight per sample of x, or per step of each");
  std::vector<std::int32_t> other = s.y;
  other[4] = 3;
  CHECK(refused(other) == "training: y has a label outside 0 .. classes - 1");
  auto rows = homes.inside.compile<n>(nn::CategoricalCrossentropy{}, nn::SGD{});
  std::vector<float> shares(s.y.size() * 3, 0.0f);
  for (std::size_t i = 0; i < s.y.size(); ++i) shares[i * 3 + static_cast<std::size_t>(s.y[i])] = 1.0f;
  CHECK(rows.evaluate(s.x, shares).loss() == inside.evaluate(s.x, s.y).loss());
  shares[0] = shares[1] = shares[2] = 1.0f / 3;
  shares[3] = shares[4] = shares[5] = 0.5f;
  CHECK(failure([&] { rows.evaluate(s.x, shares); }) ==
        "training: categorical_crossentropy needs targets in [0, 1], in rows of class probabilities that sum to 1");
}

TEST_CASE("Data that do not fit fail with a sentence, before anything is changed", "[training]") {
  auto model = mlp().inside;
  auto training = model.compile<4, 6>(crossentropy, nn::SGD{});
  const std::vector<float> before(model.parameters().begin(), model.parameters().end());
  const std::vector<float> x(40, 0.5f);
  const std::vector<std::int32_t> y{0, 1, 2, 0, 1, 2, 3, -1, 0, 0};
  const auto part = [](const auto& all, std::size_t first, std::size_t count) { return std::span(all).subspan(first, count); };
  const auto on_batch = [&](std::size_t numbers, std::size_t first, std::size_t labels, std::vector<float> weights = {}) {
    const std::string text = failure([&] { training.train_on_batch(part(x, 0, numbers), part(y, first, labels), weights); });
    CHECK(failure([&] { training.test_on_batch(part(x, 0, numbers), part(y, first, labels), weights); }) == text);
    return text;
  };
  CHECK(on_batch(15, 0, 4) == "training: x is not a whole number of samples, at least 1");
  CHECK(on_batch(0, 0, 0) == "training: x is not a whole number of samples, at least 1");
  CHECK(on_batch(16, 0, 3) == "training: y needs one target per sample of x");
  CHECK(on_batch(4, 6, 1) == "training: y has a label outside 0 .. classes - 1");
  CHECK(on_batch(4, 7, 1) == "training: y has a label outside 0 .. classes - 1");
  CHECK(on_batch(8, 0, 2, {1.0f}) == "training: sample_weight needs one weight per sample of x");
  CHECK(on_batch(8, 0, 2, {1.0f, -1.0f}) == "training: sample_weight must be 0 or more");
  CHECK(on_batch(8, 0, 2, {std::nanf(""), 1.0f}) == "training: sample_weight must be 0 or more");
  CHECK(on_batch(20, 0, 5) == "training: the batch has more samples than compile made room for");

  const auto fit = [&](Index samples, const nn::StaticFitOptions& options) {
    const auto n = static_cast<std::size_t>(samples);
    return failure([&] { training.fit(part(x, 0, 4 * n), part(y, 0, n), options); });
  };
  CHECK(fit(7, {.shuffle = false}) == "training: y has a label outside 0 .. classes - 1");
  CHECK(fit(4, {.epochs = 0}) == "fit: epochs must be at least 1");
  CHECK(fit(4, {.batch_size = 5}) == "fit: batch_size is more than compile made room for, or less than 1");
  CHECK(fit(4, {.batch_size = -1}) == "fit: batch_size is more than compile made room for, or less than 1");
  const std::vector<std::int32_t> seven(7);
  CHECK(failure([&] { training.fit(part(x, 0, 28), seven); }) ==
        "fit: there are more samples than compile made room to shuffle");
  CHECK(failure([&] { training.evaluate(part(x, 0, 28), part(y, 0, 6)); }) == "training: y needs one target per sample of x");
  CHECK(failure([&] { training.set_learning_rate(-1.0f); }) == "learning_rate is -1; it must be finite and not negative");
  CHECK(failure([&] { training.set_learning_rate(std::nanf("")); }) ==
        "learning_rate is nan; it must be finite and not negative");
  CHECK(same_bits(model.parameters(), before));
  CHECK(training.steps() == 0);

  CHECK(failure([&] { training.fit(part(x, 0, 28), seven, {.shuffle = false}); }).empty());  // no room is needed for that
  CHECK(fit(6, {}).empty());
  CHECK(training.steps() == 4);
}

TEST_CASE("Targets that the loss does not take fail with a sentence", "[training]") {
  auto model = mlp().inside;
  auto training = model.compile<2>(nn::CategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{});
  const std::vector<float> x(8, 0.5f);
  const auto evaluate = [&](std::vector<float> y) {
    const std::string text = failure([&] { training.evaluate(x, y); });
    CHECK(failure([&] { training.train_on_batch(x, y); }) == text);
    CHECK(failure([&] { training.fit(x, y); }) == text);
    return text;
  };
  const std::string sentence =
      "training: categorical_crossentropy needs targets in [0, 1], in rows of class probabilities that sum to 1";
  CHECK(evaluate({0, 1, 0, 0, 0, 0}) == sentence);
  CHECK(evaluate({0, 1, 0, 0, 1, 1}) == sentence);
  CHECK(evaluate({0, 1, 0, -1, 1, 1}) == sentence);
  CHECK(evaluate({0, 1, 0, 0, 1, std::nanf("")}) == sentence);
  CHECK(training.steps() == 0);
  CHECK(evaluate({0, 1, 0, 0.25f, 0.25f, 0.5f}).empty());

  TwoHomes yes_or_no{nn::Input<4>{}, nn::Dense<1, nn::sigmoid>{}};
  auto binary = yes_or_no.inside.compile<2>(nn::BinaryCrossentropy{}, nn::SGD{});
  CHECK(failure([&] {
          binary.train_on_batch(x, std::vector<float>{1.0f, 2.0f});
        }) == "training: binary_crossentropy needs targets in [0, 1]");
}

TEST_CASE("Settings that do not fit fail in compile", "[training]") {
  auto model = mlp().inside;
  const auto compile = [&](auto loss, auto optimizer, auto... metrics) {
    return failure([&] { (void)model.compile<1>(loss, optimizer, metrics...); });
  };
  CHECK(compile(crossentropy, nn::SGD{.learning_rate = -1.0f}) == "learning_rate is -1; it must be finite and not negative");
  CHECK(compile(crossentropy, nn::SGD{.momentum = 1.0f}) == "SGD: momentum must be in [0, 1)");
  CHECK(compile(nn::SparseCategoricalCrossentropy{.from_logits = true}, nn::SGD{}) ==
        "compile: from_logits = true, but the model ends in softmax or sigmoid; drop one of the two");
  const auto clipping = [](const char* values) {
    return "compile: " + std::string(values) + "; they must not be negative, and only one of them may be above 0";
  };
  CHECK(compile(crossentropy, nn::SGD{.global_clipnorm = 1.0f, .clipvalue = 1.0f}) ==
        clipping("clipvalue is 1, clipnorm is 0 and global_clipnorm is 1"));
  CHECK(compile(crossentropy, nn::Adam{.clipvalue = -1.0f}) ==
        clipping("clipvalue is -1, clipnorm is 0 and global_clipnorm is 0"));
  CHECK(compile(crossentropy, nn::Adam{.global_clipnorm = std::nanf("")}) ==
        clipping("clipvalue is 0, clipnorm is 0 and global_clipnorm is nan"));
  const nn::Precision<3> broken{.positive = 7};
  REQUIRE(broken.problem() != nullptr);
  CHECK(compile(crossentropy, nn::SGD{}, broken) == broken.problem());
  CHECK(compile(crossentropy, nn::SGD{}, nn::Precision<3>{}).empty());
}

TEST_CASE("A loss that is not finite is reported, ends fit, and leaves the parameters", "[training]") {
  auto model = cnn().inside;
  auto training = model.compile<4>(crossentropy, nn::Adam{}, nn::Accuracy{});
  RandomSamples<float> s(12, 36);
  const std::vector<float> parameters(model.parameters().begin(), model.parameters().end());
  const std::vector<float> state(model.state().begin(), model.state().end());
  s.x[40] = std::nanf("");  // in the first batch
  CHECK(std::isnan(training.train_on_batch(std::span(s.x).first(144), std::span(s.y).first(4))));
  int epochs = 0;
  const auto after = [&](Index, const auto&) { return ++epochs > 0; };
  CHECK(std::isnan(training.fit(s.x, s.y, {.epochs = 5}, after).loss()));
  CHECK(epochs == 0);
  CHECK(training.steps() == 0);
  CHECK(same_bits(model.parameters(), parameters));
  CHECK(same_bits(model.state(), state));

  s.x[40] = 0.0f;
  s.x[36 * 9] = std::nanf("");  // in the third: two steps are made
  CHECK(std::isnan(training.fit(s.x, s.y, {.epochs = 5}, after).loss()));
  CHECK(epochs == 0);
  CHECK(training.steps() == 2);
  for (const float p : model.parameters()) REQUIRE(std::isfinite(p));
  s.x[36 * 9] = 0.0f;
  CHECK(std::isfinite(training.fit(s.x, s.y, {.epochs = 5}, after).loss()));  // and training continues
  CHECK(epochs == 5);
}

/// A batch of four samples with `number` in one of them.
std::vector<float> images_with(float number) {
  std::vector<float> x(4 * 36);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 7);
  x[40] = number;
  return x;
}

/// Steps on good batches, with and without one on `spike` among them: the same bits of parameters, state and moments.
template <class Model, class Optimizer>
void check_left_out(const Model& start, const Optimizer& optimizer, const std::vector<float>& spike, bool finite_loss) {
  Model calm = start, shaken = start;
  auto training = calm.template compile<4>(crossentropy, optimizer);
  auto disturbed = shaken.template compile<4>(crossentropy, optimizer);
  const std::vector<float> x = images_with(2.0f);
  const std::vector<std::int32_t> y{0, 1, 2, 1};
  for (int step = 0; step < 3; ++step) {
    if (step == 1) {
      const float loss = disturbed.train_on_batch(spike, y);
      CAPTURE(Optimizer::name, spike[40], loss);
      CHECK(std::isfinite(loss) == finite_loss);
      CHECK(disturbed.steps() == 1);
    }
    CHECK(training.train_on_batch(x, y) == disturbed.train_on_batch(x, y));
  }
  CHECK(disturbed.steps() == 3);
  CHECK(same_bits(calm.parameters(), shaken.parameters()));
  CHECK(same_bits(calm.state(), shaken.state()));
}

TEST_CASE("A batch whose statistics or gradients are not finite is left out, whatever its loss", "[training]") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const nn::StaticSequential normalized{nn::Input<36>{}, nn::BatchNormalization{}, nn::Dense<3, nn::softmax>{}};
  const nn::StaticSequential inside{nn::Input<36>{},
                                    nn::Residual{nn::Projection{nn::Dense<4>{}}, nn::Dense<4>{}, nn::BatchNormalization{}},
                                    nn::BatchNormalization{}, nn::Dense<3, nn::softmax>{}};
  const nn::StaticSequential rectified{nn::Input<36>{}, nn::Dense<5, nn::relu>{}, nn::Dense<3, nn::softmax>{}};
  const auto both = [&](const auto& model, float number, bool finite_loss) {
    check_left_out(model, nn::Adam{}, images_with(number), finite_loss);
    check_left_out(model, nn::SGD{.momentum = 0.9f}, images_with(number), finite_loss);
  };
  both(normalized, 1e20f, true);  // the variance overflows, its square root ends all of the sample's influence
  both(inside, 1e20f, true);
  both(normalized, infinity, false);
  both(rectified, std::nanf(""), false);

  // All units are below zero at minus infinity, and 0 times infinity is the gradient of each weight of that input.
  auto negative = rectified;
  for (float& w : negative.parameter<0>(0)) w = 1.0f + w;
  both(negative, -infinity, true);
  check_left_out(negative, nn::Adam{.clipvalue = 1.0f}, images_with(-infinity), true);
  check_left_out(negative, nn::Adam{.global_clipnorm = 1.0f}, images_with(-infinity), true);
}

TEST_CASE("A gradient whose square overflows does not stop Adam for good", "[training]") {
  nn::StaticSequential model{nn::Input<1>{}, nn::Dense<1>{}};
  auto training = model.compile<1>(nn::MeanSquaredError{}, nn::Adam{});
  const std::vector<float> huge{1e19f}, one{1.0f}, two{2.0f};
  model.parameter<0>(0)[0] = 1e-10f;
  static_cast<void>(training.train_on_batch(huge, one));  // loss 1e18, gradient 2e28
  CHECK(training.steps() == 0);
  CHECK(model.parameter<0>(0)[0] == 1e-10f);
  training.train_on_batch(one, two);
  CHECK(model.parameter<0>(0)[0] > 1e-4f);
}

TEST_CASE("fit ends where `after` returns false", "[training]") {
  auto model = mlp().inside;
  const RandomSamples<float> s(8, 4);
  auto training = model.compile<4>(crossentropy, nn::SGD{}, nn::Accuracy{});
  double seen = 0.0;
  const auto last = training.fit(s.x, s.y, {.epochs = 100}, [&](Index epoch, const auto& results) {
    seen = results.loss();
    return epoch < 2;
  });
  CHECK(training.steps() == 3 * 2);
  CHECK(last.loss() == seen);
}

TEST_CASE("`after` may set the learning rate and evaluate other samples", "[training]") {
  auto homes = mlp();
  const RandomSamples<float> s(10, 4), other(5, 4);
  auto training = homes.heap.compile(crossentropy, nn::SGD{}, nn::Accuracy{});
  auto inside = homes.inside.compile<4, 10>(crossentropy, nn::SGD{}, nn::Accuracy{});
  inside.seed(3);
  const auto rate = [](Index epoch) { return 0.1f / static_cast<float>(epoch + 1); };
  std::vector<double> validation;
  inside.set_learning_rate(rate(0));
  const auto last = inside.fit(s.x, s.y, {.epochs = 4}, [&](Index epoch, const auto&) {
    inside.set_learning_rate(rate(epoch + 1));
    validation.push_back(inside.evaluate(other.x, other.y)["accuracy"]);
    return true;
  });
  const auto schedule = nn::LearningRateSchedule{[&](Index epoch, float) { return rate(epoch); }};
  const auto history = training.fit(s.tensor(4), s.labels(),
                                    {.epochs = 4,
                                     .batch_size = 4,
                                     .validation_data = {other.tensor(4), other.labels()},
                                     .seed = 3,
                                     .callbacks = {schedule},
                                     .verbose = 0});
  CHECK(homes.same());
  CHECK(validation == history["val_accuracy"]);
  CHECK(last["accuracy"] == history["accuracy"].back());
}

/// A user's metric: the share of predictions that are sure of themselves.
struct Sureness {
  float limit = 0.5f;
  int sure = 0, all = 0;
  static constexpr std::string_view name = "sureness";
  void reset() { sure = all = 0; }
  template <class T, class Target>
  void update(std::span<const T> prediction, std::span<const Target>) {
    ++all;
    for (const T p : prediction) sure += p > static_cast<T>(limit);
  }
  double result() const { return all == 0 ? 0.0 : static_cast<double>(sure) / all; }
};

TEST_CASE("A user's metric is reported by its name, and counts since reset", "[training]") {
  auto homes = mlp();
  const RandomSamples<float> s(10, 4);
  auto training = homes.heap.compile(crossentropy, nn::SGD{}, Sureness{}, Sureness{.limit = 0.4f});
  auto inside = homes.inside.compile<4>(crossentropy, nn::SGD{}, Sureness{}, Sureness{.limit = 0.4f});
  const auto wanted = training.evaluate(s.tensor(4), s.labels());
  const auto have = inside.evaluate(s.x, s.y);
  CHECK(have["sureness"] == wanted["sureness"]);
  CHECK(have["sureness_1"] == wanted["sureness_1"]);
  CHECK(have["sureness"] < have["sureness_1"]);
  CHECK(inside.metric<0>().all == 10);
  inside.reset_metrics();
  CHECK(inside.metric<0>().all == 0);
  std::ostringstream out;
  out << have;
  CHECK_THAT(out.str(), contains(" - sureness: ") && contains(" - sureness_1: "));
  CHECK_THROWS_MATCHES(have["f1"], InvalidInput, message_contains("there is no \"f1\", only loss, sureness, sureness_1"));
}

TEST_CASE("seed repeats a fit, and without it a second one goes on", "[training]") {
  const RandomSamples<float> s(12, 36);
  const auto trained = [&](std::uint64_t seed, int fits) {
    auto model = cnn().inside;
    auto training = model.compile<4, 12>(crossentropy, nn::SGD{});
    for (int i = 0; i < fits; ++i) {
      if (i == 0 || fits == 3) training.seed(seed);
      training.fit(s.x, s.y);
    }
    return std::vector<float>(model.parameters().begin(), model.parameters().end());
  };
  CHECK(trained(1, 1) == trained(1, 1));
  CHECK(trained(1, 1) != trained(2, 1));
  CHECK(trained(1, 2) == trained(1, 2));
}

TEST_CASE("compile, fit, evaluate and predict need no heap", "[training]") {
  const RandomSamples<float> s(10, 36);
  auto model = cnn().inside;
  std::vector<float> y(30);
  double loss = 0.0;
  CHECK(allocations_of([&] {
          auto training = model.compile<4, 10>(crossentropy, nn::Adam{}, nn::Accuracy{}, nn::ConfusionMatrix<3>{});
          training.seed(1);
          loss = training.fit(s.x, s.y, {.epochs = 2}, [](Index, const auto&) { return true; }).loss();
          loss += training.evaluate(s.x, s.y).loss();
          training.train_on_batch(std::span(s.x).first(144), std::span(s.y).first(4));
          model.predict(s.x, y);
        }) == 0);
  CHECK(loss > 0.0);
}

}  // namespace linnet::test::static_training
