// SPDX-License-Identifier: MIT
#include <linnet/losses/categorical_hinge.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <vector>

namespace {

using linnet::CategoricalHinge;
using linnet::Shape;

static_assert(linnet::Loss<CategoricalHinge>);
static_assert(!CategoricalHinge::integer_targets);
static_assert(CategoricalHinge::takes_output<Shape<3>>);
static_assert(CategoricalHinge::takes_output<Shape<5, 3>>);
static_assert(!CategoricalHinge::takes_output<Shape<1>>);

TEST_CASE("CategoricalHinge agrees with Keras", "[losses]") {
  linnet::test::check_keras_loss(CategoricalHinge{}, "categorical_hinge", "classes");
  linnet::test::check_keras_loss(CategoricalHinge{}, "categorical_hinge_of_scores", "class_logits");
}

TEST_CASE("The gradient of CategoricalHinge is its derivative", "[losses]") {
  linnet::test::check_loss_gradient(CategoricalHinge{}, {0.5, 0.25, 0.75, -1.5}, std::vector<double>{0, 1, 0, 0});
  linnet::test::check_loss_gradient(CategoricalHinge{}, {-0.5, -0.25, 3.75, -1.5}, std::vector<double>{0, 0, 1, 0});
  linnet::test::check_loss_gradient(CategoricalHinge{}, {-0.5, 1.25, -3.0}, std::vector<double>{0.25, 0.5, 0.25});
}

TEST_CASE("A class whose score leads by 1 costs nothing", "[losses]") {
  const auto right = linnet::test::loss_of(CategoricalHinge{}, std::vector{4.0f, 2.5f, -1.0f}, std::vector{1.0f, 0.0f, 0.0f});
  CHECK(right.value == 0.0f);
  CHECK(right.gradient == std::vector{0.0f, 0.0f, 0.0f});
  const auto wrong = linnet::test::loss_of(CategoricalHinge{}, std::vector{4.0f, 2.5f, -1.0f}, std::vector{0.0f, 1.0f, 0.0f});
  CHECK(wrong.value == 2.5f);
  CHECK(wrong.gradient == std::vector{1.0f, -1.0f, 0.0f});
}

TEST_CASE("CategoricalHinge takes rows of class probabilities", "[losses]") {
  CHECK(CategoricalHinge::accepts(0.5f));
  CHECK_FALSE(CategoricalHinge::accepts(-1.0f));
  CHECK_FALSE(CategoricalHinge::accepts_sum(2.0));
}

}  // namespace
