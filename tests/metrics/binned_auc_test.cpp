// SPDX-License-Identifier: MIT
#include <linnet/metrics/binned_auc.hpp>

#include <linnet/core/random.hpp>
#include <linnet/metrics/roc.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

namespace binned_auc_test {

using linnet::BinnedAuc;
using linnet::Index;
using namespace linnet::test;

static_assert(linnet::Metric<BinnedAuc<>>);
static_assert(sizeof(BinnedAuc<200>) == 16 * 199);

TEST_CASE("BinnedAuc is keras.metrics.AUC", "[metrics]") {
  for (const char* problem :
       {"score", "score_ties", "score_right", "score_wrong", "score_equal", "score_two", "score_one_positive"}) {
    INFO(problem);
    const auto labels = golden_labels(std::string(problem) + ".labels");
    const auto scores = golden_matrix(std::string(problem) + ".scores");
    CHECK(agrees(measure(BinnedAuc<>{}, labels, scores).result(),
                 metrics_golden().values(std::string(problem) + ".binned_auc")[0]));
    CHECK(streams(BinnedAuc<>{}, labels, scores));
  }
}

TEST_CASE("A score on a threshold is below it", "[metrics]") {
  BinnedAuc<5> auc;  // thresholds 0, 0.25, 0.5, 0.75, 1
  for (const float score : {0.0f, 0.25f, 0.26f, 0.5f, 0.75f, 0.8f, 1.0f}) {
    show(auc, std::vector<float>{score}, std::vector<float>{1.0f});
  }
  CHECK(auc.positives == std::array<std::int64_t, 4>{2, 2, 1, 2});
  show(auc, std::vector<float>{-1.0f}, std::vector<float>{0.0f});
  show(auc, std::vector<float>{2.0f}, std::vector<float>{0.0f});
  CHECK(auc.negatives == std::array<std::int64_t, 4>{1, 0, 0, 1});
}

TEST_CASE("BinnedAuc takes two scores and class indices or rows", "[metrics]") {
  BinnedAuc<> one, two, rows;
  linnet::Random random(3);
  for (int i = 0; i < 50; ++i) {
    const float score = random.uniform(0.0f, 1.0f);
    const auto label = static_cast<std::int32_t>(random.below(2));
    show(one, std::vector<float>{score}, std::vector<float>{static_cast<float>(label)});
    show(two, std::vector<float>{1.0f - score, score}, std::vector<std::int32_t>{label});
    show(rows, std::vector<float>{1.0f - score, score}, std::vector<float>{label == 0 ? 1.0f : 0.0f, label == 1 ? 1.0f : 0.0f});
  }
  CHECK(one.positives == two.positives);
  CHECK(one.negatives == two.negatives);
  CHECK(one.positives == rows.positives);
  CHECK(one.negatives == rows.negatives);
}

TEST_CASE("BinnedAuc is close to the exact area and allocates nothing", "[metrics]") {
  constexpr Index n = 20000;
  linnet::Random random(5);
  linnet::Labels labels(n);
  linnet::Tensor<1> scores(n);
  BinnedAuc<> auc;
  for (Index i = 0; i < n; ++i) {
    labels(i) = static_cast<std::int32_t>(random.below(2));
    scores(i) = 0.3f * static_cast<float>(labels(i)) + random.uniform(0.0f, 0.7f);
  }
  const auto allocated = allocations_of([&] {
    for (Index i = 0; i < n; ++i) {
      auc.update(std::span<const float>(&scores(i), 1), std::span<const std::int32_t>(&labels(i), 1));
    }
  });
  CHECK(std::abs(auc.result() - linnet::roc_auc(labels, scores)) < 1e-4);
  double area = 0.0;
  CHECK(allocated == 0);
  CHECK(allocations_of([&] { area = auc.result(); }) == 0);
  CHECK(area > 0.8);
}

TEST_CASE("Without samples of both sides BinnedAuc is not a number", "[metrics]") {
  BinnedAuc<> auc;
  CHECK(std::isnan(auc.result()));
  show(auc, std::vector<float>{0.5f}, std::vector<float>{1.0f});
  CHECK(std::isnan(auc.result()));
  show(auc, std::vector<float>{0.25f}, std::vector<float>{0.0f});
  CHECK(auc.result() == 1.0);
  auc.reset();
  CHECK(std::isnan(auc.result()));
}

}  // namespace binned_auc_test
