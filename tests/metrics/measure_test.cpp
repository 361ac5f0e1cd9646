// SPDX-License-Identifier: MIT
#include <linnet/metrics/measure.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>

#include <cmath>
#include <limits>

namespace measure_test {

using namespace linnet;
using namespace linnet::test;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

/// Refuses labels and scores with a text that contains `sentence`, and leaves the metric as it was.
template <class M, class L, class S>
void refuses(M metric, const L& labels, const S& scores, const std::string& sentence) {
  INFO(M::name << ": " << sentence);
  const double before = metric.result();
  CHECK_THROWS_MATCHES(update(metric, labels, scores), InvalidInput, message_contains(sentence));
  const std::string of_measure = sentence.starts_with("update: ") ? "measure" + sentence.substr(6) : sentence;
  CHECK_THROWS_MATCHES(measure(metric, labels, scores), InvalidInput, message_contains(of_measure));
  CHECK((metric.result() == before || std::isnan(before)));
}

template <class T, class... V>
Tensor<1, T> vector(V... values) {
  Tensor<1, T> all(static_cast<Index>(sizeof...(V)));
  Index i = 0;
  ((all(i++) = static_cast<T>(values)), ...);
  return all;
}

/// Metrics that have seen three samples of three classes, to see that they stay as they were.
template <class M>
M seen(M metric) {
  Tensor<2> scores(3, 3);
  scores.setValues({{0.5f, 0.3f, 0.2f}, {0.1f, 0.2f, 0.7f}, {0.2f, 0.3f, 0.5f}});
  update(metric, vector<int>(0, 1, 2), scores);
  return metric;
}

TEST_CASE("update refuses labels that are no class before anything has changed", "[metrics]") {
  Tensor<2> scores(4, 3);
  scores.setConstant(0.25f);
  const auto each = [&](auto metric) {
    refuses(metric, vector<int>(0, 1, 2, 3), scores, "update: label 3 is 3; there are the classes 0 to 2 (integers)");
    refuses(metric, vector<int>(0, -1, 2, 0), scores, "label 1 is -1; there are the classes 0 to 2");
    refuses(metric, vector<float>(0, 1, 0.5f, 0), scores, "label 2 is 0.5; there are the classes 0 to 2");
    refuses(metric, vector<float>(nan, 1, 0, 0), scores, "label 0 is nan");
    refuses(metric, vector<double>(1, 1, 0, 1e30), scores, "label 3 is 1e+30");
  };
  each(seen(Accuracy{}));
  each(seen(F1<3>{}));
  each(seen(FBeta<3>{}));
  each(seen(CohenKappa<3>{}));
  each(seen(ConfusionMatrix<3>{}));
  each(seen(TopKAccuracy<2>{}));
  each(seen(LogLoss{}));
}

TEST_CASE("update refuses labels of a single score that are not 0 or 1", "[metrics]") {
  const auto scores = vector<float>(0.25f, 0.75f);
  const auto each = [&](auto metric) {
    refuses(metric, vector<int>(0, 2), scores, "label 1 is 2; there are the classes 0 to 1 (integers)");
    refuses(metric, vector<float>(0.5f, 1), scores, "label 0 is 0.5; there are the classes 0 to 1 (integers)");
  };
  each(Accuracy{});
  each(Precision<>{});
  each(BinnedAuc<>{});
  each(LogLoss{});
  each(TopKAccuracy<1>{});
}

TEST_CASE("update refuses scores that are not finite", "[metrics]") {
  Tensor<2> scores(2, 3);
  for (const float bad : {nan, infinity, -infinity}) {
    scores.setConstant(0.25f);
    scores(1, 2) = bad;
    const std::string sentence = "sample 1 has the score " + detail::text(bad) + "; every score must be finite";
    refuses(seen(Accuracy{}), vector<int>(0, 1), scores, sentence);
    refuses(seen(LogLoss{}), vector<int>(0, 1), scores, sentence);
    refuses(MeanSquaredErrorMetric{}, scores, scores, sentence);
  }
  scores.setConstant(0.25f);
  Tensor<2> targets = scores;
  targets(0, 1) = nan;
  refuses(R2<3>{}, targets, scores, "label 1 is nan; it must be finite");
  refuses(seen(LogLoss{}), targets, scores, "label 1 is nan; it must be finite");
}

TEST_CASE("Metrics of probabilities refuse scores that are none", "[metrics]") {
  Tensor<2> scores(2, 3);
  scores.setConstant(0.25f);
  for (const float bad : {-0.25f, 1.5f}) {
    scores(1, 2) = bad;
    refuses(seen(LogLoss{}), vector<int>(0, 1), scores,
            "update: sample 1 has the score " + detail::text(bad) + "; log_loss takes probabilities, from 0 to 1");
    refuses(BinnedAuc<>{}, vector<int>(0, 1, 1), vector<float>(0.5f, 0.5f, bad),
            "update: sample 2 has the score " + detail::text(bad) + "; auc takes probabilities, from 0 to 1");
    CHECK_NOTHROW(measure(Accuracy{}, vector<int>(0, 1), scores));
    CHECK_NOTHROW(measure(RocAuc<3>{}, vector<int>(0, 1), scores));
  }
  CHECK_NOTHROW(measure(LogLoss{}, vector<int>(0, 1), vector<float>(0.0f, 1.0f)));
  CHECK_NOTHROW(measure(BinnedAuc<>{}, vector<int>(0, 1), vector<float>(0.0f, 1.0f)));
  // Unchecked, as in compile, they are clipped.
  LogLoss below, zero;
  show(below, std::vector<float>{-3.0f}, std::vector<float>{1.0f});
  show(zero, std::vector<float>{0.0f}, std::vector<float>{1.0f});
  CHECK(below.result() == zero.result());
}

template <class M, class L, class S>
void check_streams(const M& metric, const L& labels, const S& scores) {
  INFO(M::name);
  CHECK(streams(metric, labels, scores));
}

TEST_CASE("Every metric gives the same in any batches", "[metrics]") {
  const auto labels = golden_labels("scores_3_ties.labels");
  const auto scores = golden_matrix("scores_3_ties.scores");
  const auto all = [&](const auto&... metric) { (check_streams(metric, labels, scores), ...); };
  using enum Average;
  all(Accuracy{}, TopKAccuracy<2>{}, ConfusionMatrix<3>{}, LogLoss{}, BalancedAccuracy<3>{}, MatthewsCorrelation<3>{},
      CohenKappa<3>{}, RocAuc<3>{}, AveragePrecision<3>{});
  for (const Average average : {binary, macro, micro, weighted}) {
    all(Precision<3>{.average = average}, Recall<3>{.average = average}, Specificity<3>{.average = average},
        F1<3>{.average = average}, FBeta<3>{.beta = 2.0, .average = average});
  }
  const auto binary_labels = golden_labels("score_ties.labels");
  const auto binary_scores = golden_matrix("score_ties.scores");
  const auto of_two = [&](const auto&... metric) { (check_streams(metric, binary_labels, binary_scores), ...); };
  of_two(Accuracy{.threshold = 0.25f}, TopKAccuracy<1>{}, ConfusionMatrix<2>{}, LogLoss{}, BalancedAccuracy<>{},
         MatthewsCorrelation<>{}, CohenKappa<>{}, RocAuc<>{}, AveragePrecision<>{}, BinnedAuc<>{}, Precision<>{}, Recall<>{},
         Specificity<>{}, F1<>{}, FBeta<>{.beta = 0.5});
  const auto targets = golden_matrix("numbers.targets"), numbers = golden_matrix("numbers.predictions");
  const auto of_numbers = [&](const auto&... metric) { (check_streams(metric, targets, numbers), ...); };
  of_numbers(MeanSquaredErrorMetric{}, RootMeanSquaredError{}, MeanAbsoluteErrorMetric{}, MeanAbsolutePercentageError{},
             R2<3>{});
}

TEST_CASE("update refuses arrays that are empty or do not fit each other", "[metrics]") {
  const Tensor<2> none(0, 3), scores = Tensor<2>(4, 3).setConstant(0.25f), two = Tensor<2>(4, 2).setConstant(0.0f);
  refuses(seen(Accuracy{}), Labels(0), none, "update: there are no samples");
  refuses(seen(Accuracy{}), vector<int>(0, 1), scores,
          "update: scores are 4 times 3, labels 2 times 1; give one label per sample, or one for each score");
  refuses(seen(Accuracy{}), two, scores, "scores are 4 times 3, labels 4 times 2");
  refuses(MeanAbsoluteErrorMetric{}, vector<int>(0, 1, 2, 0), scores,
          "scores are 4 times 3, labels 4 times 1; give one number for each score");
}

TEST_CASE("Each step of a sequence of scores counts as a sample", "[metrics]") {
  Tensor<3> scores(2, 3, 2), rows(2, 3, 2);
  scores.setValues({{{0.9f, 0.1f}, {0.4f, 0.6f}, {0.2f, 0.8f}}, {{0.7f, 0.3f}, {0.1f, 0.9f}, {0.6f, 0.4f}}});
  Tensor<2, int> y(2, 3);
  y.setValues({{0, 1, 0}, {0, 1, 1}});
  rows.setValues({{{1, 0}, {0, 1}, {1, 0}}, {{1, 0}, {0, 1}, {0, 1}}});
  const Tensor<2> flat_scores = scores.reshape(Eigen::array<Index, 2>{6, 2});
  const std::vector<int> flat(y.data(), y.data() + 6);
  const auto same = [&](const auto& metric) {
    const double wanted = measure(metric, flat, flat_scores).result();
    CHECK(measure(metric, y, scores).result() == wanted);
    CHECK(measure(metric, flat, scores).result() == wanted);
    CHECK(measure(metric, rows, scores).result() == wanted);
  };
  same(Accuracy{});
  same(F1<2>{});
  same(LogLoss{});
  same(TopKAccuracy<1>{});
  CHECK(measure(Accuracy{}, y, scores).result() == 4.0 / 6.0);
  CHECK(measure(MeanSquaredErrorMetric{}, rows, scores).result() == Approx((0.02 + 0.32 + 1.28 + 0.18 + 0.02 + 0.72) / 12));

  y(1, 2) = 2;
  refuses(Accuracy{}, y, scores, "update: label of sample 1, step 2 is 2; there are the classes 0 to 1 (integers)");
  y(1, 2) = 1;
  scores(0, 1, 0) = nan;
  refuses(Accuracy{}, y, scores, "update: sample 0, step 1 has the score nan; every score must be finite");
  refuses(Accuracy{}, Tensor<2, int>(y.slice(Eigen::array<Index, 2>{0, 0}, Eigen::array<Index, 2>{2, 2})), scores,
          "update: scores are 2 times 6, labels 2 times 2");
}

TEST_CASE("update refuses scores of other classes or outputs than the metric's", "[metrics]") {
  const Tensor<2> scores = Tensor<2>(4, 3).setConstant(0.25f);
  const auto labels = vector<int>(0, 1, 1, 0);
  refuses(F1<10>{}, labels, scores, "update: the scores are of 3 classes, f1 is of 10");
  refuses(F1<2>{}, labels, scores, "the scores are of 3 classes, f1 is of 2");
  refuses(BinnedAuc<>{}, labels, scores, "the scores are of 3 classes, auc is of 2");
  refuses(F1<3>{}, labels, vector<float>(0, 1, 1, 0), "the scores are of 2 classes, f1 is of 3");
  refuses(R2<>{}, scores, scores, "update: samples have 3 numbers, r2 is of 1");
  refuses(R2<4>{}, scores, scores, "samples have 3 numbers, r2 is of 4");
}

TEST_CASE("update takes predicted labels that are integers", "[metrics]") {
  const auto labels = vector<int>(2, 1, 0, 2);
  CHECK(measure(Accuracy{}, labels, vector<int>(2, 1, 1, 0)).result() == 0.5);
  CHECK(measure(ConfusionMatrix<3>{}, labels, vector<std::uint8_t>(2, 1, 1, 0))(2, 0) == 1);
  CHECK(measure(ConfusionMatrix<3>{}, vector<float>(2, 1, 0, 2), vector<std::int64_t>(2, 1, 1, 0))(2, 0) == 1);
  CHECK(measure(MeanSquaredErrorMetric{}, vector<double>(0.5, 1.0), vector<int>(1, 1)).result() == 0.125);
  refuses(F1<3>{}, labels, vector<int>(2, 1, 3, 0), "update: prediction 2 is 3; there are the classes 0 to 2 (integers)");
  refuses(F1<3>{}, labels, vector<int>(2, 1, -1, 0), "prediction 2 is -1; there are the classes 0 to 2");
  refuses(F1<3>{}, vector<int>(2, 1, 3, 0), labels, "label 2 is 3; there are the classes 0 to 2");
  refuses(F1<3>{}, vector<float>(2, 1, 0.5f, 0), labels, "label 2 is 0.5");
  const Tensor<2, int> table = Tensor<2, int>(4, 3).setConstant(1);
  refuses(F1<3>{}, labels, table, "update: samples have 3 integers; give one predicted label, or scores that are not");
}

/// A metric of unknown kind: the largest difference.
struct Largest {
  double largest = 0.0;
  static constexpr std::string_view name = "largest";
  void reset() { largest = 0.0; }
  template <class T, class Y>
  void update(std::span<const T> prediction, std::span<const Y> target) {
    for (std::size_t j = 0; j < target.size(); ++j) {
      largest = std::max(largest, std::abs(static_cast<double>(prediction[j]) - static_cast<double>(target[j])));
    }
  }
  double result() const { return largest; }
};

TEST_CASE("Metrics of your own take numbers and class indices", "[metrics]") {
  CHECK(measure(Largest{}, vector<double>(0.5, 3.0), vector<double>(1.0, 1.0)).result() == 2.0);
  const Tensor<2> scores = Tensor<2>(2, 3).setConstant(0.25f);
  CHECK(measure(Largest{}, vector<int>(0, 2), scores).result() == 1.75);
  CHECK(measure(Largest{}, scores, scores).result() == 0.0);
  refuses(Largest{}, vector<int>(0, 3), scores, "label 1 is 3; there are the classes 0 to 2 (integers)");
}

TEST_CASE("Metrics of evaluate are those of predictions", "[metrics]") {
  Classifier model = classifier();
  const Samples data = three_classes(150);
  auto training = model.compile(SparseCategoricalCrossentropy{}, SGD{.learning_rate = 0.1f}, Accuracy{}, F1<3>{}, Recall<3>{},
                                CohenKappa<3>{}, MatthewsCorrelation<3>{}, BalancedAccuracy<3>{}, TopKAccuracy<2>{}, LogLoss{},
                                ConfusionMatrix<3>{});
  training.fit(data.x, data.y, {.epochs = 2, .batch_size = 16, .verbose = 0});
  const auto results = training.evaluate(data.x, data.y);
  const Tensor<2> predictions = model.predict(data.x);
  CHECK(results["accuracy"] == measure(Accuracy{}, data.y, predictions).result());
  CHECK(results["f1"] == measure(F1<3>{}, data.y, predictions).result());
  CHECK(results["recall"] == measure(Recall<3>{}, data.y, predictions).result());
  CHECK(results["cohen_kappa"] == measure(CohenKappa<3>{}, data.y, predictions).result());
  CHECK(results["matthews_correlation"] == measure(MatthewsCorrelation<3>{}, data.y, predictions).result());
  CHECK(results["balanced_accuracy"] == measure(BalancedAccuracy<3>{}, data.y, predictions).result());
  CHECK(results["top_k_accuracy"] == measure(TopKAccuracy<2>{}, data.y, predictions).result());
  CHECK(std::abs(results["log_loss"] - measure(LogLoss{}, data.y, predictions).result()) < 1e-6);
  CHECK(std::abs(results["log_loss"] - results.loss()) < 1e-5);
  CHECK(results["confusion_matrix"] == results["accuracy"]);
  CHECK(results["accuracy"] > 0.5);
}

TEST_CASE("Metrics of one output and of numbers are those of predictions", "[metrics]") {
  const Samples data = three_classes(120);
  Tensor<2> y(120, 1);
  for (Index i = 0; i < 120; ++i) y(i, 0) = data.y(i) == 1 ? 1.0f : 0.0f;
  Sequential model{Input<4>{}, Dense<5, linnet::tanh>{}, Dense<1, sigmoid>{}};
  model.initialize(3);
  auto training = model.compile(BinaryCrossentropy{}, SGD{.learning_rate = 0.5f}, F1<>{}, Specificity<>{}, BinnedAuc<>{},
                                MeanSquaredErrorMetric{}, MeanAbsoluteErrorMetric{}, R2<>{});
  training.fit(data.x, y, {.epochs = 3, .batch_size = 16, .verbose = 0});
  const auto results = training.evaluate(data.x, y);
  const Tensor<2> predictions = model.predict(data.x);
  CHECK(results["f1"] == measure(F1<>{}, y, predictions).result());
  CHECK(results["specificity"] == measure(Specificity<>{}, y, predictions).result());
  CHECK(std::abs(results["auc"] - measure(BinnedAuc<>{}, y, predictions).result()) < 1e-3);
  CHECK(std::abs(results["mean_squared_error"] - measure(MeanSquaredErrorMetric{}, y, predictions).result()) < 1e-6);
  CHECK(std::abs(results["mean_absolute_error"] - measure(MeanAbsoluteErrorMetric{}, y, predictions).result()) < 1e-6);
  CHECK(std::abs(results["r2"] - measure(R2<>{}, y, predictions).result()) < 1e-6);
  CHECK(results["auc"] > 0.5);
}

}  // namespace measure_test
