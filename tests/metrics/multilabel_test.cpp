// SPDX-License-Identifier: MIT
#include <linnet/metrics/multilabel.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/static_models.hpp>

#include <limits>

namespace multilabel_test {

using namespace linnet;
using namespace linnet::test;

static_assert(Metric<BinaryAccuracy>);
static_assert(Metric<HammingLoss>);
static_assert(Metric<ExactMatch>);

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Compares all averages and the figures of each label with scikit-learn's, for each zero_division.
template <class M>
void compare(M metric, const std::string& figure, const std::string& problem) {
  const auto targets = golden_matrix(problem + ".targets"), scores = golden_matrix(problem + ".scores");
  metric.multilabel = true;
  for (const auto& [zero_division, text] : {std::pair{0.0, ".0"}, {1.0, ".1"}, {nan, ".nan"}}) {
    INFO(problem << ' ' << figure << ' ' << text);
    const auto& want = metrics_golden().values(problem + '.' + figure + text);
    metric.zero_division = zero_division;
    metric.average = Average::macro;
    M measured = measure(metric, targets, scores);
    std::size_t at = 0;
    for (const Average average : {Average::macro, Average::micro, Average::weighted, Average::samples}) {
      measured.average = average;
      CHECK(agrees(measured.result(), want[at++]));
    }
    for (const double value : measured.per_class()) CHECK(agrees(value, want[at++]));
    CHECK(at == want.size());
  }
}

template <Index Labels>
void compare(const std::string& problem) {
  INFO(problem);
  compare(Precision<Labels>{}, "precision", problem);
  compare(Recall<Labels>{}, "recall", problem);
  compare(Specificity<Labels>{}, "specificity", problem);
  compare(F1<Labels>{}, "f1", problem);
  compare(FBeta<Labels>{.beta = 0.5}, "fbeta_0.5", problem);
  compare(FBeta<Labels>{.beta = 2.0}, "fbeta_2", problem);
  const auto targets = golden_matrix(problem + ".targets"), scores = golden_matrix(problem + ".scores");
  const auto& shares = metrics_golden().values(problem + ".shares");
  CHECK(agrees(measure(BinaryAccuracy{}, targets, scores).result(), shares[0]));
  CHECK(agrees(measure(Accuracy{.multilabel = true}, targets, scores).result(), shares[0]));
  CHECK(agrees(measure(HammingLoss{}, targets, scores).result(), shares[1]));
  CHECK(agrees(measure(ExactMatch{}, targets, scores).result(), shares[2]));
}

const std::vector<std::string> three_labels{"labels_issue",     "labels_3",          "labels_3_ties",
                                            "labels_no_target", "labels_all_target", "labels_no_prediction",
                                            "labels_neither",   "labels_none",       "labels_one_hot"};

TEST_CASE("Figures of several labels are scikit-learn's", "[metrics]") {
  for (const std::string& problem : three_labels) compare<3>(problem);
  compare<2>("labels_2");
  compare<10>("labels_10");
}

/// Compares areas in every form: in one call, of a metric, and label by label.
template <Index Labels>
void compare_areas(const std::string& problem) {
  INFO(problem);
  const auto targets = golden_matrix(problem + ".targets"), scores = golden_matrix(problem + ".scores");
  const auto golden = [&](const char* what) { return metrics_golden().values(problem + what); };
  const auto areas = golden(".areas");
  std::size_t at = 0;
  for (const AucAverage average : {AucAverage::macro, AucAverage::weighted}) {
    CHECK(agrees(roc_auc(targets, scores, average), areas[at]));
    CHECK(agrees(average_precision(targets, scores, average), areas[at + 2]));
    CHECK(agrees(measure(RocAuc<Labels>{.average = average, .multilabel = true}, targets, scores).result(), areas[at]));
    CHECK(agrees(measure(AveragePrecision<Labels>{.average = average, .multilabel = true}, targets, scores).result(),
                 areas[at + 2]));
    ++at;
  }
  const auto bins = measure(BinnedAuc<200, Labels>{}, targets, scores);
  CHECK(agrees(bins.result(), golden(".binned_auc")[0]));
  for (Index k = 0; k < Labels; ++k) {
    CHECK(agrees(roc_auc(targets, scores, k), golden(".each_auc")[static_cast<std::size_t>(k)]));
    CHECK(agrees(average_precision(targets, scores, k), golden(".each_average_precision")[static_cast<std::size_t>(k)]));
    CHECK(std::abs(bins.area(k) - golden(".each_auc")[static_cast<std::size_t>(k)]) < 0.01);
  }
}

TEST_CASE("Areas of several labels are scikit-learn's", "[metrics]") {
  for (const char* problem : {"labels_issue", "labels_3", "labels_3_ties", "labels_one_hot"}) compare_areas<3>(problem);
  compare_areas<2>("labels_2");
  compare_areas<10>("labels_10");
}

TEST_CASE("Areas are undefined if a label has samples on only one side", "[metrics]") {
  for (const char* problem : {"labels_no_target", "labels_all_target"}) {
    const auto targets = golden_matrix(std::string(problem) + ".targets"), scores = golden_matrix("labels_3.scores");
    CHECK_THROWS_MATCHES(roc_auc(targets, scores), InvalidInput, message_contains("sample is of class 1"));
    CHECK_THROWS_MATCHES(average_precision(targets, scores), InvalidInput, message_contains("sample is of class 1"));
    CHECK(std::isnan(measure(RocAuc<3>{}, targets, scores).result()));
    CHECK(std::isnan(measure(BinnedAuc<20, 3>{}, targets, scores).result()));
    CHECK(roc_auc(targets, scores, 0) == roc_auc(golden_matrix("labels_3.targets"), scores, 0));
  }
}

TEST_CASE("Metrics of several labels give the same in any batches", "[metrics]") {
  const auto targets = golden_matrix("labels_3_ties.targets"), scores = golden_matrix("labels_3_ties.scores");
  const auto all = [&](const auto&... metric) { CHECK((streams(metric, targets, scores) && ...)); };
  all(BinaryAccuracy{}, HammingLoss{}, ExactMatch{.threshold = 0.25f}, Accuracy{.multilabel = true}, RocAuc<3>{},
      RocAuc<3>{.multilabel = true}, AveragePrecision<3>{}, BinnedAuc<20, 3>{}, MultilabelConfusionMatrix<3>{});
  for (const Average average : {Average::macro, Average::micro, Average::weighted, Average::samples}) {
    all(F1<3>{.average = average, .multilabel = true}, Recall<3>{.average = average, .multilabel = true});
  }
}

TEST_CASE("Targets of several ones or none say themselves that they are labels", "[metrics]") {
  const auto targets = golden_matrix("labels_issue.targets"), scores = golden_matrix("labels_issue.scores");
  CHECK(agrees(measure(Precision<3>{}, targets, scores).result(), 1.0));
  CHECK(agrees(measure(Recall<3>{}, targets, scores).result(), 8.0 / 9.0));
  CHECK(agrees(measure(F1<3>{}, targets, scores).result(), 14.0 / 15.0));
  CHECK(agrees(measure(Accuracy{}, targets, scores).result(), 11.0 / 12.0));
  // A row of one 1 in front of them changes nothing of that in one call.
  const auto random_targets = golden_matrix("labels_3.targets"), random_scores = golden_matrix("labels_3.scores");
  for (Index first = 0; first < 40; ++first) {
    Tensor<2, double> y(40, 3), p(40, 3);
    for (Index i = 0; i < 40; ++i) {
      for (Index k = 0; k < 3; ++k) y(i, k) = random_targets((first + i) % 40, k), p(i, k) = random_scores((first + i) % 40, k);
    }
    const double want = metrics_golden().values("labels_3.f1.0")[0];
    CHECK(agrees(measure(F1<3>{}, y, p).result(), want));
    CHECK(agrees(measure(RocAuc<3>{}, y, p).result(), metrics_golden().values("labels_3.areas")[0]));
  }
}

TEST_CASE("Samples of one class and of several labels are not counted together", "[metrics]") {
  Tensor<2> one(1, 3), several(1, 3), p(1, 3);
  one.setValues({{0, 1, 0}});
  several.setValues({{1, 1, 0}});
  p.setValues({{0.9f, 0.8f, 0.1f}});
  const auto refuses = [&](auto metric) {
    INFO(metric.name);
    update(metric, one, p);
    const double before = metric.result();
    CHECK_THROWS_MATCHES(update(metric, several, p), InvalidInput,
                         message_contains("update: label row 0 has several ones or none, but " + std::string(metric.name) +
                                          " has counted one class per sample before; give it .multilabel = true"));
    CHECK_THROWS_MATCHES(show(metric, std::vector{0.9f, 0.8f, 0.1f}, std::vector{0.0f, 0.0f, 0.0f}), InvalidInput,
                         message_contains("comes after targets of one class; set multilabel = true in the metric"));
    CHECK(metric.result() == before);
    metric.reset();
    update(metric, several, p);
    update(metric, one, p);
    CHECK(metric.result() > 0.0);
    CHECK_THROWS_MATCHES(show(metric, std::vector{0.9f, 0.8f, 0.1f}, std::vector<std::int32_t>{1}), InvalidInput,
                         message_contains("a multi-label target has a 0 or 1 for each score"));
    metric.reset();
    update(metric, one, p);
    CHECK(metric.result() == before);  // by its class again
  };
  refuses(Accuracy{});
  refuses(F1<3>{});
  refuses(Recall<3>{.average = Average::micro});
  // Areas of classes are areas of labels too.
  Tensor<2> y(3, 3), scores(3, 3);
  y.setValues({{0, 1, 0}, {1, 1, 0}, {0, 0, 1}});
  scores.setValues({{0.9f, 0.8f, 0.1f}, {0.2f, 0.3f, 0.4f}, {0.5f, 0.6f, 0.7f}});
  RocAuc<3> rows, mixed;
  update(rows, y, scores);
  show(mixed, std::vector{0.9f, 0.8f, 0.1f}, std::vector<std::int32_t>{1});
  show(mixed, std::vector{0.2f, 0.3f, 0.4f}, std::vector{1.0f, 1.0f, 0.0f});
  show(mixed, std::vector{0.5f, 0.6f, 0.7f}, std::vector<std::int32_t>{2});
  CHECK(mixed.result() == rows.result());
  CHECK(mixed.result() == roc_auc(y, scores));
}

TEST_CASE("Labels that were decided are taken as integers", "[metrics]") {
  const auto targets = golden_matrix("labels_3.targets"), scores = golden_matrix("labels_3.scores");
  Tensor<2, int> decided(40, 3), wrong(40, 3);
  for (Index i = 0; i < 120; ++i) decided.data()[i] = scores.data()[i] > 0.5;
  wrong = decided;
  wrong(2, 1) = 2;
  const auto same = [&](const auto& metric) {
    INFO(metric.name);
    CHECK(measure(metric, targets, decided).result() == measure(metric, targets, scores).result());
    CHECK_THROWS_MATCHES(measure(metric, targets, wrong), InvalidInput,
                         message_contains("measure: prediction 7 is 2; a label is 0 or 1"));
    Tensor<2, double> half = targets;
    half(3, 0) = 0.5;
    CHECK_THROWS_MATCHES(measure(metric, half, scores), InvalidInput,
                         message_contains("measure: label 9 is 0.5; a label is 0 or 1"));
  };
  same(F1<3>{});
  same(Accuracy{});
  same(BinaryAccuracy{});
  same(HammingLoss{});
  same(ExactMatch{});
  same(MultilabelConfusionMatrix<3>{});
  const Tensor<2, int> table = targets.cast<int>();
  CHECK(measure(F1<3>{}, table, scores).result() == measure(F1<3>{}, targets, scores).result());
}

TEST_CASE("Metrics of one class per sample refuse targets of several labels", "[metrics]") {
  const auto targets = golden_matrix("labels_issue.targets"), scores = golden_matrix("labels_issue.scores");
  const auto refuses = [&](auto metric) {
    INFO(metric.name);
    CHECK_THROWS_MATCHES(measure(metric, targets, scores), InvalidInput,
                         message_contains("measure: label row 0 has several ones or none, and " + std::string(metric.name) +
                                          " takes one class per sample; BinaryAccuracy, ExactMatch, HammingLoss"));
    CHECK_THROWS_MATCHES(show(metric, std::vector{0.9, 0.2, 0.8}, std::vector{1.0, 0.0, 1.0}), InvalidInput,
                         message_contains("a target has several labels or none"));
    CHECK_THROWS_AS(show(metric, std::vector{0.9, 0.2, 0.8}, std::vector{0.0, 0.0, 0.0}), InvalidInput);
  };
  refuses(ConfusionMatrix<3>{});
  refuses(BalancedAccuracy<3>{});
  refuses(MatthewsCorrelation<3>{});
  refuses(CohenKappa<3>{});
  refuses(TopKAccuracy<2>{});
  refuses(LogLoss{});
  CHECK_THROWS_MATCHES(show(*std::make_unique<BinnedAuc<>>(), std::vector{0.9, 0.2}, std::vector{1.0, 1.0}), InvalidInput,
                       message_contains("write BinnedAuc<200, 2> for two labels"));
}

TEST_CASE("Of several labels none is the positive one", "[metrics]") {
  const auto targets = golden_matrix("labels_2.targets"), scores = golden_matrix("labels_2.scores");
  const std::string sentence = "of several labels none is the positive one; write .average = Average::macro";
  CHECK_THROWS_MATCHES(measure(F1<2>{}, targets, scores), InvalidInput, message_contains(sentence));
  CHECK_THROWS_MATCHES(measure(Recall<2>{.multilabel = true}, targets, scores), InvalidInput, message_contains(sentence));
  F1<2> streamed;
  show(streamed, std::vector{0.9, 0.2}, std::vector{1.0, 1.0});
  CHECK(std::isnan(streamed.result()));
  Sequential model{Input<2>{}, Dense<2, sigmoid>{}};
  CHECK_THROWS_MATCHES(model.compile(BinaryCrossentropy{}, SGD{}, F1<>{}), InvalidInput, message_contains(sentence));
  CHECK_NOTHROW(model.compile(BinaryCrossentropy{}, SGD{}, F1<>{.average = Average::macro}));
  // Only labels have a mean over samples.
  const auto labels = golden_labels("random_3.targets"), predicted = golden_labels("random_3.predictions");
  CHECK_THROWS_MATCHES(measure(F1<3>{.average = Average::samples}, labels, golden_matrix("scores_3.scores")), InvalidInput,
                       message_contains("measure: scores are"));
  CHECK_THROWS_MATCHES(measure(F1<3>{.average = Average::samples}, labels, predicted), InvalidInput,
                       message_contains("another number of scores or targets than the metric has labels"));
}

/// Points with any number of three labels, as vectors (n, 4) and (n, 3).
struct Tagged {
  std::vector<float> x, y;
  explicit Tagged(Index n) {
    Random random(5);
    for (Index i = 0; i < n; ++i) {
      float p[4];
      for (float& v : p) x.push_back(v = random.uniform(-1.0f, 1.0f));
      for (int k = 0; k < 3; ++k) y.push_back(p[k] + 0.3f * p[k + 1] > 0.1f ? 1.0f : 0.0f);
    }
  }
};

TEST_CASE("A loss of independent outputs makes metrics count labels, in every home", "[metrics]") {
  constexpr Index n = 60;
  const Tagged data(n);
  const Eigen::TensorMap<const Tensor<2>> x(data.x.data(), n, 4), y(data.y.data(), n, 3);
  TwoHomes models{Input<4>{}, Dense<3, sigmoid>{}};
  auto training = models.heap.compile(BinaryCrossentropy{}, SGD{.learning_rate = 2.0f}, Accuracy{}, F1<3>{}, ExactMatch{},
                                      HammingLoss{}, RocAuc<3>{}, BinnedAuc<20, 3>{}, MultilabelConfusionMatrix<3>{});
  auto fixed = models.inside.template compile<16>(BinaryCrossentropy{}, SGD{.learning_rate = 2.0f}, Accuracy{}, F1<3>{},
                                                  ExactMatch{}, HammingLoss{}, BinnedAuc<20, 3>{});
  training.fit(x, y, {.epochs = 20, .batch_size = 16, .shuffle = false, .verbose = 0});
  decltype(fixed.evaluate(data.x, data.y)) have{};
  const auto run = [&] {
    fixed.fit(data.x, data.y, {.epochs = 20});
    have = fixed.evaluate(data.x, data.y);
  };
  CHECK(allocations_of(run) == 0);
  const auto want = training.evaluate(x, y);
  CHECK(models.same());
  for (const char* name : {"accuracy", "f1", "exact_match", "hamming_loss", "auc"}) CHECK(have[name] == want[name]);

  const Tensor<2> p = models.heap.predict(x);
  CHECK(want["accuracy"] == measure(BinaryAccuracy{}, y, p).result());
  CHECK(want["f1"] == measure(F1<3>{.multilabel = true}, y, p).result());
  CHECK(want["exact_match"] == measure(ExactMatch{}, y, p).result());
  CHECK(want["roc_auc"] == roc_auc(y, p));
  CHECK(want["multilabel_confusion_matrix"] == want["accuracy"]);
  CHECK(want["accuracy"] > 0.8);
  // Targets of one 1 each are labels too: the loss says so.
  Tensor<2> single(2, 3), far(2, 4);
  single.setValues({{1, 0, 0}, {0, 1, 0}});
  far.setValues({{9, -9, -9, -9}, {9, 9, -9, -9}});
  const auto labels = training.evaluate(far, single);
  CHECK(agrees(labels["accuracy"], 5.0 / 6.0));
  CHECK(labels["exact_match"] == 0.5);
}

TEST_CASE("Metrics of labels see the probabilities of logits", "[metrics]") {
  const Tagged data(40);
  const Eigen::TensorMap<const Tensor<2>> x(data.x.data(), 40, 4), y(data.y.data(), 40, 3);
  Sequential of_logits{Input<4>{}, Dense<3>{}};
  Sequential of_probabilities{Input<4>{}, Dense<3, sigmoid>{}};
  of_logits.initialize(4);
  of_probabilities.initialize(4);
  const auto a = of_logits.compile(BinaryCrossentropy{.from_logits = true}, SGD{}, F1<3>{}, ExactMatch{}, BinnedAuc<20, 3>{})
                     .evaluate(x, y);
  const auto b =
      of_probabilities.compile(BinaryCrossentropy{}, SGD{}, F1<3>{}, ExactMatch{}, BinnedAuc<20, 3>{}).evaluate(x, y);
  for (const char* name : {"f1", "exact_match", "auc"}) CHECK(a[name] == b[name]);
}

TEST_CASE("Scores that share one probability are of classes, whatever the loss", "[metrics]") {
  Sequential model{Input<2>{}, Dense<3, softmax>{}};
  model.initialize(1);
  auto training = model.compile(BinaryCrossentropy{}, SGD{}, CohenKappa<3>{}, Accuracy{});
  Tensor<2> x(3, 2), y(3, 3);
  x.setValues({{1, 2}, {-1, 0}, {0, 1}});
  y.setValues({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
  CHECK(training.evaluate(x, y)["accuracy"] == measure(Accuracy{}, y, model.predict(x)).result());
}

}  // namespace multilabel_test
