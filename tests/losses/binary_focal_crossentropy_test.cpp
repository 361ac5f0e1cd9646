// SPDX-License-Identifier: MIT
#include <linnet/losses/binary_focal_crossentropy.hpp>

#include <linnet/losses/binary_crossentropy.hpp>
#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

using linnet::BinaryCrossentropy;
using linnet::BinaryFocalCrossentropy;
using linnet::test::agree;
using linnet::test::Approx;
using linnet::test::equal_bits;
using linnet::test::loss_of;
using linnet::test::random_numbers;

static_assert(linnet::Loss<BinaryFocalCrossentropy>);
static_assert(!BinaryFocalCrossentropy::integer_targets);
static_assert(BinaryFocalCrossentropy::fuses_with<linnet::sigmoid>);
static_assert(!BinaryFocalCrossentropy::fuses_with<linnet::softmax>);

TEST_CASE("BinaryFocalCrossentropy agrees with Keras", "[losses]") {
  const auto check = [](const BinaryFocalCrossentropy& loss, const char* name, const char* group) {
    linnet::test::check_keras_loss(loss, name, group, 1e-13);
  };
  check({}, "binary_focal", "labels");
  check({.apply_class_balancing = true}, "binary_focal_balanced", "labels");
  check({.apply_class_balancing = true, .alpha = 0.75f, .gamma = 1.5f, .label_smoothing = 0.125f}, "binary_focal_settings",
        "labels");
  check({.from_logits = true, .label_smoothing = 0.125f}, "binary_focal_logits", "label_logits");
}

TEST_CASE("The gradient of BinaryFocalCrossentropy is its derivative", "[losses]") {
  for (const linnet::Index n : {1, 2, 17}) {
    const std::vector<double> y = random_numbers<double>(n, 1, 0.0, 1.0);
    const std::vector<double> p = random_numbers<double>(n, 2, 0.05, 0.95), z = random_numbers<double>(n, 3, -6.0, 6.0);
    for (const float gamma : {0.0f, 0.5f, 1.0f, 2.0f, 5.0f}) {
      for (const bool balanced : {false, true}) {
        BinaryFocalCrossentropy loss{.apply_class_balancing = balanced, .gamma = gamma, .label_smoothing = 0.25f};
        linnet::test::check_loss_gradient(loss, p, y);
        linnet::test::check_fused_gradient(loss, z, y);
        loss.from_logits = true;
        linnet::test::check_loss_gradient(loss, z, y);
      }
    }
  }
}

TEST_CASE("BinaryFocalCrossentropy with gamma 0 is BinaryCrossentropy", "[losses]") {
  const std::vector<double> y{0.0, 1.0, 0.25}, p{0.3, 0.6, 0.9}, z{-300.0, -2.0, 40.0};
  const auto check = [&](const std::vector<double>& x, bool from_logits) {
    const auto have = loss_of(BinaryFocalCrossentropy{.gamma = 0.0f, .from_logits = from_logits}, x, y);
    const auto want = loss_of(BinaryCrossentropy{.from_logits = from_logits}, x, y);
    CHECK(have.value == Approx(want.value).epsilon(1e-14));
    CHECK(agree(have.gradient, want.gradient, 1e-14));
  };
  check(p, false);
  check(z, true);
}

TEMPLATE_TEST_CASE("The fused BinaryFocalCrossentropy has the bits of from_logits, at any logit", "[losses]", float, double) {
  using T = TestType;
  const std::vector<T> logits{T(-1e4), T(-88), T(-1), T(0), T(1), T(88), T(1e4)};
  for (const T target : {T(0), T(1)}) {
    std::vector<T> z = logits;
    const std::vector<T> y(z.size(), target);
    const auto fused = linnet::test::fused_loss_of(BinaryFocalCrossentropy{}, z, y);
    const auto direct = loss_of(BinaryFocalCrossentropy{.from_logits = true}, logits, y);
    CHECK(equal_bits(fused.value, direct.value));
    CHECK(fused.gradient == direct.gradient);
    for (std::size_t j = 0; j < z.size(); ++j) CHECK(equal_bits(z[j], linnet::sigmoid{}(logits[j])));
    for (const T g : direct.gradient) CHECK(std::isfinite(g));
    const std::size_t wrong = target == T(0) ? z.size() - 1 : 0, right = z.size() - 1 - wrong;
    CHECK(loss_of(BinaryFocalCrossentropy{.from_logits = true}, std::vector{logits[wrong]}, std::vector{target}).value ==
          T(1e4));
    CHECK(loss_of(BinaryFocalCrossentropy{.from_logits = true}, std::vector{logits[right]}, std::vector{target}).value == T(0));
  }
}

TEST_CASE("BinaryFocalCrossentropy is finite at probabilities 0 and 1", "[losses]") {
  for (const float p : {0.0f, 1.0f}) {
    for (const float y : {0.0f, 1.0f}) {
      const auto loss = loss_of(BinaryFocalCrossentropy{}, std::vector{p}, std::vector{y});
      CHECK(std::isfinite(loss.value));
      CHECK(std::isfinite(loss.gradient[0]));
    }
  }
}

TEST_CASE("BinaryFocalCrossentropy says which targets and settings it takes", "[losses]") {
  for (const float target : {0.0f, 0.3f, 1.0f}) CHECK(BinaryFocalCrossentropy::accepts(target));
  for (const float target : {-0.1f, 1.1f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_FALSE(BinaryFocalCrossentropy::accepts(target));
    CHECK(std::string(BinaryFocalCrossentropy{.alpha = target}.problem()) == "focal cross-entropy: alpha must be in [0, 1]");
    CHECK(std::string(BinaryFocalCrossentropy{.label_smoothing = target}.problem()) ==
          "focal cross-entropy: label_smoothing must be in [0, 1]");
  }
  for (const float gamma : {-0.1f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK(std::string(BinaryFocalCrossentropy{.gamma = gamma}.problem()) == "focal cross-entropy: gamma must be 0 or larger");
  }
  CHECK(BinaryFocalCrossentropy{}.problem() == nullptr);
}

}  // namespace
