// SPDX-License-Identifier: MIT
#include <linnet/metrics/threshold.hpp>

#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/precision_recall.hpp>
#include <linnet/metrics/precision_recall_curve.hpp>
#include <linnet/metrics/roc.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace threshold_test {

using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::Tensor;
using namespace linnet::test;

/// The rates at `threshold`, by hand: of scores above it, or of those at it, too.
std::pair<double, double> rates(const Labels& labels, const Tensor<2, double>& scores, Index k, double threshold, bool at_it) {
  double tp = 0.0, fp = 0.0, p = 0.0, n = 0.0;
  for (Index i = 0; i < labels.size(); ++i) {
    const double score = scores(i, scores.dimension(1) == 1 ? 0 : k);
    const bool yes = at_it ? score >= threshold : score > threshold, is = labels(i) == k;
    (is ? p : n) += 1.0;
    (is ? tp : fp) += yes ? 1.0 : 0.0;
  }
  return {tp / p, fp / n};
}

TEST_CASE("Chosen thresholds are at the points of scikit-learn's ROC curve", "[metrics]") {
  for (const auto& problems : {single_score_problems(), several_score_problems()}) {
    for (const std::string& problem : problems) {
      const Labels labels = golden_labels(problem + ".labels");
      const auto scores = golden_matrix(problem + ".scores");
      for (Index k = scores.dimension(1) == 1 ? 1 : 0; k < std::max<Index>(scores.dimension(1), 2); ++k) {
        CAPTURE(problem, k);
        const auto curve = linnet::roc_curve(labels, scores, k, false);
        std::size_t best = 0;
        const auto index = [&](std::size_t i) { return curve.true_positive_rate[i] - curve.false_positive_rate[i]; };
        for (std::size_t i = 1; i < curve.thresholds.size(); ++i) best = index(i) > index(best) + 1e-12 ? i : best;
        const double chosen = linnet::best_threshold(labels, scores, k);
        for (const bool at_it : {false, true}) {
          const auto [tpr, fpr] = rates(labels, scores, k, chosen, at_it);
          if (best == 0) {  // no threshold is better than none
            CHECK(tpr - fpr <= 1e-12);
          } else {
            CHECK_THAT(tpr, WithinAbs(curve.true_positive_rate[best], 1e-12));
            CHECK_THAT(fpr, WithinAbs(curve.false_positive_rate[best], 1e-12));
          }
        }
        for (const double recall : {1e-9, 0.5, 0.9, 1.0}) {
          CAPTURE(recall);
          std::size_t first = 0;
          while (curve.true_positive_rate[first] < recall) ++first;
          for (const bool at_it : {false, true}) {
            const auto [tpr, fpr] = rates(labels, scores, k, linnet::threshold_for_recall(labels, scores, recall, k), at_it);
            CHECK(tpr == curve.true_positive_rate[first]);
            CHECK(fpr == curve.false_positive_rate[first]);
          }
        }
      }
    }
  }
}

TEST_CASE("A threshold lies halfway between scores, and metrics find the same classes with it", "[metrics]") {
  const Labels y = [] {
    Labels labels(5);
    labels.setValues({0, 1, 0, 1, 1});
    return labels;
  }();
  const std::vector<float> p{0.125f, 0.375f, 0.5f, 0.625f, 0.875f};
  CHECK(linnet::threshold_for_recall(y, p, 1.0) == 0.25);
  CHECK(linnet::threshold_for_recall(y, p, 0.6) == 0.5625);
  CHECK(linnet::best_threshold(y, p) == 0.5625);
  const double threshold = linnet::threshold_for_recall(y, p, 1.0);
  const auto matrix = linnet::confusion_matrix_at(y, p, threshold);
  CHECK(matrix.counts == std::array<std::int64_t, 4>{1, 1, 0, 3});
  linnet::Recall<2> recall;
  recall.matrix.threshold = static_cast<float>(threshold);
  CHECK(linnet::measure(recall, y, p).result() == 1.0);
}

TEST_CASE("Of neighbouring numbers the threshold separates the scores, too", "[metrics]") {
  const float low = 0.7f, high = std::nextafter(low, 1.0f), highest = std::nextafter(high, 1.0f);
  for (const auto& pair : {std::pair(low, high), std::pair(high, highest)}) {
    const std::vector<float> p{pair.first, pair.second};
    const std::vector<int> y{0, 1};
    const double threshold = linnet::threshold_for_recall(y, p, 1.0);
    CHECK(threshold == static_cast<double>(static_cast<float>(threshold)));
    CHECK(linnet::confusion_matrix_at(y, p, threshold).counts == std::array<std::int64_t, 4>{1, 0, 0, 1});
    const std::vector<int> other{1, 0};  // now the lowest score must be above it
    CHECK(linnet::confusion_matrix_at(other, p, linnet::threshold_for_recall(other, p, 1.0)).counts ==
          std::array<std::int64_t, 4>{0, 1, 0, 1});
  }
}

TEST_CASE("Either of two classes can be the positive one", "[metrics]") {
  Tensor<2> p(4, 2);
  p.setValues({{0.9f, 0.1f}, {0.4f, 0.6f}, {0.2f, 0.8f}, {0.3f, 0.7f}});
  const std::vector<int> y{0, 0, 1, 1};
  const double threshold = linnet::threshold_for_recall(y, p, 1.0, 0);
  CHECK_THAT(threshold, WithinAbs(0.35, 1e-6));
  CHECK(linnet::confusion_matrix_at(y, p, threshold, 0).counts == std::array<std::int64_t, 4>{2, 0, 0, 2});
  CHECK(linnet::confusion_matrix_at(y, p, 0.5, 0).counts == std::array<std::int64_t, 4>{1, 1, 0, 2});
  CHECK(linnet::confusion_matrix_at(y, p, 0.75, 1).counts == std::array<std::int64_t, 4>{2, 0, 1, 1});
}

TEST_CASE("A single score has no threshold for class 0", "[metrics]") {
  const std::vector<int> y{0, 0, 1};
  const std::vector<float> p{0.2f, 0.4f, 0.9f};
  const auto sentence = message_contains("a sample has one score, that of class 1, and class 0 is asked for; give two columns");
  CHECK_THROWS_MATCHES(linnet::threshold_for_recall(y, p, 1.0, 0), InvalidInput, sentence);
  CHECK_THROWS_MATCHES(linnet::best_threshold(y, p, 0), InvalidInput, sentence);
  CHECK_THROWS_MATCHES(linnet::confusion_matrix_at(y, p, 0.5, 0), InvalidInput, sentence);
}

TEST_CASE("A threshold is a number", "[metrics]") {
  const std::vector<int> y{0, 1};
  const std::vector<float> p{0.2f, 0.9f};
  CHECK_THROWS_MATCHES(linnet::confusion_matrix_at(y, p, std::nan("")), InvalidInput, message_contains("not a number"));
}

TEST_CASE("Thresholds refuse what has no curve", "[metrics]") {
  const std::vector<float> p{0.1f, 0.9f};
  const std::vector<int> y{0, 1}, same{1, 1};
  CHECK_THROWS_MATCHES(linnet::threshold_for_recall(y, p, 0.0), InvalidInput, message_contains("recall is 0"));
  CHECK_THROWS_AS(linnet::threshold_for_recall(y, p, 1.5), InvalidInput);
  CHECK_THROWS_AS(linnet::threshold_for_recall(y, p, std::numeric_limits<double>::quiet_NaN()), InvalidInput);
  CHECK_THROWS_MATCHES(linnet::best_threshold(same, p), InvalidInput, message_contains("best_threshold: every sample"));
  Tensor<2> three(2, 3);
  three.setZero();
  CHECK_THROWS_MATCHES(linnet::confusion_matrix_at(y, three, 0.5), InvalidInput, message_contains("two classes"));
  CHECK_THROWS_AS(linnet::confusion_matrix_at(y, p, 0.5, 2), InvalidInput);
}

/// Integers, as those of a grade from 0 to 9, count as the same numbers in double.
TEMPLATE_TEST_CASE("Scores may be integers", "[metrics]", int, std::uint8_t, std::int64_t, unsigned) {
  const std::vector<int> y{0, 1, 0, 1, 1, 0};
  const std::vector<TestType> whole{0, 3, 5, 5, 9, 2};
  const std::vector<double> real(whole.begin(), whole.end());
  CHECK(linnet::best_threshold(y, whole) == linnet::best_threshold(y, real));
  CHECK(linnet::best_threshold(y, whole) == 2.5);
  for (const double recall : {0.3, 0.6, 1.0}) {
    CHECK(linnet::threshold_for_recall(y, whole, recall) == linnet::threshold_for_recall(y, real, recall));
  }
  CHECK(linnet::confusion_matrix_at(y, whole, 2.5).counts == linnet::confusion_matrix_at(y, real, 2.5).counts);
  for (const Index k : {0, 1}) {
    CHECK(linnet::roc_auc(y, whole, k) == linnet::roc_auc(y, real, k));
    CHECK(linnet::average_precision(y, whole, k) == linnet::average_precision(y, real, k));
    CHECK(linnet::roc_curve(y, whole, k).thresholds == linnet::roc_curve(y, real, k).thresholds);
    CHECK(linnet::precision_recall_curve(y, whole, k).thresholds == linnet::precision_recall_curve(y, real, k).thresholds);
  }
  CHECK(linnet::roc_auc(y, whole) == linnet::roc_auc(y, real));

  Tensor<2, TestType> two(6, 2);
  for (Index i = 0; i < 6; ++i) {
    two(i, 1) = whole[static_cast<std::size_t>(i)];
    two(i, 0) = static_cast<TestType>(9 - two(i, 1));
  }
  CHECK(linnet::best_threshold(y, two, 0) == linnet::best_threshold(y, Tensor<2, double>(two.template cast<double>()), 0));
  // Of all samples the lowest score is above the threshold.
  CHECK(linnet::threshold_for_recall(std::vector<int>{1, 0}, std::vector<TestType>{0, 7}, 1.0) < 0.0);
}

TEST_CASE("Scores are no integers that double does not have", "[metrics]") {
  const std::vector<int> y{0, 1};
  const std::int64_t most = std::int64_t{1} << 53;
  CHECK(linnet::roc_auc(y, std::vector<std::int64_t>{most - 1, most}) == 1.0);
  CHECK(linnet::roc_auc(y, std::vector<std::int64_t>{-most, 1 - most}) == 1.0);
  CHECK_THROWS_MATCHES(
      linnet::roc_auc(y, std::vector<std::int64_t>{most, most + 1}), InvalidInput,
      message_contains("roc_auc: sample 1 has the score 9007199254740993; an integer score must be from -2^53 to 2^53"));
  CHECK_THROWS_AS(linnet::roc_auc(y, std::vector<std::uint64_t>{0, (std::numeric_limits<std::uint64_t>::max)()}), InvalidInput);
}

}  // namespace threshold_test
