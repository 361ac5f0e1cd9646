// SPDX-License-Identifier: MIT
#include <linnet/losses/poisson.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using linnet::Poisson;
using linnet::test::random_numbers;

static_assert(linnet::Loss<Poisson>);
static_assert(!Poisson::integer_targets);

TEST_CASE("Poisson agrees with Keras", "[losses]") { linnet::test::check_keras_loss(Poisson{}, "poisson", "counts"); }

TEST_CASE("The gradient of Poisson is its derivative", "[losses]") {
  for (const linnet::Index n : {1, 2, 17}) {
    linnet::test::check_loss_gradient(Poisson{}, random_numbers<double>(n, 1, 0.5, 9.0),
                                      random_numbers<double>(n, 2, 0.0, 9.0));
  }
}

TEST_CASE("Poisson is smallest where the prediction is the target", "[losses]") {
  const auto of = [](double p) { return linnet::test::loss_of(Poisson{}, std::vector{p}, std::vector{3.0}); };
  CHECK(std::abs(of(3.0).gradient[0]) < 1e-7);
  CHECK(of(3.0).value < of(2.9).value);
  CHECK(of(3.0).value < of(3.1).value);
}

TEST_CASE("Poisson says which targets it takes", "[losses]") {
  for (const float target : {0.0f, 0.5f, 1e6f}) CHECK(Poisson::accepts(target));
  for (const float target : {-1.0f, -1e-6f, std::numeric_limits<float>::quiet_NaN()}) CHECK_FALSE(Poisson::accepts(target));
}

}  // namespace
