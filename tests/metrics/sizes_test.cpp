// SPDX-License-Identifier: MIT
// All metrics of classes against scikit-learn on 1 to 10,000 samples of 2 to 20 classes.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <limits>
#include <string>

namespace sizes_test {

using namespace linnet;
using namespace linnet::test;

template <Index Classes>
void compare(Index n) {
  const std::string name = "made_" + std::to_string(n) + "_" + std::to_string(Classes);
  INFO(name);
  const MadeProblem problem = made(n, Classes);
  const Labels& labels = problem.labels;
  const Tensor<2, double>& scores = problem.scores;
  Tensor<2, double> shares = scores;
  for (Index i = 0; i < n; ++i) {
    double sum = 0.0;
    for (Index k = 0; k < Classes; ++k) sum += scores(i, k);
    for (Index k = 0; k < Classes; ++k) shares(i, k) /= sum;
  }
  const auto golden = [&](const char* what) { return metrics_golden().values(name + what); };
  const auto agree = [&](const auto& metric, double want) {
    INFO(metric.name);
    CHECK(agrees(measure(metric, labels, scores).result(), want));
    CHECK(streams(metric, labels, scores));
  };
  const auto decisions = golden(".decisions");
  agree(Accuracy{}, decisions[0]);
  agree(BalancedAccuracy<Classes>{}, decisions[1]);
  agree(MatthewsCorrelation<Classes>{}, decisions[2]);
  agree(CohenKappa<Classes>{.zero_division = std::numeric_limits<double>::quiet_NaN()}, decisions[3]);
  const auto averages = golden(".averages");
  std::size_t at = 0;
  const auto figure = [&](auto metric) {
    for (const Average average : {Average::macro, Average::micro, Average::weighted}) {
      metric.average = average;
      agree(metric, averages[at++]);
    }
  };
  figure(Precision<Classes>{});
  figure(Recall<Classes>{});
  figure(F1<Classes>{});
  figure(FBeta<Classes>{.beta = 2.0});
  const auto areas = golden(".areas");
  agree(RocAuc<Classes>{.average = AucAverage::macro}, areas[0]);
  agree(RocAuc<Classes>{.average = AucAverage::weighted}, areas[1]);
  agree(AveragePrecision<Classes>{.average = AucAverage::macro}, areas[2]);
  agree(AveragePrecision<Classes>{.average = AucAverage::weighted}, areas[3]);
  agree(TopKAccuracy<2>{}, golden(".top_2")[0]);
  CHECK(agrees(measure(LogLoss{}, labels, shares).result(), golden(".log_loss")[0]));
  CHECK(streams(LogLoss{}, labels, shares));
}

TEST_CASE("Metrics are scikit-learn's from 1 sample to 10,000, from 2 classes to 20", "[metrics]") {
  compare<2>(1);
  compare<20>(1);
  compare<3>(2);
  compare<5>(10);
  compare<20>(300);
  compare<2>(1000);
  compare<2>(10000);
  compare<20>(10000);
}

}  // namespace sizes_test
