// SPDX-License-Identifier: MIT
#include <linnet/callbacks/callback.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <string>
#include <utility>
#include <vector>

namespace linnet::test::callback {

namespace nn = linnet;

/// Records which member is called, and the position of fit at that time.
struct Recorder {
  std::vector<std::string> events{};
  std::vector<nn::FitState> states{};
  void note(const char* event, const nn::FitState& state) {
    events.emplace_back(event);
    states.push_back(state);
  }
  void on_train_begin(nn::FitState& state) { note("train_begin", state); }
  void on_epoch_begin(nn::FitState& state) { note("epoch_begin", state); }
  void on_batch_end(nn::FitState& state) { note("batch_end", state); }
  void on_epoch_end(nn::FitState& state) { note("epoch_end", state); }
  void on_train_end(nn::FitState& state) { note("train_end", state); }
};

std::vector<std::string> names_of(const nn::FitState& state) {
  std::vector<std::string> names;
  for (const auto& [name, value] : state.logs) names.emplace_back(name);
  return names;
}

TEST_CASE("Callbacks are called in the order of Keras", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  Recorder recorder;
  training.fit(s.x, s.y, {.epochs = 2, .batch_size = 5, .callbacks = {recorder}, .verbose = 0});
  CHECK(recorder.events == std::vector<std::string>{"train_begin",                                         //
                                                    "epoch_begin", "batch_end", "batch_end", "epoch_end",  //
                                                    "epoch_begin", "batch_end", "batch_end", "epoch_end",  //
                                                    "train_end"});
}

/// A metric whose result is costly, so to speak.
struct Costly : nn::Accuracy {
  static inline int results = 0;
  double result() const {
    ++results;
    return nn::Accuracy::result();
  }
};

TEST_CASE("Metrics are worked out for each batch only if a callback looks at batches", "[callbacks]") {
  const Samples s = three_classes(40);
  Classifier model = classifier();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, Costly{});
  struct EpochOnly {
    void on_epoch_end(nn::FitState&) {}
  };
  const auto results_with = [&](const nn::AnyCallback& callback) {
    Costly::results = 0;
    training.fit(s.x, s.y, {.epochs = 3, .batch_size = 4, .callbacks = {callback}, .verbose = 0});
    return Costly::results;
  };
  CHECK(results_with(EpochOnly{}) == 3);
  CHECK(results_with(Recorder{}) == 3 * (10 + 1));
}

TEST_CASE("A callback learns epoch, batch and logs", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model, {.learning_rate = 0.25f});
  Recorder recorder;
  const nn::History history =
      training.fit(s.x, s.y, {.epochs = 2, .batch_size = 4, .validation_split = 0.3f, .callbacks = {recorder}, .verbose = 0});
  REQUIRE(recorder.states.size() == 1 + 2 * 4 + 1);
  const nn::FitState& last_batch = recorder.states[7];
  CHECK(last_batch.epoch == 1);
  CHECK(last_batch.epochs == 2);
  CHECK(last_batch.batch == 1);
  CHECK(last_batch.batches == 2);
  CHECK(last_batch.learning_rate == 0.25f);
  CHECK(names_of(last_batch) == std::vector<std::string>{"loss", "accuracy"});
  CHECK(last_batch.logs[0].second == history["loss"][1]);

  // Read after fit: the names in a copy of the state are still there.
  const nn::FitState& epoch_end = recorder.states[8];
  CHECK(names_of(epoch_end) == std::vector<std::string>{"loss", "accuracy", "val_loss", "val_accuracy"});
  CHECK(epoch_end.logs[2].second == history["val_loss"][1]);
}

TEST_CASE("Several callbacks are called one after the other", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  std::string calls;
  struct Letter {
    std::string* calls;
    char letter;
    void on_epoch_end(nn::FitState&) { *calls += letter; }
  };
  training.fit(s.x, s.y, {.epochs = 2, .callbacks = {Letter{&calls, 'a'}, Letter{&calls, 'b'}}, .verbose = 0});
  CHECK(calls == "abab");
}

TEST_CASE("An lvalue callback keeps its state, also over several fits; a temporary lives as long as the options",
          "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  struct Counter {
    int epochs = 0;
    int* copy_of_epochs = nullptr;
    void on_epoch_end(nn::FitState&) {
      ++epochs;
      if (copy_of_epochs) *copy_of_epochs = epochs;
    }
  };
  Counter counter;
  training.fit(s.x, s.y, {.epochs = 2, .callbacks = {counter}, .verbose = 0});
  training.fit(s.x, s.y, {.epochs = 3, .callbacks = {counter}, .verbose = 0});
  CHECK(counter.epochs == 5);

  int seen = 0;
  const nn::FitOptions<float> options{.epochs = 2, .callbacks = {Counter{0, &seen}}, .verbose = 0};
  training.fit(s.x, s.y, options);
  CHECK(seen == 2);
  training.fit(s.x, s.y, options);
  CHECK(seen == 4);
}

TEST_CASE("A callback that stops training after an epoch", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  struct Stop {
    bool ended = false;
    void on_epoch_end(nn::FitState& state) {
      state.stop_training = state.epoch == 1;
      if (state.stop_training) state.stop_reason = "enough";
    }
    void on_train_end(nn::FitState&) { ended = true; }
  } stop;
  const nn::History history = training.fit(s.x, s.y, {.epochs = 9, .batch_size = 5, .callbacks = {stop}, .verbose = 0});
  CHECK(history.epochs() == 2);
  CHECK(history.stop_reason == "enough");
  CHECK(training.steps() == 4);
  CHECK(stop.ended);
}

TEST_CASE("A callback that stops training after a batch", "[callbacks]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model, {.learning_rate = 0.0f});
  struct Stop {
    void on_batch_end(nn::FitState& state) { state.stop_training = state.epoch == 1 && state.batch == 1; }
  };
  Recorder recorder;
  const nn::History history = training.fit(s.x, s.y,
                                           {.epochs = 9,
                                            .batch_size = 4,
                                            .validation_data = {s.x, s.y},
                                            .shuffle = false,
                                            .callbacks = {Stop{}, recorder},
                                            .verbose = 0});
  CHECK(training.steps() == 5);
  // As in Keras, the epoch that was cut short is in History: with the mean over the samples that it saw.
  REQUIRE(history.epochs() == 2);
  const auto first_8 = training.evaluate(s.x_part(0, 8), s.y_part(0, 8));
  CHECK_THAT(history["loss"][1], WithinRel(first_8.loss(), 1e-6));
  CHECK(history["accuracy"][1] == first_8["accuracy"]);
  CHECK(history["val_loss"].size() == 2);
  CHECK(recorder.events.back() == "train_end");
  CHECK(recorder.events[recorder.events.size() - 2] == "epoch_end");
}

TEST_CASE("A callback that stops training before it begins", "[callbacks]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model);
  struct Stop {
    void on_train_begin(nn::FitState& state) { state.stop_training = true; }
  };
  CHECK(training.fit(s.x, s.y, {.epochs = 9, .callbacks = {Stop{}}, .verbose = 0}).epochs() == 0);
  CHECK(training.steps() == 0);
}

TEST_CASE("A callback changes the learning rate of the next step", "[callbacks]") {
  const Samples s = three_classes(12);
  Classifier by_callback = classifier(), by_hand = classifier();
  auto fitted = compile(by_callback, {.learning_rate = 0.5f}), stepped = compile(by_hand, {.learning_rate = 0.5f});
  struct Halve {
    void on_batch_end(nn::FitState& state) { state.learning_rate *= 0.5f; }
    void on_epoch_end(nn::FitState& state) { state.learning_rate = 0.125f; }
  };
  fitted.fit(s.x, s.y, {.epochs = 2, .batch_size = 6, .shuffle = false, .callbacks = {Halve{}}, .verbose = 0});
  for (const float rate : {0.5f, 0.125f}) {
    stepped.set_learning_rate(rate);
    stepped.train_on_batch(s.x_part(0, 6), s.y_part(0, 6));
    stepped.set_learning_rate(rate * 0.5f);
    stepped.train_on_batch(s.x_part(6, 6), s.y_part(6, 6));
  }
  CHECK(same_bits(by_callback.parameters(), by_hand.parameters()));
  CHECK(fitted.learning_rate() == 0.125f);
}

TEST_CASE("A learning rate that is none is refused also from a callback", "[callbacks]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model);
  struct Negative {
    void on_epoch_begin(nn::FitState& state) { state.learning_rate = -1.0f; }
  };
  CHECK_THROWS_MATCHES(training.fit(s.x, s.y, {.callbacks = {Negative{}}, .verbose = 0}), nn::InvalidInput,
                       message_contains("learning_rate is -1"));
  CHECK(training.steps() == 0);
}

struct NotACallback {
  void on_epoch_ends(nn::FitState&) {}  // a letter too many
};

TEST_CASE("A type without any of the members is no callback", "[callbacks]") {
  STATIC_REQUIRE(nn::Callback<Recorder>);
  STATIC_REQUIRE_FALSE(nn::Callback<NotACallback>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<NotACallback, nn::AnyCallback>);
}

}  // namespace linnet::test::callback
