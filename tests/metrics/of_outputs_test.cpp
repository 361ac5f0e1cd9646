// SPDX-License-Identifier: MIT
#include <linnet/metrics/of_outputs.hpp>

#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/precision_at_recall.hpp>
#include <linnet/metrics/regression.hpp>
#include <linnet/metrics/weighted.hpp>
#include <linnet/models/loss_and_metrics.hpp>
#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>

#include <span>
#include <string>
#include <vector>

namespace linnet::test::of_outputs {

namespace nn = linnet;

using Kind = decltype(nn::of_outputs<0, 2>(nn::Accuracy{}));
using Size = decltype(nn::of_outputs<2, 1>(nn::MeanAbsoluteErrorMetric{}));
static_assert(nn::Metric<Kind> && nn::Metric<Size>);
// The model has as many outputs as the last one of the metric, and its targets are as many numbers.
static_assert(nn::detail::metric_fits<Size>(3, false) && nn::detail::metric_fits<Size>(4, false));
static_assert(!nn::detail::metric_fits<Size>(2, false) && !nn::detail::metric_fits<Size>(3, true));

const std::vector<std::vector<float>> predictions{{0.9f, 0.1f, 3.0f}, {0.4f, 0.6f, -1.0f}, {0.2f, 0.8f, 0.0f}};
const std::vector<std::vector<float>> targets{{1.0f, 0.0f, 2.0f}, {1.0f, 0.0f, 1.0f}, {0.0f, 1.0f, 0.0f}};

template <class M, class... W>
double result_of(M metric, const W&... weights) {
  metric.reset();
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    metric.update(std::span<const float>(predictions[i]), std::span<const float>(targets[i]), weights[i]...);
  }
  return metric.result();
}

TEST_CASE("A metric of some outputs sees these alone", "[metrics]") {
  CHECK(Kind::name == "accuracy");
  CHECK_THAT(result_of(Kind{}), Catch::Matchers::WithinRel(2.0 / 3.0, 1e-12));
  CHECK(result_of(Size{}) == 1.0);
  CHECK(std::tuple_size_v<decltype(Kind{}.accumulated())> == std::tuple_size_v<decltype(nn::Accuracy{}.accumulated())>);
}

TEST_CASE("A metric of some outputs takes weights, inside Weighted and around it", "[metrics]") {
  const std::vector<double> weights{1.0, 3.0, 0.0};
  CHECK(result_of(nn::Weighted{Kind{}}, weights) == 0.25);
  CHECK(result_of(nn::of_outputs<0, 2>(nn::Weighted{nn::Accuracy{}}), weights) == 0.25);
  CHECK(result_of(nn::Weighted{Size{}}, weights) == 1.75);
}

TEST_CASE("A metric of some outputs passes on what is wrong with it", "[metrics]") {
  CHECK(Kind{}.problem() == nullptr);
  const nn::PrecisionAtRecall<> wrong{.recall = 2.0};
  REQUIRE(wrong.problem() != nullptr);
  CHECK(std::string(nn::of_outputs<0, 1>(wrong).problem()) == wrong.problem());
}

}  // namespace linnet::test::of_outputs
