// SPDX-License-Identifier: MIT
#include <linnet/metrics/precision_at_recall.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace precision_at_recall_test {

using linnet::Index;
using linnet::PrecisionAtRecall;
using namespace linnet::test;

static_assert(linnet::Metric<PrecisionAtRecall<>>);

template <Index Thresholds>
void compare(const std::string& problem) {
  const Golden& golden = keras_metrics_golden();
  const auto labels = golden_labels(problem + ".labels", golden);
  const auto scores = golden_matrix(problem + ".scores", golden);
  const auto& recalls = golden.values("recalls");
  const auto& want = golden.values(problem + ".precision_at_recall_" + std::to_string(Thresholds));
  for (std::size_t i = 0; i < recalls.size(); ++i) {
    INFO(problem << " at recall " << recalls[i]);
    const PrecisionAtRecall<Thresholds> metric{.recall = recalls[i]};
    CHECK(agrees(measure(metric, labels, scores).result(), want[i]));
    CHECK(streams(metric, labels, scores));
  }
}

TEST_CASE("PrecisionAtRecall is Keras's", "[metrics]") {
  for (const char* problem : {"random", "quarters", "negatives"}) {
    compare<200>(problem);
    compare<5>(problem);
  }
}

TEST_CASE("PrecisionAtRecall takes two scores and class indices or rows, and allocates nothing", "[metrics]") {
  PrecisionAtRecall<> one{.recall = 0.5}, two{.recall = 0.5}, rows{.recall = 0.5};
  const std::vector<float> scores{0.0f, 0.3f, 0.8f, 0.3f, 0.8f};
  const std::vector<std::int32_t> labels{0, 0, 0, 1, 1};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const auto label = static_cast<float>(labels[i]);
    show(one, std::vector<float>{scores[i]}, std::vector<float>{label});
    show(two, std::vector<float>{1.0f - scores[i], scores[i]}, std::vector<std::int32_t>{labels[i]});
    show(rows, std::vector<float>{1.0f - scores[i], scores[i]}, std::vector<float>{1.0f - label, label});
  }
  double result = 0.0;
  CHECK(allocations_of([&] { result = one.result(); }) == 0);
  CHECK(result == 0.5);
  CHECK(two.result() == 0.5);
  CHECK(rows.result() == 0.5);
  one.reset();
  CHECK(one.result() == 0.0);
  CHECK(one.recall == 0.5);
}

TEST_CASE("PrecisionAtRecall wants a recall", "[metrics]") {
  const std::string reason = "PrecisionAtRecall: recall must be given, in [0, 1]";
  for (const double recall : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(PrecisionAtRecall<>{.recall = recall}.problem() == reason);
    CHECK(std::isnan(PrecisionAtRecall<>{.recall = recall}.result()));
  }
  CHECK(PrecisionAtRecall<>{}.problem() == reason);
  for (const double recall : {0.0, 0.5, 1.0}) CHECK(PrecisionAtRecall<>{.recall = recall}.problem() == nullptr);
}

TEST_CASE("PrecisionAtRecall refuses several labels", "[metrics]") {
  PrecisionAtRecall<> metric{.recall = 0.5};
  CHECK_THROWS_WITH(show(metric, std::vector<float>{0.5f, 0.5f}, std::vector<float>{1.0f, 1.0f}),
                    "PrecisionAtRecall: a target has several labels or none; it takes two classes");
}

}  // namespace precision_at_recall_test
