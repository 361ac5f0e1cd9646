// SPDX-License-Identifier: MIT
#include <linnet/metrics/confusion_matrix.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

namespace confusion_matrix_test {

using linnet::ConfusionMatrix;
using linnet::Index;
using linnet::Normalize;
using namespace linnet::test;

static_assert(linnet::Metric<ConfusionMatrix<3>>);
static_assert(sizeof(ConfusionMatrix<10>) <= 8 * 10 * 10 + 16);

TEMPLATE_TEST_CASE_SIG("Confusion matrices and their shares are scikit-learn's", "[metrics]", ((Index C), C), 2, 3, 10) {
  for (const std::string& problem : decision_problems<C>()) {
    INFO(problem);
    const auto matrix = measure_decisions(ConfusionMatrix<C>{}, problem);
    const auto& counts = metrics_golden().values(problem + ".confusion");
    const auto& shares = metrics_golden().values(problem + ".shares");
    REQUIRE(counts.size() == matrix.counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) CHECK(static_cast<double>(matrix.counts[i]) == counts[i]);
    std::size_t at = 0;
    for (const Normalize by : {Normalize::rows, Normalize::columns, Normalize::all}) {
      for (const double share : matrix.normalized(by)) CHECK(agrees(share, shares[at++]));
    }
    CHECK(matrix.outside == 0);
    CHECK(streams(ConfusionMatrix<C>{}, golden_labels(problem + ".targets"), golden_labels(problem + ".predictions")));
  }
}

TEST_CASE("A confusion matrix counts single scores, scores of classes and rows as targets", "[metrics]") {
  ConfusionMatrix<2> two{.threshold = 0.25f};
  show(two, std::vector<float>{0.3f}, std::vector<float>{1.0f});
  show(two, std::vector<float>{0.25f}, std::vector<float>{1.0f});
  CHECK(two(1, 1) == 1);
  CHECK(two(1, 0) == 1);
  ConfusionMatrix<3> three;
  show(three, std::vector<float>{0.1f, 0.2f, 0.7f}, std::vector<std::int32_t>{1});
  show(three, std::vector<double>{0.1, 0.2, 0.7}, std::vector<double>{0, 0, 1});
  show(three, std::vector<int>{0}, std::vector<int>{2});
  CHECK(three(1, 2) == 1);
  CHECK(three(2, 2) == 1);
  CHECK(three(2, 0) == 1);
  CHECK(three.total() == 3);
  CHECK(three.correct() == 1);
  CHECK(three.support(2) == 2);
  CHECK(three.predictions(2) == 2);
  CHECK(three.result() == 1.0 / 3.0);
}

TEST_CASE("Samples outside of the classes of a confusion matrix are counted separately", "[metrics]") {
  ConfusionMatrix<3> matrix;
  for (const auto& [truth, predicted] : {std::pair{-1, 0}, {3, 0}, {0, -1}, {0, 3}}) matrix.count(truth, predicted);
  CHECK(matrix.outside == 4);
  CHECK(matrix.total() == 0);
  CHECK(matrix.result() == 0.0);
  matrix.count(2, 2);
  CHECK(matrix.result() == 1.0);
  matrix.reset();
  CHECK(matrix.outside == 0);
  CHECK(matrix.total() == 0);
}

TEST_CASE("A reset keeps the threshold of a confusion matrix", "[metrics]") {
  ConfusionMatrix<2> matrix{.threshold = 0.75f};
  matrix.reset();
  show(matrix, std::vector<float>{0.7f}, std::vector<float>{1.0f});
  CHECK(matrix(1, 0) == 1);
}

}  // namespace confusion_matrix_test
