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

bool grows(const std::string& name, MonitorMode mode = MonitorMode::automatic) {
  return nn::detail::larger_is_better("Somebody", name, mode);
}

TEST_CASE("The automatic mode knows which numbers should grow", "[callbacks]") {
  for (const std::string prefix : {"", "val_"}) {
    for (const std::string suffix : {"", "_1", "_12"}) {
      for (const char* name : {"accuracy", "top_k_accuracy", "balanced_accuracy", "acc", "auc", "roc_auc", "precision",
                               "average_precision", "recall", "specificity", "f1", "fbeta", "r2", "matthews_correlation",
                               "cohen_kappa", "confusion_matrix", "exact_match", "my_f1"}) {
        INFO(prefix << name << suffix);
        CHECK(grows(prefix + name + suffix));
        CHECK_FALSE(grows(prefix + name + suffix, MonitorMode::min));
      }
      for (const char* name : {"loss", "log_loss", "mean_squared_error", "mean_absolute_error", "my_loss"}) {
        INFO(prefix << name << suffix);
        CHECK_FALSE(grows(prefix + name + suffix));
        CHECK(grows(prefix + name + suffix, MonitorMode::max));
      }
    }
  }
}

TEST_CASE("The automatic mode knows every metric there is", "[callbacks]") {
  const auto known = [](const auto&... metric) {
    const auto check = [](std::string_view name) {
      INFO(name);
      CHECK(nn::detail::direction_of(name) != nn::detail::Direction::unknown);
    };
    (check(metric.name), ...);
  };
  known(nn::Accuracy{}, nn::TopKAccuracy<>{}, nn::ConfusionMatrix<2>{}, nn::Precision<>{}, nn::Recall<>{}, nn::Specificity<>{},
        nn::F1<>{}, nn::FBeta<>{}, nn::BalancedAccuracy<>{}, nn::MatthewsCorrelation<>{}, nn::CohenKappa<>{}, nn::LogLoss{},
        nn::BinnedAuc<>{}, nn::RocAuc<>{}, nn::AveragePrecision<>{}, nn::R2<>{}, nn::MeanSquaredErrorMetric{},
        nn::MeanAbsoluteErrorMetric{}, nn::RootMeanSquaredError{}, nn::MeanAbsolutePercentageError{}, nn::PrecisionAtRecall<>{},
        nn::BinaryAccuracy{}, nn::HammingLoss{}, nn::ExactMatch{}, nn::MultilabelConfusionMatrix<2>{});
}

TEST_CASE("A name that only contains that of a metric is unknown, and refused as in Keras", "[callbacks]") {
  for (const char* name : {"sauce", "val_sauce", "anything", "accurate", "accuracy_of_x", "preauc", "val_", "val", "", "_1",
                           "1", "auc_", "auc1", "auc_x1", "lossy", "gloss", "f1x", "seconds"}) {
    INFO(name);
    CHECK(nn::detail::direction_of(name) == nn::detail::Direction::unknown);
    CHECK_THROWS_MATCHES(grows(name), nn::InvalidInput,
                         message_contains(std::string("Somebody: whether \"") + name +
                                          "\" should grow or fall is not known; set mode to MonitorMode::max"));
    CHECK(grows(name, MonitorMode::max));
    CHECK_FALSE(grows(name, MonitorMode::min));
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
    CHECK(best.improves(larger ? -infinity : infinity, larger, 0.0));  // as in Keras: the first is the best so far
    CHECK_FALSE(best.improves(larger ? -infinity : infinity, larger, 0.0));
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
