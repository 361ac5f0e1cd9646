// SPDX-License-Identifier: MIT
#include <linnet/metrics/precision_recall_curve.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

namespace precision_recall_curve_test {

using linnet::AucAverage;
using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::Tensor;
using namespace linnet::test;

const auto &single = single_score_problems(), &several = several_score_problems();

TEST_CASE("Precision-recall curves and average precision are scikit-learn's", "[metrics]") {
  for (const auto& problems : {single, several}) {
    for (const std::string& problem : problems) {
      const Labels labels = golden_labels(problem + ".labels");
      const auto scores = golden_matrix(problem + ".scores");
      const Index first = scores.dimension(1) == 1 ? 1 : 0;
      const auto& average_precision = metrics_golden().values(problem + ".average_precision");
      const auto& mean = metrics_golden().values(problem + ".mean_average_precision");
      CHECK(agrees(linnet::average_precision(labels, scores), mean[0]));
      CHECK(agrees(linnet::average_precision(labels, scores, AucAverage::weighted), mean[1]));
      for (Index k = first; k < std::max<Index>(scores.dimension(1), 2); ++k) {
        INFO(problem << ' ' << k);
        const auto curve = linnet::precision_recall_curve(labels, scores, k);
        CHECK(equal(problem + ".precision_recall_" + std::to_string(k), {curve.precision, curve.recall}));
        CHECK(equal(problem + ".thresholds_" + std::to_string(k), {curve.thresholds}));
        CHECK(agrees(linnet::average_precision(labels, scores, k), average_precision.at(static_cast<std::size_t>(k - first))));
      }
    }
  }
}

TEST_CASE("The mean average precision refuses a class that does not occur", "[metrics]") {
  Tensor<2> scores(4, 3);
  scores.setRandom();
  Labels labels(4);
  labels.setValues({0, 1, 1, 0});
  CHECK_THROWS_MATCHES(linnet::average_precision(labels, scores), InvalidInput,
                       message_contains("average_precision: no sample is of class 2"));
  labels(3) = 2;
  CHECK_NOTHROW(linnet::average_precision(labels, scores));
}

}  // namespace precision_recall_curve_test
