// SPDX-License-Identifier: MIT
#include <linnet/metrics/roc.hpp>

#include <linnet/metrics/precision_recall_curve.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <Eigen/Core>

#include <cmath>
#include <limits>

namespace roc_test {

using linnet::AucAverage;
using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::Tensor;
using namespace linnet::test;

const auto &single = single_score_problems(), &several = several_score_problems();

std::vector<double> without_first(const std::vector<double>& v) { return {v.begin() + 1, v.end()}; }

TEST_CASE("ROC curves have scikit-learn's points", "[metrics]") {
  for (const auto& problems : {single, several}) {
    for (const std::string& problem : problems) {
      const Labels labels = golden_labels(problem + ".labels");
      const auto scores = golden_matrix(problem + ".scores");
      const bool one = scores.dimension(1) == 1;
      for (Index k = one ? 1 : 0; k < std::max<Index>(scores.dimension(1), 2); ++k) {
        INFO(problem << ' ' << k);
        for (const bool drop : {true, false}) {
          const auto curve = linnet::roc_curve(labels, scores, k, drop);
          CHECK(curve.false_positive_rate.at(0) == 0.0);
          CHECK(curve.true_positive_rate.at(0) == 0.0);
          CHECK(curve.thresholds.at(0) == std::numeric_limits<double>::infinity());
          CHECK(equal(problem + (drop ? ".roc_" : ".roc_full_") + std::to_string(k),
                      {without_first(curve.false_positive_rate), without_first(curve.true_positive_rate),
                       without_first(curve.thresholds)}));
        }
      }
    }
  }
}

TEST_CASE("The area under ROC curves is scikit-learn's", "[metrics]") {
  for (const auto& problems : {single, several}) {
    for (const std::string& problem : problems) {
      INFO(problem);
      const Labels labels = golden_labels(problem + ".labels");
      const auto scores = golden_matrix(problem + ".scores");
      const auto& want = metrics_golden().values(problem + ".auc");
      CHECK(agrees(linnet::roc_auc(labels, scores), want[0]));
      CHECK(agrees(linnet::roc_auc(labels, scores, AucAverage::weighted), want[1]));
      double sum = 0.0;
      for (Index k = 0; k < scores.dimension(1); ++k) sum += linnet::roc_auc(labels, scores, scores.dimension(1) == 1 ? 1 : k);
      CHECK(agrees(sum / static_cast<double>(scores.dimension(1)), want[0]));
    }
  }
}

TEST_CASE("The class 0 of a single score has the negative score", "[metrics]") {
  const Labels labels = golden_labels("score_ties.labels");
  const auto scores = golden_matrix("score_ties.scores");
  Labels other = labels;
  Tensor<2, double> negative = scores;
  for (Index i = 0; i < labels.size(); ++i) {
    other(i) = 1 - labels(i);
    negative(i, 0) = -scores(i, 0);
  }
  const auto a = linnet::roc_curve(labels, scores, 0), b = linnet::roc_curve(other, negative, 1);
  CHECK(a.true_positive_rate == b.true_positive_rate);
  CHECK(a.false_positive_rate == b.false_positive_rate);
  CHECK(a.thresholds == b.thresholds);
}

TEST_CASE("Of two scores that of class 1 counts", "[metrics]") {
  const Labels labels = golden_labels("score_ties.labels");
  const auto scores = golden_matrix("score_ties.scores");
  Tensor<2, double> two(labels.size(), 2);
  for (Index i = 0; i < labels.size(); ++i) {
    two(i, 0) = 0.125 * static_cast<double>(i % 3);  // is not looked at
    two(i, 1) = scores(i, 0);
  }
  CHECK(linnet::roc_auc(labels, two) == linnet::roc_auc(labels, scores));
  CHECK(linnet::roc_auc(labels, two, AucAverage::weighted) == linnet::roc_auc(labels, scores));
  CHECK(linnet::average_precision(labels, two) == linnet::average_precision(labels, scores));
}

TEST_CASE("Scores may be float and in a vector, labels of any number type", "[metrics]") {
  const Labels labels = golden_labels("score_ties.labels");
  const auto scores = golden_matrix("score_ties.scores");
  Eigen::VectorXf vector(labels.size());
  Eigen::VectorXd numbers(labels.size());
  for (Index i = 0; i < labels.size(); ++i) {
    vector(i) = static_cast<float>(scores(i, 0));  // eighths: exact
    numbers(i) = labels(i);
  }
  CHECK(linnet::roc_auc(numbers, vector) == linnet::roc_auc(labels, scores));
  CHECK(linnet::average_precision(numbers, vector) == linnet::average_precision(labels, scores));
}

TEST_CASE("Curves refuse what they cannot be drawn of", "[metrics]") {
  Labels labels(4);
  labels.setValues({0, 1, 1, 0});
  Tensor<1> scores(4);
  scores.setValues({0.1f, 0.2f, 0.3f, 0.4f});
  const auto every = [&](const char* sentence) {
    INFO(sentence);
    CHECK_THROWS_MATCHES(linnet::roc_curve(labels, scores), InvalidInput, message_contains(sentence));
    CHECK_THROWS_MATCHES(linnet::roc_auc(labels, scores), InvalidInput, message_contains(sentence));
    CHECK_THROWS_MATCHES(linnet::precision_recall_curve(labels, scores), InvalidInput, message_contains(sentence));
    CHECK_THROWS_MATCHES(linnet::average_precision(labels, scores), InvalidInput, message_contains(sentence));
  };
  labels.setConstant(1);
  every("every sample is of class 1; the curve of a class is defined only where some samples are of it and some are not");
  labels.setConstant(0);
  every("no sample is of class 1");
  labels(2) = 2;
  every("label 2 is 2; the scores have the classes 0 to 1 (integers)");
  labels(2) = -1;
  every("label 2 is -1");
  labels(2) = 1;
  scores(3) = std::numeric_limits<float>::quiet_NaN();
  every("sample 3 has the score nan; every score must be finite");
  scores(3) = -std::numeric_limits<float>::infinity();
  every("sample 3 has the score -inf");
  labels = Labels(3);
  labels.setZero();
  every("4 samples have scores, labels are 3 times 1; give one label per sample");
  scores = Tensor<1>(0);
  labels = Labels(0);
  every("there are no scores");
}

TEST_CASE("Curves refuse labels between integers, several labels a sample and classes that are not there", "[metrics]") {
  Tensor<2> scores(4, 3);
  scores.setRandom();
  Tensor<1> labels(4);
  labels.setValues({0.0f, 1.0f, 2.0f, 0.5f});
  CHECK_THROWS_MATCHES(linnet::roc_auc(labels, scores), InvalidInput,
                       message_contains("roc_auc: label 3 is 0.5; the scores have the classes 0 to 2 (integers)"));
  labels(3) = std::numeric_limits<float>::quiet_NaN();
  CHECK_THROWS_MATCHES(linnet::roc_auc(labels, scores), InvalidInput, message_contains("label 3 is nan"));
  labels(3) = 0.0f;
  CHECK_NOTHROW(linnet::roc_auc(labels, scores));
  CHECK_THROWS_MATCHES(linnet::roc_curve(labels, scores, 3), InvalidInput, message_contains("roc_curve: there is no class 3"));
  CHECK_THROWS_MATCHES(linnet::roc_auc(labels, scores, 3), InvalidInput, message_contains("roc_auc: there is no class 3"));
  CHECK_THROWS_MATCHES(linnet::average_precision(labels, scores, -1), InvalidInput, message_contains("there is no class -1"));
  labels(2) = 1.0f;
  CHECK_THROWS_MATCHES(linnet::roc_auc(labels, scores), InvalidInput, message_contains("no sample is of class 2"));
  CHECK_THROWS_MATCHES(linnet::roc_auc(scores, scores), InvalidInput,
                       message_contains("4 samples have scores, labels are 4 times 3"));
}

}  // namespace roc_test
