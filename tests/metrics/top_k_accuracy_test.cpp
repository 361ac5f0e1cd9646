// SPDX-License-Identifier: MIT
#include <linnet/metrics/top_k_accuracy.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

namespace top_k_accuracy_test {

using linnet::TopKAccuracy;
using namespace linnet::test;

static_assert(linnet::Metric<TopKAccuracy<>>);

template <linnet::Index K>
void compare(const std::string& problem) {
  INFO(problem << ' ' << K);
  const auto labels = golden_labels(problem + ".labels");
  const auto scores = golden_matrix(problem + ".scores");
  CHECK(agrees(measure(TopKAccuracy<K>{}, labels, scores).result(), metrics_golden().values(problem + ".top_k")[K - 1]));
  CHECK(streams(TopKAccuracy<K>{}, labels, scores));
}

TEST_CASE("Top-k accuracy is scikit-learn's, with ties", "[metrics]") {
  for (const char* problem :
       {"score", "score_ties", "score_equal", "scores_3", "scores_3_ties", "scores_10", "scores_10_ties"}) {
    compare<1>(problem);
    compare<2>(problem);
    compare<3>(problem);
  }
}

/// 1 if the sample counts as right, else 0.
template <linnet::Index K, class Y>
double is_right(const std::vector<float>& prediction, const std::vector<Y>& target) {
  TopKAccuracy<K> metric;
  show(metric, prediction, target);
  return metric.result();
}

TEST_CASE("Of equal scores the higher class is among the best first", "[metrics]") {
  const std::vector<float> scores{0.3f, 0.1f, 0.3f, 0.3f};
  CHECK(is_right<1, std::int32_t>(scores, {3}) == 1.0);
  CHECK(is_right<1, std::int32_t>(scores, {2}) == 0.0);
  CHECK(is_right<2, std::int32_t>(scores, {2}) == 1.0);
  CHECK(is_right<2, std::int32_t>(scores, {0}) == 0.0);
  CHECK(is_right<3, std::int32_t>(scores, {0}) == 1.0);
  CHECK(is_right<3, std::int32_t>(scores, {1}) == 0.0);
  CHECK(is_right<4, std::int32_t>(scores, {1}) == 1.0);
}

TEST_CASE("Top-k accuracy takes rows as targets; what is no class is wrong", "[metrics]") {
  CHECK(is_right<2, float>({0.5f, 0.1f, 0.4f}, {0, 0, 1}) == 1.0);
  CHECK(is_right<2, float>({0.5f, 0.1f, 0.4f}, {0, 1, 0}) == 0.0);
  CHECK(is_right<2, std::int32_t>({0.5f, 0.1f, 0.4f}, {-1}) == 0.0);
  CHECK(is_right<2, std::int32_t>({0.5f, 0.1f, 0.4f}, {3}) == 0.0);
  TopKAccuracy<> metric;
  CHECK(metric.result() == 0.0);
  show(metric, std::vector<float>{0.5f, 0.5f}, std::vector<std::int32_t>{0});
  CHECK(metric.result() == 1.0);  // K is above the number of classes
  metric.reset();
  CHECK(metric.total == 0);
}

}  // namespace top_k_accuracy_test
