// SPDX-License-Identifier: MIT
#include <linnet/metrics/weighted.hpp>

#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/measure.hpp>
#include <linnet/metrics/regression.hpp>

#include <tests/support/catch.hpp>

#include <vector>

namespace linnet::test::weighted {

namespace nn = linnet;
using Catch::Matchers::WithinRel;

TEST_CASE("A weighted metric is the mean of the samples' results by their weights", "[metrics]") {
  nn::Weighted accuracy{nn::Accuracy{.threshold = 0.75f}};
  CHECK(accuracy.name == "weighted_accuracy");
  CHECK(accuracy.result() == 0.0);
  const auto add = [&](float prediction, float target, float weight) {
    accuracy.update(std::span<const float>(&prediction, 1), std::span<const float>(&target, 1), weight);
  };
  add(0.7f, 0.0f, 3.0f);  // right at this threshold
  add(0.7f, 1.0f, 1.0f);
  CHECK(accuracy.result() == 0.75);
  add(0.7f, 1.0f, 0.0f);
  CHECK(accuracy.result() == 0.75);
  accuracy.reset();
  CHECK(accuracy.result() == 0.0);
  add(0.7f, 1.0f, 0.0f);
  CHECK(accuracy.result() == 0.0);
}

TEST_CASE("Without weights a weighted metric is the metric", "[metrics]") {
  const std::vector<float> y{1.0f, 2.0f, 4.0f}, p{1.5f, 2.0f, 3.0f};
  const auto plain = nn::measure(nn::MeanAbsoluteErrorMetric{}, y, p);
  CHECK_THAT(nn::measure(nn::Weighted{nn::MeanAbsoluteErrorMetric{}}, y, p).result(), WithinRel(plain.result(), 1e-12));
}

TEST_CASE("A checkpoint holds the sums of a weighted metric", "[metrics]") {
  nn::Weighted<nn::Accuracy> metric;
  CHECK(std::tuple_size_v<decltype(metric.accumulated())> == 2);
  STATIC_REQUIRE(nn::Metric<nn::Weighted<nn::Accuracy>>);
}

}  // namespace linnet::test::weighted
