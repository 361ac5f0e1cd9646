// SPDX-License-Identifier: MIT
#include <linnet/losses/log_cosh.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <vector>

namespace {

using linnet::LogCosh;
using linnet::test::Approx;

static_assert(linnet::Loss<LogCosh>);
static_assert(!LogCosh::integer_targets);

TEST_CASE("LogCosh agrees with Keras", "[losses]") { linnet::test::check_keras_loss(LogCosh{}, "log_cosh", "numbers"); }

TEST_CASE("The gradient of LogCosh is its derivative", "[losses]") {
  for (const linnet::Index n : {1, 2, 17}) {
    std::vector<double> p = linnet::test::random_numbers<double>(n, 1, -3.0, 3.0);
    linnet::test::check_loss_gradient(LogCosh{}, p, std::vector<double>(p.size()));
  }
}

TEMPLATE_TEST_CASE("LogCosh is right at any distance", "[losses]", float, double) {
  using T = TestType;
  const auto of = [](double distance) {
    return linnet::test::loss_of(LogCosh{}, std::vector{static_cast<T>(distance)}, std::vector{T(0)});
  };
  CHECK(of(0.0).value == T(0));
  CHECK(of(0.0).gradient[0] == T(0));
  CHECK(static_cast<double>(of(0.125).value) == Approx(std::log(std::cosh(0.125))).epsilon(1e-5));
  CHECK(static_cast<double>(of(-1e4).value) == Approx(1e4 - std::log(2.0)).epsilon(1e-6));
  CHECK(of(-1e4).gradient[0] == T(-1));
  CHECK(static_cast<double>(of(1e30).value) == Approx(1e30).epsilon(1e-6));
}

}  // namespace
