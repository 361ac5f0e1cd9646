// SPDX-License-Identifier: MIT
#include <linnet/callbacks/early_stopping.hpp>
#include <linnet/callbacks/learning_rate.hpp>
#include <linnet/callbacks/monitor.hpp>
#include <linnet/io/model_checkpoint.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>

#include <limits>
#include <string>

namespace linnet::test::monitor {

namespace nn = linnet;
using nn::MonitorMode;

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

TEST_CASE("The automatic mode knows which numbers should grow", "[callbacks]") {
  for (const std::string prefix : {"", "val_"}) {
    for (const char* name : {"accuracy", "top_k_accuracy", "balanced_accuracy", "acc", "auc", "precision", "recall",
                             "specificity", "f1", "fbeta", "r2", "matthews_correlation", "cohen_kappa"}) {
      INFO(prefix << name);
      CHECK(nn::detail::larger_is_better(prefix + name, MonitorMode::automatic));
      CHECK_FALSE(nn::detail::larger_is_better(prefix + name, MonitorMode::min));
    }
    for (const char* name : {"loss", "log_loss", "mean_squared_error", "mean_absolute_error", "anything"}) {
      INFO(prefix << name);
      CHECK_FALSE(nn::detail::larger_is_better(prefix + name, MonitorMode::automatic));
      CHECK(nn::detail::larger_is_better(prefix + name, MonitorMode::max));
    }
  }
}

TEST_CASE("A number is better if it is so by more than min_delta", "[callbacks]") {
  nn::detail::Best low;
  CHECK(low.improves(1.0, false, 0.25));
  CHECK_FALSE(low.improves(1.0, false, 0.25));
  CHECK_FALSE(low.improves(0.75, false, 0.25));  // by exactly min_delta
  CHECK(low.value == 1.0);                       // small steps add up against the best, not against the last
  CHECK(low.improves(0.5, false, 0.25));
  CHECK(low.value == 0.5);

  nn::detail::Best high;
  CHECK(high.improves(1.0, true, 0.25));
  CHECK_FALSE(high.improves(1.25, true, 0.25));
  CHECK_FALSE(high.improves(0.0, true, 0.25));
  CHECK(high.improves(1.5, true, 0.25));
  CHECK(high.value == 1.5);
}

TEST_CASE("A NaN is never better, and the first number after it is", "[callbacks]") {
  for (const bool larger : {false, true}) {
    nn::detail::Best best;
    CHECK_FALSE(best.improves(nan, larger, 0.0));
    CHECK_FALSE(best.improves(nan, larger, 0.0));
    CHECK_FALSE(best.improves(larger ? -infinity : infinity, larger, 0.0));  // as in Keras: nothing is worse
    CHECK(best.improves(3.0, larger, 0.0));
    CHECK_FALSE(best.improves(nan, larger, 0.0));
    CHECK(best.value == 3.0);
    CHECK(best.improves(larger ? 4.0 : 2.0, larger, 0.0));
  }
}

TEST_CASE("A number that nobody logs is refused with the names there are", "[callbacks]") {
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  const auto refused = [&](const nn::AnyCallback& callback, const std::string& sentence) {
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, {.callbacks = {callback}, .verbose = 0}), nn::InvalidInput,
                         message_contains(sentence));
  };
  refused(nn::EarlyStopping{},
          "EarlyStopping: there is no \"val_loss\" to monitor, only loss, accuracy; names with val_ need validation_data or "
          "validation_split");
  refused(nn::EarlyStopping{.monitor = "acuracy", .start_from_epoch = 5}, "EarlyStopping: there is no \"acuracy\" to monitor");
  refused(nn::ReduceLearningRateOnPlateau{.monitor = "val_auc"},
          "ReduceLearningRateOnPlateau: there is no \"val_auc\" to monitor");
  refused(nn::ModelCheckpoint{.path = "never_written", .monitor = "los", .save_best_only = true},
          "ModelCheckpoint: there is no \"los\" to monitor");
}

}  // namespace linnet::test::monitor
