// SPDX-License-Identifier: MIT
#include <linnet/callbacks/learning_rate.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/scripted_fit.hpp>
#include <tests/support/small_models.hpp>

#include <limits>
#include <string>
#include <vector>

namespace linnet::test::learning_rate {

namespace nn = linnet;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// The learning rates of the first `epochs` epochs, where it is 1 before.
std::vector<float> rates_of(const nn::LearningRateSchedule& schedule, std::size_t epochs) {
  ScriptedFit script;
  script.run(schedule, "val_loss", std::vector<double>(epochs, 0.0));
  return script.rates;
}

using Rates = std::vector<float>;

TEST_CASE("LearningRateSchedule sets the learning rate before each epoch, from its number and the present one", "[callbacks]") {
  CHECK(rates_of({[](Index epoch, float) { return static_cast<float>(epoch); }}, 3) == Rates{0, 1, 2});
  CHECK(rates_of({[](Index, float rate) { return 0.5f * rate; }}, 3) == Rates{0.5f, 0.25f, 0.125f});
}

TEST_CASE("step_decay multiplies once every few epochs", "[callbacks]") {
  CHECK(rates_of(nn::step_decay(0.5f, 0.5f, 2), 5) == Rates{0.5f, 0.5f, 0.25f, 0.25f, 0.125f});
  CHECK(rates_of(nn::step_decay(0.5f, 0.5f, 100), 3) == Rates{0.5f, 0.5f, 0.5f});
  CHECK_THROWS_MATCHES(nn::step_decay(0.1f, 0.5f, 0), nn::InvalidInput,
                       message_contains("step_decay: every is 0; it must be at least 1"));
}

TEST_CASE("exponential_decay multiplies in each epoch", "[callbacks]") {
  CHECK(rates_of(nn::exponential_decay(2.0f, 0.25f), 4) == Rates{2.0f, 0.5f, 0.125f, 0.03125f});
  // From the beginning, without the roundings of the epochs before.
  CHECK(rates_of(nn::exponential_decay(0.1f, 0.9f), 31).back() ==
        static_cast<float>(static_cast<double>(0.1f) * std::pow(static_cast<double>(0.9f), 30.0)));
}

TEST_CASE("cosine_decay falls along half a cosine and stays at its end", "[callbacks]") {
  const Rates rates = rates_of(nn::cosine_decay(1.0f, 4), 7);
  const double root = std::sqrt(0.5);
  CHECK(rates[0] == 1.0f);
  CHECK_THAT(rates[1], WithinRel(static_cast<float>(0.5 + 0.5 * root), 1e-7f));
  CHECK(rates[2] == 0.5f);
  CHECK_THAT(rates[3], WithinRel(static_cast<float>(0.5 - 0.5 * root), 1e-6f));
  for (const std::size_t after : {4u, 5u, 6u}) CHECK(rates[after] == 0.0f);

  CHECK(rates_of(nn::cosine_decay(1.0f, 2, 0.5f), 4) == Rates{1.0f, 0.75f, 0.5f, 0.5f});
  CHECK_THROWS_MATCHES(nn::cosine_decay(0.1f, 0), nn::InvalidInput,
                       message_contains("cosine_decay: epochs is 0; it must be at least 1"));
}

TEST_CASE("warm_up rises evenly, then follows the other schedule from its beginning", "[callbacks]") {
  CHECK(rates_of(nn::warm_up(3, nn::exponential_decay(1.0f, 0.5f)), 6) == Rates{0.25f, 0.5f, 0.75f, 1.0f, 0.5f, 0.25f});
  CHECK(rates_of(nn::warm_up(1, nn::cosine_decay(1.0f, 2)), 4) == Rates{0.5f, 1.0f, 0.5f, 0.0f});
  CHECK(rates_of(nn::warm_up(1, nn::warm_up(1, nn::step_decay(1.0f, 0.5f, 1))), 4) == Rates{0.25f, 0.5f, 1.0f, 0.5f});
  CHECK_THROWS_MATCHES(nn::warm_up(0, nn::exponential_decay(1, 1)), nn::InvalidInput,
                       message_contains("warm_up: epochs is 0; it must be at least 1"));
}

TEST_CASE("warm_up before a schedule that goes on from the present rate starts from the one before the rise", "[callbacks]") {
  const nn::LearningRateSchedule keep{[](Index, float rate) { return rate; }},
      halve{[](Index, float rate) { return rate / 2; }};
  CHECK(rates_of(nn::warm_up(3, keep), 6) == Rates{0.25f, 0.5f, 0.75f, 1.0f, 1.0f, 1.0f});
  CHECK(rates_of(nn::warm_up(1, halve), 4) == Rates{0.25f, 0.5f, 0.25f, 0.125f});
}

TEST_CASE("A schedule in a fit: each step takes its rate", "[callbacks]") {
  const Samples s = three_classes(12);
  Classifier by_schedule = classifier(), by_hand = classifier();
  auto fitted = compile(by_schedule, {.learning_rate = 9.0f}), stepped = compile(by_hand, {.learning_rate = 9.0f});
  fitted.fit(s.x, s.y,
             {.epochs = 3, .batch_size = 12, .shuffle = false, .callbacks = {nn::exponential_decay(0.5f, 0.5f)}, .verbose = 0});
  for (const float rate : {0.5f, 0.25f, 0.125f}) {
    stepped.set_learning_rate(rate);
    stepped.train_on_batch(s.x, s.y);
  }
  CHECK(same_bits(by_schedule.parameters(), by_hand.parameters()));
  CHECK(fitted.learning_rate() == 0.125f);
  const nn::LearningRateSchedule wrong{[](Index, float) { return nan; }};
  CHECK_THROWS_MATCHES(fitted.fit(s.x, s.y, {.callbacks = {wrong}, .verbose = 0}), nn::InvalidInput,
                       message_contains("learning_rate is nan"));
}

/// The learning rates of the epochs with these values of val_loss, and the one after them.
Rates plateau(nn::ReduceLearningRateOnPlateau reduce, const std::vector<double>& values) {
  ScriptedFit script;
  script.run(reduce, reduce.monitor, values);
  script.rates.push_back(script.fit.learning_rate);
  return script.rates;
}

// The rates are those of keras.callbacks.ReduceLROnPlateau, followed line by line.
TEST_CASE("ReduceLearningRateOnPlateau multiplies after `patience` epochs without an improvement", "[callbacks]") {
  CHECK(plateau({.factor = 0.5f, .patience = 1}, {5, 4, 4, 4, 3}) == Rates{1, 1, 1, 0.5f, 0.25f, 0.25f});
  CHECK(plateau({.factor = 0.5f, .patience = 2}, {5, 5, 5, 5, 5}) == Rates{1, 1, 1, 0.5f, 0.5f, 0.25f});
  CHECK(plateau({.factor = 0.5f, .patience = 2}, {5, 5, 4, 4, 3}) == Rates{1, 1, 1, 1, 1, 1});
  CHECK(plateau({.factor = 0.25f, .patience = 0}, {5, 5, 4}) == Rates{1, 1, 0.25f, 0.25f});
  CHECK(nn::ReduceLearningRateOnPlateau{}.patience == 10);
  CHECK(nn::ReduceLearningRateOnPlateau{}.factor == 0.1f);
}

TEST_CASE("ReduceLearningRateOnPlateau takes less than min_delta for no improvement", "[callbacks]") {
  const std::vector<double> slow{4, 3.75, 3.5, 3.25};
  CHECK(plateau({.factor = 0.5f, .patience = 1}, slow) == Rates{1, 1, 1, 1, 1});
  CHECK(plateau({.factor = 0.5f, .patience = 1, .min_delta = 0.25}, slow) == Rates{1, 1, 0.5f, 0.5f, 0.25f});
  CHECK(plateau({.factor = 0.5f, .patience = 1}, {4, 3.99995, 3.9999}) == Rates{1, 1, 0.5f, 0.25f});  // the default: 1e-4
}

TEST_CASE("ReduceLearningRateOnPlateau counts nothing during its cooldown", "[callbacks]") {
  const std::vector<double> flat(8, 5.0);
  CHECK(plateau({.factor = 0.5f, .patience = 1, .cooldown = 0}, flat) ==
        Rates{1, 1, 0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f});
  // In Keras the cooldown's last epoch counts for the patience: 1 and 1 behave as 0 and 1.
  CHECK(plateau({.factor = 0.5f, .patience = 1, .cooldown = 1}, flat) ==
        Rates{1, 1, 0.5f, 0.25f, 0.125f, 0.0625f, 0.03125f, 0.015625f, 0.0078125f});
  CHECK(plateau({.factor = 0.5f, .patience = 1, .cooldown = 3}, flat) ==
        Rates{1, 1, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f, 0.25f, 0.125f});
  CHECK(plateau({.factor = 0.5f, .patience = 2, .cooldown = 3}, flat) == Rates{1, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.25f});
}

TEST_CASE("ReduceLearningRateOnPlateau does not go below min_learning_rate", "[callbacks]") {
  CHECK(plateau({.factor = 0.5f, .patience = 1, .min_learning_rate = 0.375f}, {5, 5, 5, 5}) ==
        Rates{1, 1, 0.5f, 0.375f, 0.375f});
  CHECK(plateau({.factor = 0.5f, .patience = 1, .min_learning_rate = 2.0f}, {5, 5, 5}) ==
        Rates{1, 1, 1, 1});  // nor rises to it
}

TEST_CASE("ReduceLearningRateOnPlateau follows a number down or up, and a NaN is no improvement", "[callbacks]") {
  const std::vector<double> rises{1, 2, 3};
  const double none = std::numeric_limits<double>::quiet_NaN();
  CHECK(plateau({.monitor = "accuracy", .factor = 0.5f, .patience = 1}, rises) == Rates{1, 1, 1, 1});
  CHECK(plateau({.monitor = "val_loss", .factor = 0.5f, .patience = 1}, rises) == Rates{1, 1, 0.5f, 0.25f});
  CHECK(plateau({.monitor = "val_loss", .factor = 0.5f, .patience = 1, .mode = nn::MonitorMode::max}, rises) ==
        Rates{1, 1, 1, 1});
  CHECK(plateau({.factor = 0.5f, .patience = 1}, {none, 9, none, 8}) == Rates{1, 0.5f, 0.5f, 0.25f, 0.25f});
}

TEST_CASE("ReduceLearningRateOnPlateau starts anew with each fit", "[callbacks]") {
  ScriptedFit script;
  nn::ReduceLearningRateOnPlateau reduce{.factor = 0.5f, .patience = 2, .cooldown = 5};
  script.run(reduce, "val_loss", {1, 1, 1});
  CHECK(script.learning_rate == 0.5f);
  script.run(reduce, "val_loss", {9, 9});
  CHECK(script.learning_rate == 0.5f);
  script.run(reduce, "val_loss", {9, 9, 9});
  CHECK(script.learning_rate == 0.25f);
}

TEST_CASE("A factor that would not reduce is refused before the first step", "[callbacks]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model);
  for (const float factor : {1.0f, 2.0f, 0.0f, -0.5f, nan}) {
    CHECK_THROWS_MATCHES(
        training.fit(s.x, s.y,
                     {.callbacks = {nn::ReduceLearningRateOnPlateau{.monitor = "loss", .factor = factor}}, .verbose = 0}),
        nn::InvalidInput, message_contains("ReduceLearningRateOnPlateau: factor is "));
  }
  CHECK(training.steps() == 0);
}

TEST_CASE("Settings of schedules that cannot be are refused", "[callbacks]") {
  CHECK_THROWS_MATCHES(nn::step_decay(nan, 0.5f, 1), nn::InvalidInput,
                       message_contains("step_decay: initial is nan; it must be"));
  CHECK_THROWS_MATCHES(nn::exponential_decay(1.0f, -0.5f), nn::InvalidInput, message_contains("step_decay: factor is -0.5; "));
  CHECK_THROWS_MATCHES(nn::cosine_decay(-1.0f, 3), nn::InvalidInput, message_contains("cosine_decay: initial is -1; "));
  CHECK_THROWS_MATCHES(nn::cosine_decay(1.0f, 3, nan), nn::InvalidInput, message_contains("cosine_decay: last is nan; "));
  CHECK_THROWS_MATCHES(nn::warm_up(2, {}), nn::InvalidInput, message_contains("warm_up: what follows it has no schedule"));
  CHECK_THROWS_MATCHES(rates_of({}, 1), nn::InvalidInput, message_contains("LearningRateSchedule: it has no schedule"));
  const auto refused = [](const nn::ReduceLearningRateOnPlateau& plateau, const std::string& reason) {
    CHECK_THROWS_MATCHES(ScriptedFit{}.run(plateau, "val_loss", {1.0}), nn::InvalidInput,
                         message_contains("ReduceLearningRateOnPlateau: " + reason));
  };
  refused({.patience = -1}, "patience is -1; ");
  refused({.min_delta = static_cast<double>(nan)}, "min_delta is nan; ");
  refused({.cooldown = -1}, "cooldown is -1; ");
  refused({.min_learning_rate = nan}, "min_learning_rate is nan; ");
}

}  // namespace linnet::test::learning_rate
