// SPDX-License-Identifier: MIT
#include <linnet/metrics/precision_recall.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>
#include <tests/support/small_models.hpp>

#include <cmath>
#include <limits>

namespace precision_recall_test {

using linnet::Average;
using linnet::Index;
using namespace linnet::test;

static_assert(linnet::Metric<linnet::Precision<>>);
static_assert(linnet::Metric<linnet::FBeta<10>>);
static_assert(linnet::F1<>{}.average == Average::binary);
static_assert(linnet::F1<3>{}.average == Average::macro);

/// Compares all averages and the figures of each class with scikit-learn's, for each zero_division.
template <class M>
void compare(M metric, const std::string& figure, const std::string& problem) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [zero_division, text] : {std::pair{0.0, ".0"}, {1.0, ".1"}, {nan, ".nan"}}) {
    INFO(problem << ' ' << figure << ' ' << text);
    const auto& want = metrics_golden().values(problem + '.' + figure + text);
    metric.zero_division = zero_division;
    M measured = measure_decisions(metric, problem);
    std::size_t at = 0;
    for (const Average average : {Average::macro, Average::micro, Average::weighted}) {
      measured.average = average;
      CHECK(agrees(measured.result(), want[at++]));
    }
    measured.average = Average::binary;
    for (const double value : measured.per_class()) {
      measured.positive = static_cast<Index>(at) - 3;
      CHECK(agrees(value, want[at]));
      CHECK(agrees(measured.result(), want[at++]));
    }
    CHECK(at == want.size());
  }
}

TEMPLATE_TEST_CASE_SIG("Precision, recall, specificity and F are scikit-learn's", "[metrics]", ((Index C), C), 2, 3, 10) {
  for (const std::string& problem : decision_problems<C>()) {
    compare(linnet::Precision<C>{}, "precision", problem);
    compare(linnet::Recall<C>{}, "recall", problem);
    compare(linnet::Specificity<C>{}, "specificity", problem);
    compare(linnet::F1<C>{}, "f1", problem);
    compare(linnet::FBeta<C>{.beta = 0.5}, "fbeta_0.5", problem);
    compare(linnet::FBeta<C>{.beta = 1.0}, "f1", problem);
    compare(linnet::FBeta<C>{.beta = 2.0}, "fbeta_2", problem);
    compare(linnet::FBeta<C>{.beta = 0.0}, "precision", "random_" + std::to_string(C));
    compare(linnet::FBeta<C>{.beta = std::numeric_limits<double>::infinity()}, "recall", problem);
    compare(linnet::FBeta<C>{.beta = 1e200}, "recall", problem);  // its square is infinite
  }
}

TEST_CASE("A beta that is negative or no number, and a class that there is not, are refused on use", "[metrics]") {
  const auto labels = golden_labels("random_3.targets"), predictions = golden_labels("random_3.predictions");
  const auto refused = [&](const auto& metric, const char* sentence) {
    CHECK(std::isnan(metric.result()));
    CHECK_THROWS_MATCHES(measure(metric, labels, predictions), linnet::InvalidInput, message_contains(sentence));
    Classifier model = classifier();
    CHECK_THROWS_MATCHES(model.compile(linnet::SparseCategoricalCrossentropy{}, linnet::SGD{}, linnet::Accuracy{}, metric),
                         linnet::InvalidInput, message_contains(sentence));
  };
  const char* sentence = "FBeta: beta must be 0 or larger; it is negative or not a number";
  refused(linnet::FBeta<3>{.beta = -0.5}, sentence);
  refused(linnet::FBeta<3>{.beta = std::numeric_limits<double>::quiet_NaN()}, sentence);
  for (const Index positive : {-1, 3}) {
    refused(linnet::Recall<3>{.average = Average::binary, .positive = positive}, "positive must be one of the classes");
  }
  static_assert(sizeof(linnet::F1<3>) + sizeof(double) == sizeof(linnet::FBeta<3>));
}

TEST_CASE("Figures of outcomes stream and reset", "[metrics]") {
  const auto targets = golden_labels("random_10.targets"), predictions = golden_labels("random_10.predictions");
  CHECK(streams(linnet::Precision<10>{}, targets, predictions));
  CHECK(streams(linnet::Recall<10>{.average = Average::weighted}, targets, predictions));
  CHECK(streams(linnet::FBeta<10>{.beta = 2.0}, targets, predictions));
  const auto labels = golden_labels("score.labels");
  CHECK(streams(linnet::F1<>{}, labels, golden_matrix("score.scores")));
}

TEST_CASE("A reset keeps the settings of a figure", "[metrics]") {
  linnet::FBeta<> metric{.beta = 2.0, .positive = 0, .zero_division = 0.25};
  metric.matrix.threshold = 0.75f;
  metric.reset();
  CHECK(metric.result() == 0.25);
  show(metric, std::vector<float>{0.7f}, std::vector<float>{0.0f});
  CHECK(metric.result() == 1.0);
  CHECK(metric.beta == 2.0);
}

TEST_CASE("Before the first sample a figure is zero_division", "[metrics]") {
  for (const Average average : {Average::binary, Average::macro, Average::micro, Average::weighted}) {
    CHECK(linnet::Precision<3>{.average = average, .zero_division = 0.5}.result() == 0.5);
  }
}

TEST_CASE("Figures are constant expressions", "[metrics]") {
  constexpr double f1 = [] {
    linnet::F1<> metric;
    metric.matrix.count(1, 1);
    metric.matrix.count(1, 0);
    return metric.result();
  }();
  static_assert(f1 == 2.0 / 3.0);
  CHECK(f1 > 0.0);
}

}  // namespace precision_recall_test
