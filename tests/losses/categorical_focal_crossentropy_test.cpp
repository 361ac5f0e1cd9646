// SPDX-License-Identifier: MIT
#include <linnet/losses/categorical_focal_crossentropy.hpp>

#include <linnet/losses/categorical_crossentropy.hpp>
#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

using linnet::CategoricalCrossentropy;
using linnet::CategoricalFocalCrossentropy;
using linnet::Shape;
using linnet::test::agree;
using linnet::test::Approx;
using linnet::test::equal_bits;
using linnet::test::loss_of;
using linnet::test::random_numbers;

static_assert(linnet::Loss<CategoricalFocalCrossentropy>);
static_assert(!CategoricalFocalCrossentropy::integer_targets);
static_assert(CategoricalFocalCrossentropy::fuses_with<linnet::softmax>);
static_assert(!CategoricalFocalCrossentropy::fuses_with<linnet::sigmoid>);
static_assert(CategoricalFocalCrossentropy::takes_output<Shape<5, 3>>);
static_assert(!CategoricalFocalCrossentropy::takes_output<Shape<1>>);

TEST_CASE("CategoricalFocalCrossentropy agrees with Keras", "[losses]") {
  const auto check = [](const CategoricalFocalCrossentropy& loss, const char* name, const char* group) {
    linnet::test::check_keras_loss(loss, name, group, 1e-13);
  };
  check({}, "categorical_focal", "classes");
  check({.alpha = 0.75f, .gamma = 1.5f, .label_smoothing = 0.125f}, "categorical_focal_settings", "classes");
  check({.from_logits = true, .label_smoothing = 0.125f}, "categorical_focal_logits", "class_logits");
}

TEST_CASE("The gradient of CategoricalFocalCrossentropy is its derivative", "[losses]") {
  for (const linnet::Index n : {2, 3, 17}) {
    const std::vector<double> y = random_numbers<double>(n, 1, 0.0, 1.0);
    const std::vector<double> p = random_numbers<double>(n, 2, 0.05, 0.95), z = random_numbers<double>(n, 3, -3.0, 3.0);
    for (const float gamma : {0.0f, 0.5f, 1.0f, 2.0f, 5.0f}) {
      CategoricalFocalCrossentropy loss{.gamma = gamma, .label_smoothing = 0.25f};
      linnet::test::check_loss_gradient(loss, p, y);
      linnet::test::check_fused_gradient(loss, z, y);
      loss.from_logits = true;
      linnet::test::check_loss_gradient(loss, z, y);
    }
  }
}

TEST_CASE("CategoricalFocalCrossentropy with alpha 1 and gamma 0 is CategoricalCrossentropy", "[losses]") {
  const std::vector<double> y{0.0, 0.75, 0.25}, p{0.3, 0.6, 0.9}, z{-300.0, -2.0, 1.0};
  const auto check = [&](const std::vector<double>& x, bool from_logits) {
    const auto have = loss_of(CategoricalFocalCrossentropy{.alpha = 1.0f, .gamma = 0.0f, .from_logits = from_logits}, x, y);
    const auto want = loss_of(CategoricalCrossentropy{.from_logits = from_logits}, x, y);
    CHECK(have.value == Approx(want.value).epsilon(1e-14));
    CHECK(agree(have.gradient, want.gradient, 1e-14));
  };
  check(p, false);
  check(z, true);
}

TEMPLATE_TEST_CASE("The fused CategoricalFocalCrossentropy has the bits of from_logits, at any logit", "[losses]", float,
                   double) {
  using T = TestType;
  const std::vector<T> logits{T(-1e4), T(-88), T(1), T(0)};
  const std::vector<std::vector<T>> targets{{T(1), T(0), T(0), T(0)}, {T(0), T(0), T(1), T(0)}, {T(0), T(0.5), T(0.5), T(0)}};
  for (const std::vector<T>& y : targets) {
    std::vector<T> z = logits;
    const auto fused = linnet::test::fused_loss_of(CategoricalFocalCrossentropy{}, z, y);
    const auto direct = loss_of(CategoricalFocalCrossentropy{.from_logits = true}, logits, y);
    CHECK(equal_bits(fused.value, direct.value));
    CHECK(fused.gradient == direct.gradient);
    CHECK(std::isfinite(direct.value));
    for (const T g : direct.gradient) CHECK(std::isfinite(g));
    T sum = T(0);
    for (const T p : z) sum += p;
    CHECK(static_cast<double>(sum) == Approx(1.0).epsilon(1e-6));
  }
  const auto certain =
      loss_of(CategoricalFocalCrossentropy{.from_logits = true}, std::vector{T(1e4), T(0)}, std::vector{T(1), T(0)});
  CHECK(certain.value == T(0));
  CHECK(std::abs(certain.gradient[0]) < T(1e-6));
}

TEST_CASE("CategoricalFocalCrossentropy clips probabilities", "[losses]") {
  const auto wrong = loss_of(CategoricalFocalCrossentropy{}, std::vector{0.0f, 1.0f}, std::vector{1.0f, 0.0f});
  CHECK(wrong.value == Approx(0.25f * 16.118096f).epsilon(1e-5));
  for (const float g : wrong.gradient) CHECK(std::isfinite(g));
}

TEST_CASE("CategoricalFocalCrossentropy says which targets and settings it takes", "[losses]") {
  for (const float target : {0.0f, 0.3f, 1.0f}) CHECK(CategoricalFocalCrossentropy::accepts(target));
  for (const float target : {-0.1f, 1.1f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_FALSE(CategoricalFocalCrossentropy::accepts(target));
    CHECK(std::string(CategoricalFocalCrossentropy{.alpha = target}.problem()) ==
          "focal cross-entropy: alpha must be in [0, 1]");
    CHECK(std::string(CategoricalFocalCrossentropy{.label_smoothing = target}.problem()) ==
          "focal cross-entropy: label_smoothing must be in [0, 1]");
  }
  for (const float gamma : {-0.1f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK(std::string(CategoricalFocalCrossentropy{.gamma = gamma}.problem()) ==
          "focal cross-entropy: gamma must be 0 or larger");
  }
  CHECK(CategoricalFocalCrossentropy{}.problem() == nullptr);
}

}  // namespace
