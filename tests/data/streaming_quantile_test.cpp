// SPDX-License-Identifier: MIT
#include <linnet/data/streaming_quantile.hpp>

#include <linnet/core/random.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using Catch::Matchers::WithinAbs;
using linnet::InvalidInput;
using linnet::StreamingQuantile;
using linnet::test::message_contains;

// The example of Jain and Chlamtac (1985), section 3: the values that the median of 20 observations takes, from the fifth one on.
TEST_CASE("The estimates of the median are those of the paper", "[data]") {
  const double x[]{0.02,  0.15,  0.74, 3.39, 0.83, 22.37, 10.15, 15.43, 38.62, 15.92,
                   34.60, 10.28, 1.47, 0.40, 0.05, 11.39, 0.27,  0.42,  0.09,  11.37};
  StreamingQuantile median{0.5};
  std::vector<double> values;
  for (std::size_t i = 0; i < std::size(x); ++i) {
    CHECK(median.update(x[i]));
    if (i >= 4 && (values.empty() || values.back() != median.result())) values.push_back(median.result());
  }
  CHECK(median.count() == 20);
  const double wanted[]{0.74, 2.18, 4.75, 9.27, 6.30, 4.44};
  REQUIRE(values.size() == std::size(wanted));
  for (std::size_t i = 0; i < values.size(); ++i) CHECK_THAT(values[i], WithinAbs(wanted[i], 0.006));
}

TEST_CASE("Quantiles of many numbers are near the exact ones", "[data]") {
  linnet::Random random(3);
  std::vector<double> numbers;
  StreamingQuantile quantiles[]{StreamingQuantile{0.1}, StreamingQuantile{0.5}, StreamingQuantile{0.9},
                                StreamingQuantile{0.99}};
  for (int i = 0; i < 20000; ++i) {
    numbers.push_back(-std::log(1.0 - static_cast<double>(random.uniform(0.0f, 1.0f))));  // of an exponential distribution
    for (auto& quantile : quantiles) quantile.update(numbers.back());
  }
  std::sort(numbers.begin(), numbers.end());
  const auto share_below = [&](double x) {
    return static_cast<double>(std::lower_bound(numbers.begin(), numbers.end(), x) - numbers.begin()) / 20000.0;
  };
  CHECK_THAT(share_below(quantiles[0].result()), WithinAbs(0.1, 0.005));
  CHECK_THAT(share_below(quantiles[1].result()), WithinAbs(0.5, 0.005));
  CHECK_THAT(share_below(quantiles[2].result()), WithinAbs(0.9, 0.005));
  CHECK_THAT(share_below(quantiles[3].result()), WithinAbs(0.99, 0.002));
}

TEST_CASE("Few numbers have exact quantiles, equal ones that number", "[data]") {
  StreamingQuantile quantile{0.75};
  CHECK(quantile.result() == 0.0);
  for (const double x : {3.0, 1.0, 2.0}) quantile.update(x);
  CHECK(quantile.result() == 2.0);
  quantile.reset();
  CHECK(quantile.count() == 0);
  for (int i = 0; i < 100; ++i) quantile.update(7.0);
  CHECK(quantile.result() == 7.0);
}

TEST_CASE("A number that is not finite does not count, a quantile outside (0, 1) fails", "[data]") {
  StreamingQuantile quantile{0.5};
  CHECK_FALSE(quantile.update(std::numeric_limits<double>::quiet_NaN()));
  CHECK_FALSE(quantile.update(std::numeric_limits<double>::infinity()));
  CHECK(quantile.count() == 0);
  for (const double p : {0.0, 1.0, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_MATCHES(StreamingQuantile(p), InvalidInput, message_contains("above 0 and below 1"));
  }
}

}  // namespace
