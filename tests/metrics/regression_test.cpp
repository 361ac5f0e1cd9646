// SPDX-License-Identifier: MIT
#include <linnet/metrics/regression.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

namespace regression_test {

using linnet::Index;
using linnet::MeanAbsoluteErrorMetric;
using linnet::MeanAbsolutePercentageError;
using linnet::MeanSquaredErrorMetric;
using linnet::R2;
using linnet::RootMeanSquaredError;
using namespace linnet::test;

static_assert(linnet::Metric<R2<>>);
static_assert(linnet::Metric<MeanSquaredErrorMetric>);

template <Index Outputs>
void compare(const std::string& problem, double scale = 1.0) {
  INFO(problem);
  const auto targets = golden_matrix(problem + ".targets"), predictions = golden_matrix(problem + ".predictions");
  const auto& want = metrics_golden().values(problem + ".errors");
  CHECK(agrees(measure(MeanSquaredErrorMetric{}, targets, predictions).result(), want[0]));
  CHECK(agrees(measure(MeanAbsoluteErrorMetric{}, targets, predictions).result(), want[1]));
  CHECK(agrees(measure(R2<Outputs>{}, targets, predictions).result(), want[2], scale));
  CHECK(streams(MeanSquaredErrorMetric{}, targets, predictions));
  CHECK(streams(MeanAbsoluteErrorMetric{}, targets, predictions));
  CHECK(streams(R2<Outputs>{}, targets, predictions));
}

TEST_CASE("MSE, MAE and R2 are scikit-learn's", "[metrics]") {
  for (const char* problem : {"number", "number_constant", "number_exact", "far_from_0"}) compare<1>(problem);
  for (const char* problem : {"numbers", "constant", "constant_exact"}) compare<3>(problem);
  compare<3>("two_samples", 12802.0);  // R2 is -12802
}

TEST_CASE("RootMeanSquaredError and MeanAbsolutePercentageError are Keras's", "[metrics]") {
  const linnet::test::Golden& golden = keras_metrics_golden();
  const auto targets = golden_matrix("numbers.targets", golden), predictions = golden_matrix("numbers.predictions", golden);
  const auto compare = [&](const auto& metric) {
    INFO(metric.name);
    CHECK(
        agrees(measure(metric, targets, predictions).result(), golden.values("numbers." + std::string(metric.name))[0], 100.0));
    CHECK(streams(metric, targets, predictions));
  };
  compare(RootMeanSquaredError{});
  compare(MeanAbsolutePercentageError{});
}

TEST_CASE("MeanAbsolutePercentageError is of the target, whatever its sign, and finite at 0", "[metrics]") {
  MeanAbsolutePercentageError percent;
  show(percent, std::vector<float>{-3.0f, 5.0f}, std::vector<float>{-4.0f, 4.0f});
  CHECK(percent.result() == 25.0);
  percent.reset();
  show(percent, std::vector<double>{0.0}, std::vector<double>{0.0});
  CHECK(percent.result() == 0.0);
  show(percent, std::vector<double>{1.0}, std::vector<double>{0.0});
  CHECK(percent.result() == 100.0 * (1.0 / 1e-7) / 2.0);
}

TEST_CASE("R2 of fewer than two samples is not a number", "[metrics]") {
  R2<> r2;
  CHECK(std::isnan(r2.result()));
  show(r2, std::vector<float>{1.0f}, std::vector<float>{1.0f});
  CHECK(std::isnan(r2.result()));
  show(r2, std::vector<float>{2.0f}, std::vector<float>{2.0f});
  CHECK(r2.result() == 1.0);
  r2.reset();
  CHECK(std::isnan(r2.result()));
}

TEST_CASE("R2 of targets that are all 0.1 is 0 or 1", "[metrics]") {
  R2<> exact, other;
  for (int i = 0; i < 7; ++i) {  // 0.1 summed and divided is not 0.1 again
    show(exact, std::vector<double>{0.1}, std::vector<double>{0.1});
    show(other, std::vector<double>{0.2}, std::vector<double>{0.1});
  }
  CHECK(exact.result() == 1.0);
  CHECK(other.result() == 0.0);
}

TEST_CASE("Mean errors are 0 before the first sample", "[metrics]") {
  MeanSquaredErrorMetric squared;
  CHECK(squared.result() == 0.0);
  show(squared, std::vector<float>{1.0f, 2.0f}, std::vector<float>{0.0f, 4.0f});
  CHECK(squared.result() == 2.5);
  CHECK(squared.total == 2);
  squared.reset();
  CHECK(squared.result() == 0.0);
  RootMeanSquaredError root;
  CHECK(root.result() == 0.0);
  show(root, std::vector<float>{1.0f, 2.0f, 3.0f, 4.0f}, std::vector<float>{1.0f, 2.0f, 3.0f, 8.0f});
  CHECK(root.result() == 2.0);
}

}  // namespace regression_test
