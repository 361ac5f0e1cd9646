// SPDX-License-Identifier: MIT
#include <linnet/callbacks/lambda_callback.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::test::lambda_callback {

namespace nn = linnet;

TEST_CASE("LambdaCallback calls each of its functions when fit gets there", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  std::string calls;
  const auto letter = [&](char c) { return [&calls, c](nn::FitState&) { calls += c; }; };
  const nn::FitOptions<float> options{.epochs = 2,
                                      .batch_size = 5,
                                      .callbacks = {nn::LambdaCallback{.on_train_begin = letter('('),
                                                                       .on_epoch_begin = letter('['),
                                                                       .on_batch_end = letter('.'),
                                                                       .on_epoch_end = letter(']'),
                                                                       .on_train_end = letter(')')}},
                                      .verbose = 0};
  training.fit(s.x, s.y, options);
  CHECK(calls == "([..][..])");
}

TEST_CASE("Functions that LambdaCallback was not given do nothing", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier(), same = classifier();
  auto training = compile(model), without = compile(same);
  Index epochs = 0;
  training.fit(
      s.x, s.y,
      {.epochs = 3, .callbacks = {nn::LambdaCallback{.on_epoch_end = [&](nn::FitState&) { ++epochs; }}}, .verbose = 0});
  CHECK(epochs == 3);
  training.fit(s.x, s.y, {.callbacks = {nn::LambdaCallback{}}, .verbose = 0});
  without.fit(s.x, s.y, {.epochs = 3, .verbose = 0});
  without.fit(s.x, s.y, {.verbose = 0});
  CHECK(same_bits(model.parameters(), same.parameters()));
}

TEST_CASE("LambdaCallback can stop fit, and callbacks that are const are copied", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  const nn::LambdaCallback stop{.on_epoch_end = [](nn::FitState& state) { state.stop_training = state.epoch == 1; }};
  CHECK(training.fit(s.x, s.y, {.epochs = 9, .callbacks = {stop}, .verbose = 0}).epochs() == 2);
}

/// Becomes `value` with the sample number `at`.
struct Spoiled {
  double value = 0.0;
  Index at = 0;
  Index samples = 0;
  static constexpr std::string_view name = "spoiled";
  void reset() {}
  template <class T, class Y>
  void update(std::span<const T>, std::span<const Y>) {
    ++samples;
  }
  double result() const { return samples >= at ? value : 0.5; }
};

TEST_CASE("TerminateOnNan ends fit at the batch after which a metric is not finite", "[callbacks]") {
  const Samples s = three_classes(10);
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), -std::numeric_limits<double>::infinity()}) {
    Classifier model = classifier();
    auto training =
        model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{}, Spoiled{value, 14}, Spoiled{value, 14});
    int ended = 0;
    const nn::LambdaCallback count{.on_train_end = [&](nn::FitState&) { ++ended; }};
    const nn::History history =
        training.fit(s.x, s.y, {.epochs = 5, .batch_size = 2, .callbacks = {nn::TerminateOnNan{}, count}, .verbose = 0});
    CHECK(history.stop_reason == nn::detail::text("TerminateOnNan: spoiled became ", value, " in epoch 2, batch 2"));
    CHECK(training.steps() == 7);
    CHECK(history.epochs() == 2);  // as in Keras, with the epoch that was cut short
    CHECK(ended == 1);
  }
  Classifier model = classifier();
  auto training = compile(model);
  CHECK(training.fit(s.x, s.y, {.epochs = 5, .callbacks = {nn::TerminateOnNan{}}, .verbose = 0}).stop_reason.empty());
}

TEST_CASE("TerminateOnNan names the first number that is not finite", "[callbacks]") {
  nn::FitState state;
  state.logs = {
      {"loss", 0.5}, {"first", std::numeric_limits<double>::infinity()}, {"second", std::numeric_limits<double>::quiet_NaN()}};
  nn::TerminateOnNan{}.on_batch_end(state);
  CHECK(state.stop_training);
  CHECK(state.stop_reason == "TerminateOnNan: first became inf in epoch 1, batch 1");
}

TEST_CASE("Callbacks see what those before them did in the same call, and the last word counts", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  std::vector<float> seen;
  const nn::LambdaCallback set{.on_epoch_begin = [](nn::FitState& state) { state.learning_rate = 0.5f; }};
  const nn::LambdaCallback halve{.on_epoch_begin = [&](nn::FitState& state) {
    seen.push_back(state.learning_rate);
    state.learning_rate *= 0.5f;
  }};
  training.fit(s.x, s.y, {.epochs = 2, .callbacks = {set, halve}, .verbose = 0});
  CHECK(seen == std::vector<float>{0.5f, 0.5f});
  CHECK(training.learning_rate() == 0.25f);
  training.fit(s.x, s.y, {.epochs = 1, .callbacks = {halve, set}, .verbose = 0});
  CHECK(training.learning_rate() == 0.5f);
}

TEST_CASE("A callback can read and replace the model's parameters", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  const std::vector<float> before = parameters_of(model);
  auto training = compile(model);
  std::size_t scalar_bytes = 0;
  const nn::LambdaCallback undo{.on_epoch_end = [&](nn::FitState& state) {
    scalar_bytes = state.scalar_bytes;
    REQUIRE(state.parameters.size() == before.size() * sizeof(float));
    REQUIRE(static_cast<const void*>(state.parameters.data()) == model.parameters().data());
    REQUIRE(state.state.size() == model.state().size_bytes());
    std::memcpy(state.parameters.data(), before.data(), state.parameters.size());
  }};
  training.fit(s.x, s.y, {.epochs = 3, .callbacks = {undo}, .verbose = 0});
  CHECK(scalar_bytes == sizeof(float));
  CHECK(same_bits(model.parameters(), before));
  CHECK(training.steps() == 3);
}

}  // namespace linnet::test::lambda_callback
