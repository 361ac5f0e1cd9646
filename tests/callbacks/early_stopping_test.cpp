// SPDX-License-Identifier: MIT
#include <linnet/callbacks/early_stopping.hpp>
#include <linnet/callbacks/learning_rate.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/scripted_fit.hpp>
#include <tests/support/small_models.hpp>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::early_stopping {

namespace nn = linnet;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Epochs that are run with these values of what is monitored.
Index epochs_with(nn::EarlyStopping stopping, const std::vector<double>& values) {
  return ScriptedFit{}.run(stopping, stopping.monitor, values);
}

// The numbers of epochs are those of keras.callbacks.EarlyStopping, followed line by line.
TEST_CASE("EarlyStopping ends fit after `patience` epochs without an improvement", "[callbacks]") {
  const std::vector<double> falls_then_rises{5, 4, 3, 4, 5, 2, 3, 3, 3, 3, 1};
  CHECK(epochs_with({.patience = 0}, falls_then_rises) == 4);
  CHECK(epochs_with({.patience = 1}, falls_then_rises) == 4);
  CHECK(epochs_with({.patience = 2}, falls_then_rises) == 5);
  CHECK(epochs_with({.patience = 3}, falls_then_rises) == 9);
  CHECK(epochs_with({.patience = 4}, falls_then_rises) == 10);
  CHECK(epochs_with({.patience = 5}, falls_then_rises) == 11);
  CHECK(epochs_with({.patience = 0}, {5, 5, 5}) == 2);  // equal is no improvement
  CHECK(epochs_with({.patience = 0}, {3, 2, 1}) == 3);
}

TEST_CASE("EarlyStopping refuses settings with which it would end fit for no reason", "[callbacks]") {
  const auto refused = [](const nn::EarlyStopping& stopping, const std::string& reason) {
    CHECK_THROWS_MATCHES(epochs_with(stopping, {3, 2, 1}), nn::InvalidInput, message_contains("EarlyStopping: " + reason));
  };
  refused({.patience = -1}, "patience is -1; it must not be negative");
  refused({.min_delta = nan}, "min_delta is nan; it must be finite");
  refused({.baseline = nan}, "baseline is nan; it must be finite");
}

TEST_CASE("EarlyStopping says why fit ended, and keeps what it found", "[callbacks]") {
  nn::EarlyStopping stopping{.patience = 2};
  ScriptedFit script;
  script.run(stopping, "val_loss", {5, 2.5, 3, 4, 1});
  CHECK(script.fit.stop_training);
  CHECK(script.fit.stop_reason == "EarlyStopping: val_loss has not improved since epoch 2 (2.5)");
  CHECK(stopping.best.value == 2.5);
  CHECK(stopping.best_epoch == 1);
  CHECK(stopping.wait == 2);

  script.run(stopping, "val_loss", {9, 8});  // a new fit starts from the beginning
  CHECK_FALSE(script.fit.stop_training);
  CHECK(script.fit.stop_reason.empty());
  CHECK(stopping.best.value == 8.0);
}

TEST_CASE("EarlyStopping takes less than min_delta for no improvement", "[callbacks]") {
  const std::vector<double> slow{4, 3.75, 3.5, 3.25, 3};
  CHECK(epochs_with({.patience = 1}, slow) == 5);
  CHECK(epochs_with({.min_delta = 0.25, .patience = 1}, slow) == 2);  // exactly min_delta
  CHECK(epochs_with({.min_delta = 0.25, .patience = 2}, slow) == 5);  // 3.5 is better than the best, 4, by more
  CHECK(epochs_with({.min_delta = 2.0, .patience = 3}, slow) == 4);
  CHECK(epochs_with({.min_delta = -0.25, .patience = 1}, slow) == 2);  // its size counts, as in Keras
  CHECK(epochs_with({.monitor = "accuracy", .min_delta = 0.25, .patience = 1}, {1, 1.25}) == 2);
}

TEST_CASE("EarlyStopping follows a number down or up", "[callbacks]") {
  const std::vector<double> rises{1, 2, 3, 4}, falls{4, 3, 2, 1};
  using enum nn::MonitorMode;
  CHECK(epochs_with({.monitor = "accuracy"}, rises) == 4);
  CHECK(epochs_with({.monitor = "accuracy"}, falls) == 2);
  CHECK(epochs_with({.monitor = "accuracy", .mode = min}, falls) == 4);
  CHECK(epochs_with({.monitor = "val_loss"}, falls) == 4);
  CHECK(epochs_with({.monitor = "val_loss"}, rises) == 2);
  CHECK(epochs_with({.monitor = "val_loss", .mode = max}, rises) == 4);
}

TEST_CASE("EarlyStopping does not look at epochs before start_from_epoch", "[callbacks]") {
  const std::vector<double> values{1, 9, 9, 8, 7, 8, 6};
  CHECK(epochs_with({.start_from_epoch = 0}, values) == 2);
  CHECK(epochs_with({.start_from_epoch = 2}, values) == 6);
  CHECK(epochs_with({.patience = 2, .start_from_epoch = 2}, values) == 7);
  CHECK(epochs_with({.start_from_epoch = 7}, values) == 7);
}

TEST_CASE("An improvement that does not beat the baseline does not let EarlyStopping wait again", "[callbacks]") {
  const std::vector<double> values{9, 8, 7, 7, 5, 6, 6, 6, 6};
  CHECK(epochs_with({.patience = 3}, values) == 8);
  CHECK(epochs_with({.patience = 3, .baseline = 10.0}, values) == 8);
  CHECK(epochs_with({.patience = 3, .baseline = 5.5}, values) == 4);  // an epoch that improves never ends fit
  CHECK(epochs_with({.patience = 5, .baseline = 5.5}, values) == 9);
  CHECK(epochs_with({.patience = 5, .baseline = 5.0}, values) == 6);  // equal does not beat it
  CHECK(epochs_with({.monitor = "val_accuracy", .patience = 2, .baseline = 0.5}, {0.1, 0.2, 0.3, 0.3, 0.9}) == 4);
  ScriptedFit script;
  script.run(nn::EarlyStopping{.patience = 3, .baseline = 5.5}, "val_loss", values);
  CHECK(script.fit.stop_reason == "EarlyStopping: val_loss has not improved since epoch 3 (7), nor beaten the baseline 5.5");
}

TEST_CASE("A NaN is no improvement for EarlyStopping, and the first number after it is", "[callbacks]") {
  CHECK(epochs_with({.patience = 2}, {3, nan, nan, 2}) == 3);
  CHECK(epochs_with({.patience = 3}, {nan, nan, 9, 8, 7}) == 5);
  CHECK(epochs_with({.patience = 0}, {nan, 9, 8, nan, 7}) == 4);  // as in Keras, the first epoch never ends fit
  CHECK(epochs_with({.patience = 2}, {nan, nan, 9}) == 2);
}

TEST_CASE("restore_best gives parameters and state of the best epoch back", "[callbacks]") {
  ScriptedFit script;
  nn::EarlyStopping stopping{.patience = 2, .restore_best = true};
  const auto ends_with_epoch = [&](Index epoch) {
    CHECK(stopping.best_epoch == epoch);
    CHECK(same_bits(script.parameters, ScriptedFit::parameters_after(epoch)));
    CHECK(same_bits(script.state, ScriptedFit::state_after(epoch)));
  };
  SECTION("where it ended fit") {
    CHECK(script.run(stopping, "val_loss", {5, 4, 3, 4, 5, 2}) == 5);
    ends_with_epoch(2);
  }
  SECTION("where fit ended by itself") {
    CHECK(script.run(stopping, "val_loss", {5, 3, 4}) == 3);
    CHECK_FALSE(script.fit.stop_training);
    ends_with_epoch(1);
  }
  SECTION("the last one, if that is the best") {
    script.run(stopping, "val_loss", {5, 4, 3});
    ends_with_epoch(2);
  }
  SECTION("the first that it looked at, if none is a number") {
    stopping.start_from_epoch = 1;
    CHECK(script.run(stopping, "val_loss", {1, nan, nan, nan}) == 3);
    ends_with_epoch(1);
  }
  SECTION("of this fit, not of one before") {
    script.run(stopping, "val_loss", {1, 2});
    script.run(stopping, "val_loss", {9, 8, 7, 8});
    ends_with_epoch(2);
  }
  SECTION("and does nothing, if there was no epoch that it looked at") {
    stopping.start_from_epoch = 9;
    script.run(stopping, "val_loss", {5, 6});
    CHECK(same_bits(script.parameters, ScriptedFit::parameters_after(1)));
    script.run(stopping, "val_loss", {});
    CHECK(same_bits(script.parameters, ScriptedFit::parameters_after(1)));
  }
}

TEST_CASE("Without restore_best the model is that of the last epoch", "[callbacks]") {
  ScriptedFit script;
  script.run(nn::EarlyStopping{.patience = 2}, "val_loss", {5, 3, 4, 5});
  CHECK(same_bits(script.parameters, ScriptedFit::parameters_after(3)));
}

TEST_CASE("EarlyStopping in a fit: the best epoch's bits, with the statistics of BatchNormalization", "[callbacks]") {
  const Samples s = three_classes(60), other = three_classes(30, 2);
  nn::Sequential model{nn::Input<4>{}, nn::Dense<6>{}, nn::BatchNormalization<>{.momentum = 0.5f}, nn::Dense<3, nn::softmax>{}};
  model.initialize(3);
  struct Keep {
    decltype(model)* of;
    std::vector<decltype(model)> models{};
    void on_epoch_end(nn::FitState&) { models.push_back(*of); }
  } keep{&model};
  // Good for three epochs, then with a learning rate that spoils what was learned.
  const nn::LearningRateSchedule spoil{[](Index epoch, float) { return epoch < 3 ? 0.05f : 3.0f; }};
  nn::EarlyStopping stopping{.patience = 2, .restore_best = true};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.05f}, nn::Accuracy{});
  const nn::History history = training.fit(s.x, s.y,
                                           {.epochs = 20,
                                            .batch_size = 10,
                                            .validation_data = {other.x, other.y},
                                            .seed = 1,
                                            .callbacks = {spoil, keep, stopping},
                                            .verbose = 0});
  const auto& losses = history["val_loss"];
  const auto best = std::min_element(losses.begin(), losses.end());
  REQUIRE(best + 1 != losses.end());
  CHECK(stopping.best_epoch == best - losses.begin());
  CHECK(stopping.best.value == *best);
  CHECK_THAT(history.stop_reason, contains("EarlyStopping: val_loss has not improved since epoch "));
  const auto& want = keep.models[static_cast<std::size_t>(stopping.best_epoch)];
  CHECK_FALSE(same_bits(keep.models.back().parameters(), want.parameters()));
  CHECK(same_bits(model.parameters(), want.parameters()));
  CHECK(same_bits(model.state(), want.state()));
  CHECK(training.evaluate(other.x, other.y, 10).loss() == *best);
}

TEST_CASE("EarlyStopping gives the best epoch back also where a loss that is not finite ends fit", "[callbacks]") {
  const Samples s = three_classes(20);
  nn::Sequential linear{nn::Input<4>{}, nn::Dense<4>{}, nn::Dense<1>{}};
  const nn::Tensor<1> y = s.y.cast<float>();
  struct Keep {
    decltype(linear)* of;
    std::vector<float> parameters{};
    void on_epoch_end(nn::FitState& state) {
      if (state.epoch == 0) parameters = parameters_of(*of);
    }
  } keep{&linear};
  const nn::LearningRateSchedule explode{[](Index epoch, float) { return epoch < 1 ? 0.01f : 1e18f; }};
  auto training = linear.compile(nn::MeanSquaredError{}, nn::SGD{});
  const nn::History history =
      training.fit(s.x, y,
                   {.epochs = 9,
                    .batch_size = 5,
                    .callbacks = {explode, keep, nn::EarlyStopping{.monitor = "loss", .patience = 9, .restore_best = true}},
                    .verbose = 0});
  CHECK_THAT(history.stop_reason, contains("fit: the loss became"));
  CHECK(same_bits(linear.parameters(), keep.parameters));
}

}  // namespace linnet::test::early_stopping
