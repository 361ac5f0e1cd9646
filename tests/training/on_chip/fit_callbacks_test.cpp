// SPDX-License-Identifier: MIT
#include <linnet/training/on_chip/fit_callbacks.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/static_models.hpp>

#include <string>
#include <utility>
#include <vector>

namespace linnet::test::fit_callbacks {

namespace nn = linnet;

constexpr nn::SparseCategoricalCrossentropy crossentropy{};

/// A fit of both homes of a small CNN with the same seed: `options` for Training, `given` for StaticTraining, which ends in the same bits.
template <class... Given>
auto check_same(nn::FitOptions<float> options, bool shuffle, Given&&... given) {
  auto homes = cnn<float>();
  const RandomSamples<float> s(45, 36);
  auto training = homes.heap.compile(crossentropy, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
  auto inside = homes.inside.template compile<8, 45>(crossentropy, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
  inside.seed(5);
  options.seed = 5;
  options.batch_size = 8;
  options.shuffle = shuffle;
  options.verbose = 0;
  const auto history = training.fit(s.tensor(6, 6, 1), s.labels(), options);
  const auto results = inside.fit(s.x, s.y, {.epochs = options.epochs, .shuffle = shuffle}, std::forward<Given>(given)...);
  CHECK(homes.same());
  CHECK(inside.steps() == training.steps());
  CHECK(inside.learning_rate() == training.learning_rate());
  return std::pair(history, results);
}

TEST_CASE("Weights of samples and of classes train as in Training", "[training/on_chip]") {
  const RandomSamples<float> s(45, 36);
  const nn::Tensor<1> weights = Eigen::TensorMap<const nn::Tensor<1>>(s.weights.data(), 45);
  const float of_classes[]{0.5f, 2.0f, 1.0f};
  const std::vector<std::pair<std::int32_t, float>> pairs{{0, 0.5f}, {1, 2.0f}};
  for (const bool shuffle : {true, false}) {
    check_same({.epochs = 2, .sample_weight = weights}, shuffle, nn::sample_weight(s.weights));
    check_same({.epochs = 2, .class_weight = pairs}, shuffle, nn::class_weight(std::span(of_classes).first(2)));
    check_same({.epochs = 2, .class_weight = pairs, .sample_weight = weights}, shuffle, nn::class_weight(of_classes),
               nn::sample_weight(s.weights));
  }
}

TEST_CASE("Weights of classes of one output train as in Training", "[training/on_chip]") {
  TwoHomes homes{nn::Input<4>{}, nn::Dense<3, nn::relu>{}, nn::Dense<1, nn::sigmoid>{}};
  const RandomSamples<float> s(12, 4);
  std::vector<float> y;
  for (const auto label : s.y) y.push_back(label == 1 ? 1.0f : 0.0f);
  const Eigen::TensorMap<const nn::Tensor<2>> targets(y.data(), 12, 1);
  auto training = homes.heap.compile(nn::BinaryCrossentropy{}, nn::SGD{});
  auto inside = homes.inside.compile<5>(nn::BinaryCrossentropy{}, nn::SGD{});
  training.fit(s.tensor(4), targets,
               {.epochs = 2, .batch_size = 5, .shuffle = false, .class_weight = {{0, 0.25f}, {1, 3.0f}}, .verbose = 0});
  const float of_classes[]{0.25f, 3.0f};
  inside.fit(s.x, y, {.epochs = 2}, nn::class_weight(of_classes));
  CHECK(homes.same());
}

TEST_CASE("A target of -1 is of no class that has a weight", "[training/on_chip]") {
  nn::StaticSequential model{nn::Input<4>{}, nn::Dense<1>{}};
  auto weighted_model = model;
  auto plain = model.compile<5>(nn::MeanSquaredError{}, nn::SGD{});
  auto weighted = weighted_model.compile<5>(nn::MeanSquaredError{}, nn::SGD{});
  const RandomSamples<float> s(12, 4);
  const std::vector<float> y(12, -1.0f);
  const float of_classes[]{0.25f, 3.0f};
  plain.fit(s.x, y);
  weighted.fit(s.x, y, {}, nn::class_weight(of_classes));
  CHECK(same_bits(model.parameters(), weighted_model.parameters()));
}

TEST_CASE("Validation data and schedules are those of Training", "[training/on_chip]") {
  const RandomSamples<float> other(21, 36);
  const auto validated = check_same({.epochs = 3, .validation_data = {other.tensor(6, 6, 1), other.labels()}}, true,
                                    nn::validation_data(other.x, other.y), nn::on_epoch_end([&](const auto& state) {
                                      CHECK(state.validates);
                                      CHECK(state.validation.names == state.results.names);
                                      CHECK(state.validation.loss() > 0.0);
                                    }));
  CHECK(validated.first["val_loss"].size() == 3);
  check_same({.epochs = 4, .callbacks = {nn::cosine_decay(0.02f, 3)}}, true, nn::CosineDecay{0.02f, 3});
  check_same({.epochs = 4, .callbacks = {nn::warm_up(2, nn::step_decay(0.02f, 0.5f, 1))}}, false,
             nn::WarmUp{2, nn::StepDecay{0.02f, 0.5f}});
  check_same({.epochs = 2,
              .callbacks = {nn::LearningRateSchedule{[](Index epoch, float rate) { return epoch == 0 ? rate : 0.001f; }}}},
             true, [](Index epoch, float rate) { return epoch == 0 ? rate : 0.001f; });
}

/// Notes the events of a fit.
struct Events {
  std::string text{};
  template <class S>
  void on_train_begin(S&) {
    text += "begin ";
  }
  template <class S>
  void on_epoch_begin(S& s) {
    text += "epoch" + std::to_string(s.epoch) + ":";
  }
  template <class S>
  void on_batch_end(S& s) {
    text += std::to_string(s.batch) + "/" + std::to_string(s.batches) + " ";
    if (s.epoch == 1 && s.batch == 1) s.stop_training = true;
  }
  template <class S>
  void on_epoch_end(S&) {
    text += "end ";
  }
  template <class S>
  void on_train_end(S&) {
    text += "over";
  }
};

TEST_CASE("Callbacks see every event in order, and may end the fit within an epoch, without a heap", "[training/on_chip]") {
  nn::StaticSequential model{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.compile<8>(crossentropy, nn::SGD{});
  const RandomSamples<float> s(20, 4);
  Events events;
  int batches = 0, epochs = 0;
  training.fit(
      s.x, s.y, {.epochs = 5}, events, [&](Index, const auto& results) { return ++epochs, results.loss() > 0; },
      nn::on_batch_end([&](const auto& state) {
        CHECK(state.loss > 0.0f);
        ++batches;
      }));
  CHECK(events.text == "begin epoch0:0/3 1/3 2/3 end epoch1:0/3 1/3 end over");
  CHECK(batches == 5);
  CHECK(epochs == 2);
  CHECK(training.steps() == 5);

  nn::BestWeights<decltype(model)> best;
  nn::StaticEarlyStopping stopping{.patience = 2, .restore_best = best};
  const float weights[]{1, 2, 3};
  CHECK(allocations_of([&] {
          training.fit(s.x, s.y, {.epochs = 3}, nn::sample_weight(s.weights), nn::class_weight(weights),
                       nn::validation_data(s.x, s.y), stopping, nn::CosineDecay{0.1f, 3}, nn::on_batch_end([](auto&) {}));
        }) == 0);
}

TEST_CASE("Wrong weights, validation data and schedules fail before anything changes", "[training/on_chip]") {
  nn::StaticSequential model{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}};
  const auto before = model;
  auto training = model.compile<8>(crossentropy, nn::SGD{});
  const RandomSamples<float> s(20, 4);
  const auto refused = [&](const char* sentence, auto&& given) {
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, {}, given), InvalidInput, message_contains(sentence));
    CHECK(same_bits(model.parameters(), before.parameters()));
  };
  refused("sample_weight needs one weight per sample", nn::sample_weight(std::span(s.weights).first(19)));
  std::vector<float> negative(20, 1.0f);
  negative[3] = -1.0f;
  refused("sample_weight must be finite, and 0 or more", nn::sample_weight(negative));
  refused("class_weight must be finite", nn::class_weight(std::span(negative).first(4)));
  refused("y needs one target per sample", nn::validation_data(s.x, std::vector<std::int32_t>(3)));
  refused("StepDecay: initial and factor", nn::StepDecay{0.1f, 0.5f, 0});
  refused("WarmUp: epochs must be", nn::WarmUp{0, nn::CosineDecay{0.1f, 2}});
}

}  // namespace linnet::test::fit_callbacks
