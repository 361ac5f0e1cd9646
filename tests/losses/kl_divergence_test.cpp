// SPDX-License-Identifier: MIT
#include <linnet/losses/kl_divergence.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace {

using linnet::KLDivergence;
using linnet::Shape;

static_assert(linnet::Loss<KLDivergence>);
static_assert(!KLDivergence::integer_targets);
static_assert(KLDivergence::takes_output<Shape<3>>);
static_assert(KLDivergence::takes_output<Shape<5, 3>>);
static_assert(!KLDivergence::takes_output<Shape<1>>);
static_assert(!KLDivergence::takes_output<Shape<4, 5, 3>>);

TEST_CASE("KLDivergence agrees with Keras", "[losses]") {
  linnet::test::check_keras_loss(KLDivergence{}, "kl_divergence", "shares");
}

TEST_CASE("The gradient of KLDivergence is its derivative", "[losses]") {
  for (const linnet::Index n : {2, 17}) {
    linnet::test::check_loss_gradient(KLDivergence{}, linnet::test::random_numbers<double>(n, 1, 0.1, 0.9),
                                      linnet::test::random_numbers<double>(n, 2, 0.0, 1.0));
  }
}

TEST_CASE("KLDivergence of equal distributions is 0, and no zero makes it infinite", "[losses]") {
  const auto of = [](const std::vector<float>& p, const std::vector<float>& y) {
    return linnet::test::loss_of(KLDivergence{}, p, y);
  };
  CHECK(of({0.25f, 0.75f}, {0.25f, 0.75f}).value == 0.0f);
  CHECK(of({0.0f, 1.0f}, {0.0f, 1.0f}).value == 0.0f);
  const auto wrong = of({0.0f, 1.0f}, {1.0f, 0.0f});
  CHECK(std::isfinite(wrong.value));
  CHECK(wrong.value > 16.0f);
  CHECK(wrong.gradient[0] == 0.0f);  // clipped
}

TEST_CASE("KLDivergence says which targets it takes", "[losses]") {
  for (const float target : {0.0f, 0.3f, 1.0f}) CHECK(KLDivergence::accepts(target));
  for (const float target : {-0.1f, 1.1f, std::numeric_limits<float>::quiet_NaN()}) CHECK_FALSE(KLDivergence::accepts(target));
  CHECK(KLDivergence::accepts_sum(1.0005));
  for (const double sum : {0.99, 1.01, 2.0}) CHECK_FALSE(KLDivergence::accepts_sum(sum));
}

}  // namespace
