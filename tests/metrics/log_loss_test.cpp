// SPDX-License-Identifier: MIT
#include <linnet/metrics/log_loss.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <cmath>

namespace log_loss_test {

using linnet::LogLoss;
using namespace linnet::test;

static_assert(linnet::Metric<LogLoss>);

TEST_CASE("The log loss is scikit-learn's", "[metrics]") {
  for (const char* problem : {"score", "score_ties", "score_right", "score_wrong", "score_equal", "scores_3", "scores_3_ties",
                              "scores_10", "scores_10_ties", "clipped_1", "clipped_3"}) {
    INFO(problem);
    const std::string name = problem;
    const auto labels = golden_labels(name + ".labels");
    const auto scores = golden_matrix(name + ".scores");
    const double want = metrics_golden().values(name + ".log_loss")[0];
    CHECK(agrees(measure(LogLoss{}, labels, scores).result(), want));
    CHECK(streams(LogLoss{}, labels, scores));
    if (scores.dimension(1) == 1) continue;
    linnet::Tensor<2, float> rows(scores.dimension(0), scores.dimension(1));
    rows.setZero();
    for (linnet::Index i = 0; i < labels.size(); ++i) rows(i, labels(i)) = 1.0f;
    CHECK(agrees(measure(LogLoss{}, rows, scores).result(), want));
  }
}

TEST_CASE("The log loss takes rows of probabilities as targets", "[metrics]") {
  const auto targets = golden_matrix("soft.targets"), scores = golden_matrix("soft.scores");
  CHECK(agrees(measure(LogLoss{}, targets, scores).result(), metrics_golden().values("soft.log_loss")[0]));
  CHECK(streams(LogLoss{}, targets, scores));
}

TEST_CASE("The log loss clips by the spacing of its numbers at 1", "[metrics]") {
  LogLoss of_float, of_double;
  show(of_float, std::vector<float>{0.0f}, std::vector<float>{1.0f});
  show(of_double, std::vector<double>{0.0}, std::vector<double>{1.0});
  CHECK(agrees(of_float.result(), 23 * std::log(2.0)));
  CHECK(agrees(of_double.result(), 52 * std::log(2.0)));
  of_float.reset();
  CHECK(of_float.result() == 0.0);
  show(of_float, std::vector<float>{1.0f, 0.0f, 0.0f}, std::vector<std::int32_t>{2});
  CHECK(agrees(of_float.result(), 23 * std::log(2.0)));
}

}  // namespace log_loss_test
