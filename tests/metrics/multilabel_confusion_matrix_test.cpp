// SPDX-License-Identifier: MIT
#include <linnet/metrics/multilabel_confusion_matrix.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

namespace multilabel_confusion_matrix_test {

using namespace linnet;
using namespace linnet::test;

static_assert(Metric<MultilabelConfusionMatrix<3>>);
static_assert(MultilabelConfusionMatrix<3>{}.result() == 0.0);

template <Index Labels>
MultilabelConfusionMatrix<Labels> measured(const std::string& problem) {
  return measure(MultilabelConfusionMatrix<Labels>{}, golden_matrix(problem + ".targets"), golden_matrix(problem + ".scores"));
}

template <Index Labels>
void compare(const std::string& problem) {
  INFO(problem);
  const auto matrix = measured<Labels>(problem);
  const auto& want = metrics_golden().values(problem + ".matrices");
  for (Index k = 0; k < Labels; ++k) {
    const ConfusionMatrix<2> label = matrix.label(k);
    for (Index i = 0; i < 4; ++i) {
      const auto count = static_cast<std::int64_t>(want[static_cast<std::size_t>(4 * k + i)]);
      CHECK(matrix(k, i / 2, i % 2) == count);
      CHECK(label(i / 2, i % 2) == count);
    }
    CHECK(matrix.support(k) == label.support(1));
    CHECK(matrix.predictions(k) == label.predictions(1));
    CHECK(label.total() == matrix.total());
  }
  CHECK(agrees(matrix.result(), metrics_golden().values(problem + ".shares")[0]));
}

TEST_CASE("Confusion matrices of labels are scikit-learn's", "[metrics]") {
  for (const char* problem : {"labels_issue", "labels_3_ties", "labels_neither", "labels_none"}) compare<3>(problem);
  compare<10>("labels_10");
}

TEST_CASE("A matrix of labels says which samples it cannot count", "[metrics]") {
  MultilabelConfusionMatrix<3> matrix{.threshold = 0.25f};
  show(matrix, std::vector{0.3f, 0.25f, 0.2f}, std::vector{1.0f, 0.0f, 1.0f});
  CHECK(matrix(0, 1, 1) == 1);
  CHECK(matrix(1, 0, 0) == 1);
  CHECK(matrix(2, 1, 0) == 1);
  CHECK_THROWS_MATCHES(show(matrix, std::vector{0.3f, 0.25f, 0.2f}, std::vector<std::int32_t>{1}), InvalidInput,
                       message_contains("another number of scores or targets than the metric has labels"));
  CHECK_THROWS_MATCHES(update(matrix, golden_matrix("labels_2.targets"), golden_matrix("labels_2.scores")), InvalidInput,
                       message_contains("samples have 2 numbers, multilabel_confusion_matrix is of 3"));
  CHECK(matrix.total() == 1);
  matrix.reset();
  CHECK(matrix.total() == 0);
  CHECK(matrix.threshold == 0.25f);
}

}  // namespace multilabel_confusion_matrix_test
