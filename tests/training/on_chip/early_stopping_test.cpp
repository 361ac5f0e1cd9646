// SPDX-License-Identifier: MIT
#include <linnet/training/on_chip/early_stopping.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/static_models.hpp>

#include <cmath>
#include <string>

namespace linnet::test::static_early_stopping {

namespace nn = linnet;

/// Fits of both homes, with `stopping` on the heap and `inside` on the chip: they end in the same epoch with the same weights.
void check_same(nn::EarlyStopping stopping, nn::StaticEarlyStopping inside, bool validates) {
  TwoHomes homes{nn::Input<6>{}, nn::Dense<12, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<3, nn::softmax>{}};
  const RandomSamples<float> s(24, 6), other(12, 6);
  auto training = homes.heap.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.05f}, nn::Accuracy{});
  auto on_chip =
      homes.inside.compile<8, 24>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.05f}, nn::Accuracy{});
  on_chip.seed(2);
  nn::FitOptions<float> options{.epochs = 40, .batch_size = 8, .seed = 2, .verbose = 0};
  if (validates) options.validation_data = {other.tensor(6), other.labels()};
  options.callbacks = {stopping};
  const auto history = training.fit(s.tensor(6), s.labels(), options);
  Index epochs = 0;
  const auto count = [&](Index, const auto&) { return ++epochs > 0; };
  if (validates) {
    on_chip.fit(s.x, s.y, {.epochs = 40}, nn::validation_data(other.x, other.y), inside, count);
  } else {
    on_chip.fit(s.x, s.y, {.epochs = 40}, inside, count);
  }
  CHECK(epochs == static_cast<Index>(history["loss"].size()));
  CHECK(inside.stopped == (epochs < 40));
  CHECK(inside.best_epoch < epochs);
  CHECK(homes.same());
}

using Model = decltype(nn::StaticSequential{nn::Input<6>{}, nn::Dense<12, nn::relu>{}, nn::BatchNormalization{},
                                            nn::Dense<3, nn::softmax>{}});

TEST_CASE("A fit on the chip stops where EarlyStopping does, with the best weights or the last", "[training/on_chip]") {
  nn::BestWeights<Model> room;
  check_same({.patience = 2}, {.patience = 2}, true);
  check_same({.patience = 3, .restore_best = true}, {.patience = 3, .restore_best = room}, true);
  check_same({.monitor = "val_accuracy", .patience = 4, .restore_best = true},
             {.monitor = "val_accuracy", .patience = 4, .restore_best = room}, true);
  check_same({.monitor = "loss", .min_delta = 0.05, .patience = 1, .restore_best = true},
             {.monitor = "loss", .min_delta = 0.05, .patience = 1, .restore_best = room}, false);
  check_same({.monitor = "loss", .patience = 50, .restore_best = true},
             {.monitor = "loss", .patience = 50, .restore_best = room}, false);
  check_same({.monitor = "accuracy", .mode = nn::MonitorMode::min, .restore_best = true, .start_from_epoch = 3},
             {.monitor = "accuracy", .mode = nn::MonitorMode::min, .restore_best = room, .start_from_epoch = 3}, false);
}

TEST_CASE("StaticEarlyStopping refuses settings and names that make no sense", "[training/on_chip]") {
  nn::StaticSequential model{nn::Input<6>{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  const RandomSamples<float> s(8, 6);
  const auto refused = [&](nn::StaticEarlyStopping stopping, const char* sentence) {
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, {}, stopping), InvalidInput, message_contains(sentence));
  };
  refused({}, "needs validation_data(x, y)");
  refused({.monitor = "loss", .patience = -1}, "patience must not be negative");
  refused({.monitor = "loss", .min_delta = std::nan("")}, "min_delta finite");
  refused({.monitor = "sauce"}, "set mode");
  nn::BestWeights<Model> other;
  refused({.monitor = "loss", .restore_best = other}, "room for the numbers of this model");
  refused({.monitor = "accuracy"}, "there is no \"accuracy\", only loss");
}

}  // namespace linnet::test::static_early_stopping
