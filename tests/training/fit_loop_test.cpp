// SPDX-License-Identifier: MIT
#include <linnet/callbacks/lambda_callback.hpp>
#include <linnet/training/training.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet::test::fit {

namespace nn = linnet;

/// Does not move the parameters: every number that fit reports can be computed again.
constexpr nn::SGD standing_still{.learning_rate = 0.0f};

std::vector<std::string> names_of(const nn::History& history) {
  std::vector<std::string> names;
  for (const auto& [name, values] : history.columns()) names.push_back(name);
  return names;
}

TEST_CASE("History has the columns of Keras, an entry an epoch", "[training]") {
  const Samples s = three_classes(20);
  Classifier model = classifier();
  auto training = compile(model);
  const nn::History plain = training.fit(s.x, s.y, {.epochs = 3, .verbose = 0});
  CHECK(names_of(plain) == std::vector<std::string>{"loss", "accuracy", "seconds"});
  CHECK(plain.epochs() == 3);
  CHECK(plain.stop_reason.empty());
  const nn::History validated = training.fit(s.x, s.y, {.epochs = 2, .validation_split = 0.25f, .verbose = 0});
  CHECK(names_of(validated) == std::vector<std::string>{"loss", "accuracy", "val_loss", "val_accuracy", "seconds"});
  for (const auto& [name, values] : validated.columns()) {
    INFO(name);
    CHECK(values.size() == 2);
    CHECK(std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v) && v >= 0.0; }));
  }
}

TEST_CASE("fit learns", "[training]") {
  const Samples s = three_classes(300);
  Classifier model = classifier();
  auto training = compile(model);
  const nn::History history = training.fit(s.x, s.y, {.epochs = 10, .validation_split = 0.2f, .verbose = 0});
  CHECK(history["loss"].back() < 0.25 * history["loss"].front());
  CHECK(history["val_accuracy"].back() > 0.95);
}

TEST_CASE("validation_split takes the last fraction, before shuffling", "[training]") {
  const Samples s = three_classes(20);
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  const nn::History history = training.fit(s.x, s.y, {.epochs = 2, .batch_size = 3, .validation_split = 0.25f, .verbose = 0});
  const auto first = training.evaluate(s.x_part(0, 15), s.y_part(0, 15));
  const auto last = training.evaluate(s.x_part(15, 5), s.y_part(15, 5));
  for (const std::size_t epoch : {0u, 1u}) {
    CHECK_THAT(history["loss"][epoch], WithinRel(first.loss(), 1e-6));
    CHECK(history["accuracy"][epoch] == first["accuracy"]);
    CHECK_THAT(history["val_loss"][epoch], WithinRel(last.loss(), 1e-6));
    CHECK(history["val_accuracy"][epoch] == last["accuracy"]);
  }
}

TEST_CASE("validation_split counts as Keras does: floor of samples times the rest", "[training]") {
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  for (const Index samples : {10, 100, 1000, 1500}) {
    const Samples s = three_classes(samples);
    for (const Index percent : {10, 15, 20, 25, 30, 40, 50, 60, 70, 90}) {
      const auto before = training.steps();
      training.fit(s.x, s.y, {.batch_size = 1, .validation_split = static_cast<float>(percent) / 100.0f, .verbose = 0});
      INFO(percent << " % of " << samples);
      CHECK(training.steps() - before == static_cast<std::uint64_t>(samples * (100 - percent) / 100));
    }
  }
}

TEST_CASE("validation_data comes before validation_split", "[training]") {
  const Samples s = three_classes(20), other = three_classes(9, 2);
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  const nn::History history =
      training.fit(s.x, s.y, {.batch_size = 1, .validation_split = 0.25f, .validation_data = {other.x, other.y}, .verbose = 0});
  CHECK(training.steps() == 20);
  const auto want = training.evaluate(other.x, other.y, 1);
  CHECK(history["val_loss"][0] == want.loss());
  CHECK(history["val_accuracy"][0] == want["accuracy"]);
}

TEST_CASE("fit trains the partial last batch, and each sample counts the same in the loss", "[training]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  const double want = training.test_on_batch(s.x, s.y).loss();
  const nn::History history = training.fit(s.x, s.y, {.epochs = 2, .batch_size = 4, .verbose = 0});
  CHECK(training.steps() == 6);
  CHECK_THAT(history["loss"][1], WithinRel(want, 1e-6));
  training.fit(s.x, s.y, {.batch_size = 100, .verbose = 0});  // more than there are
  CHECK(training.steps() == 7);
}

TEST_CASE("fit without shuffling is train_on_batch in the order of the data", "[training]") {
  const Samples s = three_classes(10);
  Classifier by_fit = classifier(), by_hand = classifier();
  auto fitted = compile(by_fit), stepped = compile(by_hand);
  const nn::History history = fitted.fit(s.x, s.y, {.epochs = 2, .batch_size = 4, .shuffle = false, .verbose = 0});
  for (const std::size_t epoch : {0u, 1u}) {
    double sum = 0.0;
    for (const Index first : {0, 4, 8}) {
      const Index n = std::min<Index>(4, 10 - first);
      sum += stepped.train_on_batch(s.x_part(first, n), s.y_part(first, n)).loss() * static_cast<double>(n);
    }
    CHECK(history["loss"][epoch] == sum / 10);
  }
  CHECK(same_bits(by_fit.parameters(), by_hand.parameters()));
}

TEST_CASE("fit shuffles anew in each epoch, and takes every sample once", "[training]") {
  // One sample a step and targets that no step can reach: the loss of a step names its sample.
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  std::vector<double> losses;
  for (Index i = 0; i < 12; ++i) losses.push_back(training.test_on_batch(s.x_part(i, 1), s.y_part(i, 1)).loss());

  struct Order {
    const std::vector<double>& losses;
    std::vector<std::vector<std::ptrdiff_t>> epochs{};
    double sum = 0.0;
    void on_epoch_begin(nn::FitState&) {
      epochs.emplace_back();
      sum = 0.0;
    }
    void on_batch_end(nn::FitState& state) {  // logs hold the mean so far
      const double before = sum;
      sum = state.logs[0].second * static_cast<double>(state.batch + 1);
      const auto nearest = std::min_element(losses.begin(), losses.end(), [&](double a, double b) {
        return std::abs(a - (sum - before)) < std::abs(b - (sum - before));
      });
      epochs.back().push_back(nearest - losses.begin());
    }
  } order{losses};
  training.fit(s.x, s.y, {.epochs = 3, .batch_size = 1, .seed = 1, .callbacks = {order}, .verbose = 0});
  REQUIRE(order.epochs.size() == 3);
  for (auto epoch : order.epochs) {
    CHECK_FALSE(std::is_sorted(epoch.begin(), epoch.end()));
    std::sort(epoch.begin(), epoch.end());
    for (std::size_t i = 0; i < 12; ++i) CHECK(epoch[i] == static_cast<std::ptrdiff_t>(i));
  }
  CHECK(order.epochs[0] != order.epochs[1]);
  CHECK(order.epochs[1] != order.epochs[2]);
}

std::vector<float> parameters_after(const Samples& s, nn::FitOptions<float> options, std::uint64_t weights_seed = 7) {
  Classifier model = classifier(weights_seed);
  auto training = compile(model);
  options.epochs = 3;
  options.batch_size = 7;
  options.verbose = 0;
  training.fit(s.x, s.y, options);
  return parameters_of(model);
}

TEST_CASE("Two runs with one seed give the same bits, another seed gives others", "[training]") {
  const Samples s = three_classes(50);
  const std::vector<float> first = parameters_after(s, {.seed = 3});
  CHECK(same_bits(first, parameters_after(s, {.seed = 3})));
  CHECK_FALSE(same_bits(first, parameters_after(s, {.seed = 4})));
  CHECK_FALSE(same_bits(first, parameters_after(s, {.shuffle = false, .seed = 3})));
  CHECK_FALSE(same_bits(first, parameters_after(s, {.seed = 3}, 8)));
  CHECK(same_bits(parameters_after(s, {}), parameters_after(s, {})));
}

TEST_CASE("A second fit goes on: steps, optimizer and order", "[training]") {
  const Samples s = three_classes(30);
  Classifier once_model = classifier(), twice_model = classifier();
  auto once = compile(once_model), twice = compile(twice_model);
  // One order for the epochs of a fit: a new fit starts from the file's order, so compare without shuffling.
  once.fit(s.x, s.y, {.epochs = 4, .shuffle = false, .verbose = 0});
  twice.fit(s.x, s.y, {.epochs = 2, .shuffle = false, .verbose = 0});
  twice.fit(s.x, s.y, {.epochs = 2, .shuffle = false, .verbose = 0});
  CHECK(once.steps() == twice.steps());
  CHECK(same_bits(once_model.parameters(), twice_model.parameters()));
}

TEST_CASE("epochs = 0 does nothing", "[training]") {
  const Samples s = three_classes(30);
  Classifier model = classifier();
  const std::vector<float> before = parameters_of(model);
  auto training = compile(model);
  const nn::History history = training.fit(s.x, s.y, {.epochs = 0, .validation_split = 0.5f, .verbose = 0});
  CHECK(history.epochs() == 0);
  CHECK(history.columns().empty());
  CHECK(history.stop_reason.empty());
  CHECK(training.steps() == 0);
  CHECK(same_bits(before, model.parameters()));
}

TEST_CASE("sample_weight and class_weight weigh each sample in the loss", "[training]") {
  const Samples s = three_classes(9);
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  nn::Tensor<1> sample_weight(9);
  for (Index i = 0; i < 9; ++i) sample_weight(i) = 0.25f * static_cast<float>(i);
  const decltype(nn::FitOptions<float>::class_weight) class_weight{{0, 2.0f}, {2, 0.5f}};  // class 1: 1
  const auto weight_of_class = [&](Index i) { return s.y(i) == 0 ? 2.0 : s.y(i) == 2 ? 0.5 : 1.0; };

  double by_sample = 0.0, by_class = 0.0, by_both = 0.0;
  for (Index i = 0; i < 9; ++i) {
    const double loss = training.test_on_batch(s.x_part(i, 1), s.y_part(i, 1)).loss();
    const double weight = static_cast<double>(sample_weight(i));
    by_sample += weight * loss / 9;  // Keras divides by the number of samples, not by the sum of weights
    by_class += weight_of_class(i) * loss / 9;
    by_both += weight * weight_of_class(i) * loss / 9;
  }
  const auto fitted = [&](nn::FitOptions<float> options) {
    options.batch_size = 4;
    options.verbose = 0;
    return training.fit(s.x, s.y, options)["loss"][0];
  };
  CHECK_THAT(fitted({.sample_weight = sample_weight}), WithinRel(by_sample, 1e-6));
  CHECK_THAT(fitted({.class_weight = class_weight}), WithinRel(by_class, 1e-6));
  CHECK_THAT(fitted({.class_weight = class_weight, .sample_weight = sample_weight}), WithinRel(by_both, 1e-6));
  CHECK_THAT(training.test_on_batch(s.x, s.y, sample_weight).loss(), WithinRel(by_sample, 1e-6));
}

TEST_CASE("Data with weights in one argument trains and evaluates as with the option", "[training]") {
  const Samples s = three_classes(50);
  nn::Tensor<1> weights(50);
  for (Index i = 0; i < 50; ++i) weights(i) = 0.1f * static_cast<float>(i);
  Classifier model = classifier();
  auto training = compile(model);
  const nn::Dataset<float> data{s.x, s.y, weights};
  training.fit(data, {.epochs = 3, .batch_size = 7, .seed = 1, .verbose = 0});
  CHECK(same_bits(model.parameters(), parameters_after(s, {.seed = 1, .sample_weight = weights})));
  CHECK(training.evaluate(data).values == training.evaluate(s.x, s.y, {.sample_weight = weights}).values);
  CHECK_THROWS_WITH(training.fit(data, {.sample_weight = weights, .verbose = 0}),
                    "fit: the data has a sample_weight, and so have the options; give one of them");

  // Batches from anywhere validate on weighted data too.
  const std::vector batches{std::pair{s.x, s.y}};
  const nn::History history = training.fit(batches, {.validation_data = data, .verbose = 0});
  CHECK(history["val_loss"][0] == training.evaluate(data, 50).loss());
  const std::vector<std::uint32_t> some{4, 40, 7};
  CHECK_THAT(training.evaluate(s.x, s.y, {.sample_weight = weights, .samples = some}).loss(),
             WithinRel((0.4 * training.test_on_batch(s.x_part(4, 1), s.y_part(4, 1)).loss() +
                        4.0 * training.test_on_batch(s.x_part(40, 1), s.y_part(40, 1)).loss() +
                        0.7 * training.test_on_batch(s.x_part(7, 1), s.y_part(7, 1)).loss()) /
                           3,
                       1e-6));
}

TEST_CASE("class_weight trains as the same weights for each sample do", "[training]") {
  const Samples s = three_classes(50);
  nn::Tensor<1> sample_weight(50);
  for (Index i = 0; i < 50; ++i) sample_weight(i) = s.y(i) == 1 ? 3.0f : 1.0f;
  const std::vector<float> by_class = parameters_after(s, {.seed = 1, .class_weight = {{1, 3.0f}}});
  CHECK(same_bits(by_class, parameters_after(s, {.seed = 1, .sample_weight = sample_weight})));
  CHECK_FALSE(same_bits(by_class, parameters_after(s, {.seed = 1})));
}

TEST_CASE("A weight of 0 leaves a sample out", "[training]") {
  const Samples s = three_classes(20);
  Samples spoiled = s;
  nn::Tensor<1> sample_weight(20);
  sample_weight.setConstant(1.0f);
  for (const Index i : {3, 11}) {
    sample_weight(i) = 0.0f;
    spoiled.y(i) = (s.y(i) + 1) % 3;
    spoiled.x(i, 0) += 5.0f;
  }
  CHECK(same_bits(parameters_after(s, {.seed = 1, .sample_weight = sample_weight}),
                  parameters_after(spoiled, {.seed = 1, .sample_weight = sample_weight})));
}

TEST_CASE("validation_split splits sample_weight too; class_weight does not weigh the validation", "[training]") {
  const Samples s = three_classes(20);
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  nn::Tensor<1> sample_weight(20);
  for (Index i = 0; i < 20; ++i) sample_weight(i) = i < 15 ? 1.0f : 3.0f;
  const double last = training.evaluate(s.x_part(15, 5), s.y_part(15, 5)).loss();
  const nn::History history = training.fit(s.x, s.y,
                                           {.validation_split = 0.25f,
                                            .class_weight = {{0, 9.0f}, {1, 9.0f}, {2, 9.0f}},
                                            .sample_weight = sample_weight,
                                            .verbose = 0});
  CHECK_THAT(history["val_loss"][0], WithinRel(3.0 * last, 1e-6));
  CHECK_THAT(history["loss"][0], WithinRel(9.0 * training.evaluate(s.x_part(0, 15), s.y_part(0, 15)).loss(), 1e-6));
}

/// The samples with these indices, one after the other.
Samples copy_of(const Samples& s, const std::vector<std::uint32_t>& indices) {
  Samples copy{nn::Tensor<2>(static_cast<Index>(indices.size()), 4), nn::Labels(static_cast<Index>(indices.size()))};
  for (Index i = 0; i < copy.y.size(); ++i) {
    const Index from{indices[static_cast<std::size_t>(i)]};
    for (Index k = 0; k < 4; ++k) copy.x(i, k) = s.x(from, k);
    copy.y(i) = s.y(from);
  }
  return copy;
}

const std::vector<std::uint32_t> chosen{17, 3, 3, 29, 0, 8, 21, 11, 5, 26, 14};  // in any order, and one of them twice

TEST_CASE("fit with samples trains on exactly these, in their order", "[training]") {
  const Samples s = three_classes(30), copy = copy_of(s, chosen);
  const std::vector<float> want = parameters_after(copy, {.shuffle = false});
  CHECK(same_bits(parameters_after(s, {.shuffle = false, .samples = chosen}), want));
  CHECK_FALSE(same_bits(parameters_after(s, {.shuffle = false}), want));
  // Shuffled by the same seed: the same order of the same samples.
  CHECK(same_bits(parameters_after(s, {.seed = 1, .samples = chosen}), parameters_after(copy, {.seed = 1})));
  std::vector<std::uint32_t> all(30);
  std::iota(all.begin(), all.end(), 0u);
  CHECK(same_bits(parameters_after(s, {.seed = 1, .samples = all}), parameters_after(s, {.seed = 1})));

  Classifier model = classifier();
  auto training = compile(model);
  Index batches = 0;
  const nn::LambdaCallback count{.on_train_begin = [&](nn::FitState& state) { batches = state.batches; }};
  training.fit(s.x, s.y, {.epochs = 2, .batch_size = 4, .callbacks = {count}, .samples = chosen, .verbose = 0});
  CHECK(batches == 3);
  CHECK(training.steps() == 6);
  training.fit(s.x, s.y, {.batch_size = 1000, .samples = chosen, .verbose = 0});
  CHECK(training.steps() == 7);
}

TEST_CASE("More samples than there are, drawn with repetition", "[training]") {
  const Samples s = three_classes(10);
  std::vector<std::uint32_t> drawn;
  Random random(1);
  for (int i = 0; i < 50; ++i) drawn.push_back(random.below(10));
  const Samples copy = copy_of(s, drawn);
  Classifier model = classifier(), other = classifier();
  auto training = compile(model), by_copy = compile(other);
  training.fit(s.x, s.y, {.batch_size = 100, .shuffle = false, .samples = drawn, .verbose = 0});
  by_copy.fit(copy.x, copy.y, {.batch_size = 100, .shuffle = false, .verbose = 0});
  CHECK(same_bits(model.parameters(), other.parameters()));
}

TEST_CASE("Weights of samples go with their indices", "[training]") {
  const Samples s = three_classes(30), copy = copy_of(s, chosen);
  nn::Tensor<1> weights(30), copied(static_cast<Index>(chosen.size()));
  for (Index i = 0; i < 30; ++i) weights(i) = 0.1f * static_cast<float>(i);
  for (std::size_t i = 0; i < chosen.size(); ++i) copied(static_cast<Index>(i)) = weights(Index{chosen[i]});
  const decltype(nn::FitOptions<float>::class_weight) by_class{{0, 2.0f}, {2, 0.5f}};
  const auto want = parameters_after(copy, {.shuffle = false, .class_weight = by_class, .sample_weight = copied});
  CHECK(same_bits(
      parameters_after(s, {.shuffle = false, .class_weight = by_class, .sample_weight = weights, .samples = chosen}), want));
  CHECK_FALSE(same_bits(parameters_after(s, {.shuffle = false, .class_weight = by_class, .samples = chosen}), want));
  CHECK_FALSE(same_bits(parameters_after(s, {.shuffle = false, .sample_weight = weights, .samples = chosen}), want));

  // As validation_split does: sample_weight weighs the validation too, class_weight does not.
  Classifier model = classifier();
  auto training = compile(model, standing_still);
  const nn::History history = training.fit(s.x, s.y,
                                           {.batch_size = 4,
                                            .class_weight = by_class,
                                            .sample_weight = weights,
                                            .samples = {},
                                            .validation_samples = chosen,
                                            .verbose = 0});
  double sum = 0.0;
  for (const std::uint32_t i : chosen) {
    sum += static_cast<double>(weights(Index{i})) * training.test_on_batch(s.x_part(i, 1), s.y_part(i, 1)).loss();
  }
  CHECK_THAT(history["val_loss"][0], WithinRel(sum / static_cast<double>(chosen.size()), 1e-6));
}

TEST_CASE("fit with validation_samples validates on these", "[training]") {
  const Samples s = three_classes(30), copy = copy_of(s, chosen), other = three_classes(9, 2);
  Classifier model = classifier();
  auto training = compile(model);
  const std::vector<std::uint32_t> train{1, 2, 4, 6, 7, 9};
  for (const Index batch : {1, 4, 32}) {
    const nn::History history = training.fit(
        s.x, s.y, {.epochs = 2, .batch_size = batch, .samples = train, .validation_samples = chosen, .verbose = 0});
    const auto want = training.evaluate(copy.x, copy.y, std::min<Index>(batch, 32));
    CHECK_THAT(history["val_loss"][1], WithinRel(want.loss(), 1e-6));
    CHECK(history["val_accuracy"][1] == want["accuracy"]);
  }
  // Before validation_data and validation_split, and without samples all of x train.
  const auto before = training.steps();
  const nn::History history = training.fit(s.x, s.y,
                                           {.batch_size = 1,
                                            .validation_split = 0.5f,
                                            .validation_data = {other.x, other.y},
                                            .validation_samples = chosen,
                                            .verbose = 0});
  CHECK(training.steps() - before == 30);
  CHECK(history["val_loss"][0] == training.evaluate(copy.x, copy.y, 1).loss());
}

TEST_CASE("validation_data goes with samples", "[training]") {
  const Samples s = three_classes(30), other = three_classes(9, 2);
  Classifier model = classifier();
  auto training = compile(model);
  const nn::History history =
      training.fit(s.x, s.y, {.batch_size = 1, .validation_data = {other.x, other.y}, .samples = chosen, .verbose = 0});
  CHECK(training.steps() == chosen.size());
  CHECK(history["val_loss"][0] == training.evaluate(other.x, other.y, 1).loss());
}

TEST_CASE("Indices that name no sample are refused before anything is changed", "[training]") {
  const Samples s = three_classes(30);
  Classifier model = classifier();
  auto training = compile(model);
  const std::vector<float> before = parameters_of(model);
  int calls = 0;
  const nn::LambdaCallback count{.on_train_begin = [&](nn::FitState&) { ++calls; }};
  const auto refused = [&](nn::FitOptions<float> options, const std::string& sentence) {
    options.callbacks = {count};
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, options), nn::InvalidInput, message_contains(sentence));
    CHECK(calls == 0);
    CHECK(training.steps() == 0);
    CHECK(same_bits(before, model.parameters()));
  };
  const std::vector<std::uint32_t> behind{3, 30, 2}, far{0xffffffffu};
  refused({.samples = behind}, "fit: samples has 30 at place 1; x has the samples 0 to 29");
  refused({.samples = far}, "fit: samples has 4294967295 at place 0; x has the samples 0 to 29");
  refused({.validation_samples = behind}, "fit: validation_samples has 30 at place 1; x has the samples 0 to 29");
  refused({.validation_split = 0.5f, .samples = chosen},
          "fit: validation_split and samples exclude each other; name the validation_samples too");
}

// Two linear layers: a step that is far too large makes outputs that no float can hold, from parameters that still are numbers.
struct Exploding {
  nn::Tensor<2> x{12, 4};
  nn::Tensor<1> y{12};
  Exploding() {
    Random random(5);
    fill_uniform(x.data(), x.size(), random);
    fill_uniform(y.data(), y.size(), random);
  }
};

TEST_CASE("What a callback evaluates between two batches does not count in the metrics of the epoch", "[training]") {
  const Samples s = three_classes(20), other = three_classes(6);
  const auto accuracy = [&](const std::function<void(decltype(compile(std::declval<Classifier&>()))&)>& act) {
    Classifier model = classifier();
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, standing_still, nn::Accuracy{});
    nn::LambdaCallback between{.on_batch_end = [&](nn::FitState&) { act(training); }};
    return training.fit(s.x, s.y, {.epochs = 2, .batch_size = 4, .callbacks = {between}, .verbose = 0})["accuracy"];
  };
  const auto want = accuracy([](auto&) {});
  CHECK(accuracy([&](auto& training) { training.evaluate(other.x, other.y); }) == want);
  CHECK(accuracy([&](auto& training) { training.test_on_batch(other.x, other.y); }) == want);
  CHECK(accuracy([&](auto& training) { training.compute_gradients(other.x, other.y); }) == want);
}

TEST_CASE("A loss that is not finite stops fit, says where, and keeps what was there before", "[training]") {
  const Exploding data;
  nn::Sequential model{nn::Input<4>{}, nn::Dense<6>{}, nn::Dense<1>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 0.01f});
  struct Raise {
    Index epoch, batch;
    int epochs_ended = 0, trainings_ended = 0;
    std::vector<float> parameters{};
    std::function<std::vector<float>()> read{};
    void on_batch_end(nn::FitState& state) {
      if (state.epoch == epoch && state.batch == batch) state.learning_rate = 1e20f;
      if (state.epoch == epoch && state.batch == batch + 1) parameters = read();
    }
    void on_epoch_end(nn::FitState&) { ++epochs_ended; }
    void on_train_end(nn::FitState&) { ++trainings_ended; }
  } raise{2, 0};
  raise.read = [&] { return parameters_of(model); };
  const nn::History history = training.fit(data.x, data.y, {.epochs = 10, .batch_size = 3, .callbacks = {raise}, .verbose = 0});

  // In epoch 3 the step of batch 2 is far too large, and batch 3 finds out.
  CHECK_THAT(history.stop_reason, contains("the loss became") && contains("in epoch 3, batch 3"));
  CHECK(history.epochs() == 2);
  CHECK(history["loss"].size() == 2);
  CHECK(std::isfinite(history["loss"][1]));
  CHECK(training.steps() == 2 * 4 + 2);
  CHECK(raise.epochs_ended == 2);
  CHECK(raise.trainings_ended == 1);
  const std::vector<float> after = parameters_of(model);
  CHECK(same_bits(after, raise.parameters));
  CHECK(std::all_of(after.begin(), after.end(), [](float p) { return std::isfinite(p); }));

  SECTION("and can go on with other parameters") {
    model.initialize(1);
    training.set_learning_rate(0.01f);
    CHECK(training.fit(data.x, data.y, {.epochs = 2, .verbose = 0}).epochs() == 2);
  }
}

TEST_CASE("Options in a variable keep what was made for them: validation data, weights and samples", "[training]") {
  const Samples s = three_classes(300), other = three_classes(200, 2);
  const auto weights = [] {
    nn::Tensor<1> w(300);
    for (Index i = 0; i < 300; ++i) w(i) = static_cast<float>(i % 3);
    return w;
  };
  const auto samples = [] {
    std::vector<std::uint32_t> all(200);
    std::iota(all.begin(), all.end(), 50u);
    return all;
  };
  const auto history_with = [&](const nn::FitOptions<float>& options) {
    for (Index i = 0; i < 300; ++i) nn::Tensor<1>(i).setConstant(1e30f);  // over what was freed
    Classifier model = classifier();
    auto training = compile(model);
    const nn::History history = training.fit(s.x, s.y, options);
    return std::pair(history["loss"], history["val_loss"]);
  };
  const nn::Tensor<1> w = weights();
  const std::vector<std::uint32_t> indices = samples();
  const nn::FitOptions<float> named{
      .epochs = 2, .validation_data = {other.x, other.y}, .seed = 1, .sample_weight = w, .samples = indices, .verbose = 0};
  const nn::FitOptions<float> made{.epochs = 2,
                                   .validation_data = {three_classes(200, 2).x, three_classes(200, 2).y},
                                   .seed = 1,
                                   .sample_weight = weights(),
                                   .samples = samples(),
                                   .verbose = 0};
  CHECK(history_with(made) == history_with(named));
}

TEST_CASE("A column of a History that is a temporary is a vector of its own", "[training]") {
  STATIC_REQUIRE(std::is_same_v<decltype(std::declval<nn::History>()["loss"]), std::vector<double>>);
  STATIC_REQUIRE(!std::is_reference_v<decltype(std::declval<nn::History>().columns())>);
  const Samples s = three_classes(20);
  Classifier model = classifier();
  auto training = compile(model);
  std::size_t epochs = 0;
  for (const double loss : training.fit(s.x, s.y, {.epochs = 3, .verbose = 0})["loss"]) epochs += std::isfinite(loss) ? 1u : 0u;
  CHECK(epochs == 3);
}

TEST_CASE("A batch that makes no step is passed over, and an epoch of nothing else stops fit", "[training]") {
  nn::Tensor<2> x{12, 4}, y{12, 1};
  Random random(5);
  fill_uniform(x.data(), x.size(), random);
  fill_uniform(y.data(), y.size(), random);
  nn::Sequential model{nn::Input<4>{}, nn::Dense<6>{}, nn::BatchNormalization{}, nn::Dense<1>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{});
  const nn::FitOptions<float> options{.epochs = 3, .batch_size = 4, .verbose = 0};
  x(5, 2) = 1e20f;
  const nn::History history = training.fit(x, y, options);
  CHECK(history.epochs() == 3);
  CHECK(history.stop_reason.empty());
  CHECK(training.steps() == 3 * 2);
  for (const float number : model.state()) REQUIRE(std::isfinite(number));

  x(0, 0) = x(11, 3) = 1e20f;
  const std::vector<float> before = parameters_of(model);
  const nn::History stopped = training.fit(x, y, {.epochs = 3, .batch_size = 12, .verbose = 0});
  CHECK(stopped.epochs() == 0);
  CHECK_THAT(stopped.stop_reason, contains("no batch of epoch 1 made a step"));
  CHECK(same_bits(parameters_of(model), before));
}

}  // namespace linnet::test::fit
