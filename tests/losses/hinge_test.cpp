// SPDX-License-Identifier: MIT
// Hinge and SquaredHinge.
#include <linnet/losses/hinge.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <limits>
#include <vector>

namespace {

using linnet::Hinge;
using linnet::SquaredHinge;

static_assert(linnet::Loss<Hinge>);
static_assert(linnet::Loss<SquaredHinge>);
static_assert(!Hinge::integer_targets);

TEST_CASE("Hinge and SquaredHinge agree with Keras", "[losses]") {
  linnet::test::check_keras_loss(Hinge{}, "hinge", "sides");
  linnet::test::check_keras_loss(Hinge{}, "hinge_of_choices", "choices");
  linnet::test::check_keras_loss(SquaredHinge{}, "squared_hinge", "sides");
}

TEST_CASE("The gradients of Hinge and SquaredHinge are their derivatives", "[losses]") {
  const std::vector<double> y{1, -1, 0, 1, -1, 0, 1}, p{0.5, 0.25, 0.75, 1.5, -1.25, -3.0, -2.0};
  linnet::test::check_loss_gradient(Hinge{}, p, y);
  linnet::test::check_loss_gradient(SquaredHinge{}, p, y);
}

TEST_CASE("A score beyond its side's margin costs nothing", "[losses]") {
  const auto of = [](const auto& loss, float p, float y) {
    return linnet::test::loss_of(loss, std::vector{p}, std::vector{y});
  };
  for (const float right : {1.0f, 1.5f, 1e30f}) {
    for (const float y : {1.0f, -1.0f}) {
      CHECK(of(Hinge{}, y * right, y).value == 0.0f);
      CHECK(of(Hinge{}, y * right, y).gradient[0] == 0.0f);
      CHECK(of(SquaredHinge{}, y * right, y).gradient[0] == 0.0f);
    }
  }
  CHECK(of(Hinge{}, -2.0f, 1.0f).value == 3.0f);
  CHECK(of(Hinge{}, -2.0f, 1.0f).gradient[0] == -1.0f);
  CHECK(of(SquaredHinge{}, 2.0f, 0.0f).value == 9.0f);
  CHECK(of(SquaredHinge{}, 2.0f, 0.0f).gradient[0] == 6.0f);
}

TEST_CASE("Hinge says which targets it takes", "[losses]") {
  for (const float target : {-1.0f, 0.0f, 1.0f}) CHECK(Hinge::accepts(target));
  for (const float target : {0.5f, 2.0f, -2.0f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_FALSE(Hinge::accepts(target));
    CHECK_FALSE(SquaredHinge::accepts(target));
  }
}

}  // namespace
