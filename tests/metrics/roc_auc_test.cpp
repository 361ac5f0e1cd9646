// SPDX-License-Identifier: MIT
#include <linnet/metrics/roc_auc.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>
#include <tests/support/small_models.hpp>

#include <cmath>
#include <limits>

namespace roc_auc_test {

using linnet::AucAverage;
using linnet::AveragePrecision;
using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::RocAuc;
using linnet::Tensor;
using namespace linnet::test;

static_assert(linnet::Metric<RocAuc<>>);
static_assert(linnet::Metric<AveragePrecision<10>>);

/// Both metrics, both averages: scikit-learn's numbers, the same as the functions, in any batches.
template <Index Classes>
void compare(const std::string& problem) {
  INFO(problem);
  const Labels labels = golden_labels(problem + ".labels");
  const auto scores = golden_matrix(problem + ".scores");
  const auto &area = metrics_golden().values(problem + ".auc"),
             &precision = metrics_golden().values(problem + ".mean_average_precision");
  for (const AucAverage average : {AucAverage::macro, AucAverage::weighted}) {
    const std::size_t column = average == AucAverage::macro ? 0 : 1;
    const RocAuc<Classes> roc{.average = average};
    const AveragePrecision<Classes> mean{.average = average};
    CHECK(agrees(measure(roc, labels, scores).result(), area[column]));
    CHECK(agrees(measure(mean, labels, scores).result(), precision[column]));
    CHECK(measure(roc, labels, scores).result() == linnet::roc_auc(labels, scores, average));
    CHECK(measure(mean, labels, scores).result() == linnet::average_precision(labels, scores, average));
    CHECK(streams(roc, labels, scores));
    CHECK(streams(mean, labels, scores));
  }
}

TEST_CASE("RocAuc and AveragePrecision are scikit-learn's, in any batches", "[metrics]") {
  for (const std::string& problem : single_score_problems()) compare<2>(problem);
  for (const char* problem : {"scores_3", "scores_3_ties"}) compare<3>(problem);
  for (const char* problem : {"scores_10", "scores_10_ties"}) compare<10>(problem);
}

TEST_CASE("RocAuc and AveragePrecision give the curves of the functions", "[metrics]") {
  const auto same = [](const std::string& problem, const auto& roc, const auto& precision, Index k) {
    INFO(problem << ' ' << k);
    const Labels labels = golden_labels(problem + ".labels");
    const auto scores = golden_matrix(problem + ".scores");
    for (const bool drop : {true, false}) {
      const linnet::RocCurve have = roc.curve(k, drop), want = linnet::roc_curve(labels, scores, k, drop);
      CHECK(have.false_positive_rate == want.false_positive_rate);
      CHECK(have.true_positive_rate == want.true_positive_rate);
      CHECK(have.thresholds == want.thresholds);
    }
    CHECK(roc.curve(k).thresholds == roc.curve(k, true).thresholds);
    const linnet::PrecisionRecallCurve have = precision.curve(k), want = linnet::precision_recall_curve(labels, scores, k);
    CHECK(have.precision == want.precision);
    CHECK(have.recall == want.recall);
    CHECK(have.thresholds == want.thresholds);
  };
  const auto each = [&]<Index Classes>(std::integral_constant<Index, Classes>, const std::string& problem) {
    const Labels labels = golden_labels(problem + ".labels");
    const auto scores = golden_matrix(problem + ".scores");
    const auto roc = measure(RocAuc<Classes>{}, labels, scores);
    const auto precision = measure(AveragePrecision<Classes>{}, labels, scores);
    for (Index k = 0; k < Classes; ++k) same(problem, roc, precision, k);
  };
  each(std::integral_constant<Index, 2>{}, "score_ties");
  each(std::integral_constant<Index, 3>{}, "scores_3_ties");
}

TEST_CASE("Of two scores RocAuc takes that of class 1, with indices or rows as targets", "[metrics]") {
  RocAuc<> one, two, rows;
  AveragePrecision<> precision_one, precision_rows;
  linnet::Random random(3);
  for (int i = 0; i < 50; ++i) {
    const float score = std::round(random.uniform(0.0f, 8.0f)) / 8.0f;
    const auto label = static_cast<std::int32_t>(random.below(2));
    const std::vector<float> single{score}, both{1.0f - score, score};
    const std::vector<float> number{static_cast<float>(label)}, row{label == 0 ? 1.0f : 0.0f, label == 1 ? 1.0f : 0.0f};
    show(one, single, number);
    show(two, both, std::vector<std::int32_t>{label});
    show(rows, both, row);
    show(precision_one, single, number);
    show(precision_rows, both, row);
  }
  CHECK(one.result() == two.result());
  CHECK(one.result() == rows.result());
  CHECK(one.result() > 0.0);
  CHECK(precision_one.result() == precision_rows.result());
}

TEST_CASE("RocAuc and AveragePrecision are NaN while a class has one side only, and have no curve then", "[metrics]") {
  const auto undefined = [](const auto& metric) {
    CHECK(std::isnan(metric.result()));
    CHECK_THROWS_AS(metric.curve(), InvalidInput);
  };
  RocAuc<> roc;
  AveragePrecision<> precision;
  undefined(roc);
  undefined(precision);
  for (const float label : {1.0f, 1.0f}) {
    show(roc, std::vector<float>{0.5f}, std::vector<float>{label});
    show(precision, std::vector<float>{0.5f}, std::vector<float>{label});
  }
  undefined(roc);
  undefined(precision);
  CHECK_THROWS_MATCHES(roc.curve(), InvalidInput,
                       message_contains("roc_auc: every sample is of class 1; the curve of a class"));
  CHECK_THROWS_MATCHES(precision.curve(0), InvalidInput, message_contains("average_precision: no sample is of class 0"));
  show(roc, std::vector<float>{0.25f}, std::vector<float>{0.0f});
  show(precision, std::vector<float>{0.25f}, std::vector<float>{0.0f});
  CHECK(roc.result() == 1.0);
  CHECK(precision.result() == 1.0);
  CHECK_THROWS_MATCHES(roc.curve(2), InvalidInput, message_contains("roc_auc: there is no class 2"));
  roc.reset();
  undefined(roc);

  RocAuc<3> three;
  for (const std::int32_t label : {0, 1, 0})
    show(three, std::vector<float>{0.5f, 0.25f, 0.25f}, std::vector<std::int32_t>{label});
  CHECK(std::isnan(three.result()));  // there is no sample of class 2
  CHECK_NOTHROW(three.curve(1));
}

TEST_CASE("After a score that is NaN RocAuc is NaN until its reset", "[metrics]") {
  RocAuc<> roc;
  show(roc, std::vector<float>{0.75f}, std::vector<float>{1.0f});
  show(roc, std::vector<float>{std::numeric_limits<float>::quiet_NaN()}, std::vector<float>{1.0f});
  show(roc, std::vector<float>{0.25f}, std::vector<float>{0.0f});
  CHECK(std::isnan(roc.result()));
  CHECK_THROWS_MATCHES(roc.curve(), InvalidInput, message_contains("roc_auc: there is a score that is not a number"));
  roc.reset();
  show(roc, std::vector<float>{std::numeric_limits<float>::infinity()}, std::vector<float>{1.0f});
  show(roc, std::vector<float>{0.25f}, std::vector<float>{0.0f});
  CHECK(roc.result() == 1.0);
}

TEST_CASE("RocAuc refuses samples with another number of scores", "[metrics]") {
  RocAuc<> two;
  show(two, std::vector<float>{0.75f}, std::vector<float>{1.0f});
  CHECK_THROWS_MATCHES(show(two, std::vector<float>{0.25f, 0.75f}, std::vector<float>{1.0f}), InvalidInput,
                       message_contains("roc_auc: a sample has 2 scores"));
  CHECK(two.truth.size() == 1);
  two.reset();
  CHECK_NOTHROW(show(two, std::vector<float>{0.25f, 0.75f}, std::vector<std::int32_t>{1}));
  RocAuc<3> three;
  CHECK_THROWS_AS(show(three, std::vector<float>{0.25f}, std::vector<float>{1.0f}), InvalidInput);
}

TEST_CASE("A second epoch of RocAuc allocates nothing until its result", "[metrics]") {
  RocAuc<> roc;
  const std::vector<float> score{0.5f}, label{1.0f};
  const auto epoch = [&] {
    roc.reset();
    for (int i = 0; i < 1000; ++i) show(roc, score, label);
  };
  epoch();
  CHECK(allocations_of(epoch) == 0);
}

TEST_CASE("RocAuc and AveragePrecision in compile are those of predictions", "[metrics]") {
  const Samples data = three_classes(150);
  Classifier model = classifier();
  auto training = model.compile(linnet::SparseCategoricalCrossentropy{}, linnet::SGD{.learning_rate = 0.1f}, RocAuc<3>{},
                                AveragePrecision<3>{.average = AucAverage::weighted});
  const linnet::History history =
      training.fit(data.x, data.y, {.epochs = 3, .batch_size = 16, .validation_split = 0.2f, .verbose = 0});
  CHECK(history["val_roc_auc"].size() == 3);
  CHECK(history["average_precision"].back() > history["average_precision"].front());
  const auto results = training.evaluate(data.x, data.y, 7);
  const Tensor<2> predictions = model.predict(data.x);
  // Softmax in its loss and in predict may differ in the last bit, which changes an order at most.
  CHECK(std::abs(results["roc_auc"] - linnet::roc_auc(data.y, predictions)) < 1e-3);
  CHECK(std::abs(results["average_precision"] - linnet::average_precision(data.y, predictions, AucAverage::weighted)) < 1e-3);
  CHECK(results["roc_auc"] > 0.8);
}

}  // namespace roc_auc_test
