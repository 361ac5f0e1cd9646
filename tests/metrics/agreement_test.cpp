// SPDX-License-Identifier: MIT
#include <linnet/metrics/agreement.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <limits>

namespace agreement_test {

using linnet::Index;
using namespace linnet::test;

static_assert(linnet::Metric<linnet::BalancedAccuracy<>>);

TEMPLATE_TEST_CASE_SIG("Balanced accuracy, Matthews correlation and kappa are scikit-learn's", "[metrics]", ((Index C), C), 2,
                       3, 10) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  for (const std::string& problem : decision_problems<C>()) {
    INFO(problem);
    const auto& want = metrics_golden().values(problem + ".agreement");
    CHECK(agrees(measure_decisions(linnet::BalancedAccuracy<C>{}, problem).result(), want[0]));
    CHECK(agrees(measure_decisions(linnet::MatthewsCorrelation<C>{}, problem).result(), want[1]));  // undefined: 0
    CHECK(agrees(measure_decisions(linnet::CohenKappa<C>{.zero_division = nan}, problem).result(), want[2]));
  }
}

TEST_CASE("Agreement of one class only is zero_division", "[metrics]") {
  for (const char* problem : {"all_0", "all_1"}) {
    CHECK(measure_decisions(linnet::MatthewsCorrelation<>{.zero_division = 0.25}, problem).result() == 0.25);
    CHECK(measure_decisions(linnet::CohenKappa<>{.zero_division = 0.25}, problem).result() == 0.25);
  }
  CHECK(measure_decisions(linnet::MatthewsCorrelation<>{.zero_division = 0.25}, "always_0").result() == 0.25);
  CHECK(measure_decisions(linnet::CohenKappa<>{.zero_division = 0.25}, "always_0").result() == 0.0);
  CHECK(linnet::BalancedAccuracy<>{.zero_division = 0.25}.result() == 0.25);
}

TEST_CASE("Agreement streams and resets", "[metrics]") {
  const auto targets = golden_labels("random_3.targets"), predictions = golden_labels("random_3.predictions");
  CHECK(streams(linnet::BalancedAccuracy<3>{}, targets, predictions));
  CHECK(streams(linnet::MatthewsCorrelation<3>{}, targets, predictions));
  CHECK(streams(linnet::CohenKappa<3>{}, targets, predictions));
}

}  // namespace agreement_test
