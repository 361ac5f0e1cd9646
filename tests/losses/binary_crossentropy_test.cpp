// SPDX-License-Identifier: MIT
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
using linnet::Index;
using linnet::test::Approx;
using linnet::test::equal_bits;
using linnet::test::fused_loss_of;
using linnet::test::loss_of;
using linnet::test::random_numbers;

static_assert(linnet::Loss<BinaryCrossentropy>);
static_assert(!BinaryCrossentropy::integer_targets);
static_assert(BinaryCrossentropy::fuses_with<linnet::sigmoid>);
static_assert(!BinaryCrossentropy::fuses_with<linnet::softmax>);
static_assert(!BinaryCrossentropy::fuses_with<linnet::linear>);

TEST_CASE("BinaryCrossentropy agrees with PyTorch", "[losses]") {
  const auto check = [&]<class T>(T, const std::string& group, double tolerance, double smoothed_tolerance) {
    const auto check_case = [&](const BinaryCrossentropy& loss, const std::string& name, const std::string& input, double t) {
      linnet::test::check_golden_loss<T, T>(loss, group + name, group + input, group + ".targets", group + ".sample_weights",
                                            t);
    };
    check_case({}, ".from_probabilities", ".probabilities", tolerance);
    check_case({.from_logits = true}, ".from_logits", ".logits", tolerance);
    check_case({.label_smoothing = 0.1f}, ".from_probabilities_smoothed", ".probabilities", smoothed_tolerance);
    check_case({.from_logits = true, .label_smoothing = 0.1f}, ".from_logits_smoothed", ".logits", smoothed_tolerance);
  };
  for (const std::string group : {"binary_6x1", "binary_4x3"}) {
    check(float{}, group, 1e-6, 1e-6);
    check(double{}, group, 1e-13, 2e-8);  // label_smoothing is a float: 0.1 with an error of 1.5e-9
  }
}

TEST_CASE("The gradient of BinaryCrossentropy is its derivative", "[losses]") {
  for (const Index n : {1, 2, 17}) {
    const std::vector<double> y = random_numbers<double>(n, 1, 0.0, 1.0);
    const std::vector<double> p = random_numbers<double>(n, 2, 0.05, 0.95), z = random_numbers<double>(n, 3, -6.0, 6.0);
    for (const float s : {0.0f, 0.25f}) {
      linnet::test::check_loss_gradient(BinaryCrossentropy{.label_smoothing = s}, p, y);
      linnet::test::check_loss_gradient(BinaryCrossentropy{.from_logits = true, .label_smoothing = s}, z, y);
      linnet::test::check_fused_gradient(BinaryCrossentropy{.label_smoothing = s}, z, y);
    }
  }
}

TEMPLATE_TEST_CASE("The fused BinaryCrossentropy has the bits of from_logits and of sigmoid", "[losses]", float, double) {
  using T = TestType;
  const std::vector<T> y = random_numbers<T>(33, 4, T(0), T(1)), logits = random_numbers<T>(33, 5, T(-30), T(30));
  for (const float s : {0.0f, 0.1f}) {
    std::vector<T> z = logits;
    const auto fused = fused_loss_of(BinaryCrossentropy{.label_smoothing = s}, z, y);
    const auto direct = loss_of(BinaryCrossentropy{.from_logits = true, .label_smoothing = s}, logits, y);
    CHECK(equal_bits(fused.value, direct.value));
    CHECK(fused.gradient == direct.gradient);
    for (std::size_t j = 0; j < z.size(); ++j) CHECK(equal_bits(z[j], linnet::sigmoid{}(logits[j])));
  }
}

TEST_CASE("The fused BinaryCrossentropy is sigmoid and loss one after the other", "[losses]") {
  const std::vector<double> y = random_numbers<double>(20, 6, 0.0, 1.0), logits = random_numbers<double>(20, 7, -5.0, 5.0);
  std::vector<double> p = logits, gradient(20);
  const auto fused = fused_loss_of(BinaryCrossentropy{}, p, y);
  const auto parts = loss_of(BinaryCrossentropy{}, p, y);
  linnet::kernels::activation_gradient(linnet::sigmoid{}, p.data(), parts.gradient.data(), gradient.data(), 1, 20);
  CHECK(fused.value == Approx(parts.value).epsilon(1e-12));
  CHECK(linnet::test::agree(fused.gradient, gradient, 1e-12));
}

TEST_CASE("Label smoothing moves both targets to the middle", "[losses]") {
  const std::vector<double> y{0.0, 1.0, 0.25}, smoothed{0.125, 0.875, 0.3125}, p{0.3, 0.6, 0.9};
  const auto have = loss_of(BinaryCrossentropy{.label_smoothing = 0.25f}, p, y);
  const auto want = loss_of(BinaryCrossentropy{}, p, smoothed);
  CHECK(have.value == Approx(want.value).epsilon(1e-14));
  CHECK(linnet::test::agree(have.gradient, want.gradient, 1e-14));
}

TEMPLATE_TEST_CASE("BinaryCrossentropy is right at any logit", "[losses]", float, double) {
  using T = TestType;
  struct Case {
    double z, y, value, gradient;
  };
  const double tiny = std::exp(-88.0);
  for (const Case& c :
       {Case{1e4, 1.0, 0.0, 0.0}, Case{1e4, 0.0, 1e4, 1.0}, Case{-1e4, 1.0, 1e4, -1.0}, Case{-1e4, 0.0, 0.0, 0.0},
        Case{88.0, 1.0, tiny, 0.0}, Case{88.0, 0.0, 88.0, 1.0}, Case{-88.0, 1.0, 88.0, -1.0}, Case{-88.0, 0.0, tiny, tiny},
        Case{0.0, 1.0, std::log(2.0), -0.5}, Case{1e30, 0.5, 0.5e30, 0.5}}) {
    CAPTURE(c.z, c.y);
    const std::vector<T> y{static_cast<T>(c.y)};
    std::vector<T> z{static_cast<T>(c.z)};
    const auto direct = loss_of(BinaryCrossentropy{.from_logits = true}, z, y);
    CHECK(static_cast<double>(direct.value) == Approx(c.value).epsilon(1e-6).margin(1e-43));
    CHECK(static_cast<double>(direct.gradient[0]) == Approx(c.gradient).epsilon(1e-6).margin(1e-37));
    CHECK(equal_bits(fused_loss_of(BinaryCrossentropy{}, z, y).value, direct.value));
  }
}

TEMPLATE_TEST_CASE("BinaryCrossentropy clips probabilities to 1e-7 and 1 - 1e-7", "[losses]", float, double) {
  using T = TestType;
  const T one_less = T(1) - T(1e-7);
  const double cost = -std::log(1e-7), certain = -std::log(static_cast<double>(one_less)),
               wrong = -std::log1p(-static_cast<double>(one_less));
  const auto value = [](T p, T y) {
    const auto loss = loss_of(BinaryCrossentropy{}, std::vector{p}, std::vector{y});
    CHECK(std::isfinite(loss.gradient[0]));
    return static_cast<double>(loss.value);
  };
  CHECK(value(T(0), T(1)) == Approx(cost).epsilon(1e-6));
  CHECK(value(T(-0.5), T(1)) == Approx(cost).epsilon(1e-6));
  CHECK(value(T(1), T(0)) == Approx(wrong).epsilon(1e-6));
  CHECK(value(T(1.5), T(0)) == Approx(wrong).epsilon(1e-6));
  CHECK(value(T(1), T(1)) == Approx(certain).epsilon(1e-6));
  CHECK(value(T(0), T(0)) == Approx(1e-7).epsilon(1e-6));
  CHECK(loss_of(BinaryCrossentropy{}, std::vector{T(0)}, std::vector{T(1)}).gradient[0] < T(-9e6));
  CHECK(loss_of(BinaryCrossentropy{}, std::vector{T(1)}, std::vector{T(0)}).gradient[0] > T(8e6));
}

TEST_CASE("BinaryCrossentropy of a NaN is NaN", "[losses]") {
  const std::vector<float> nan{std::numeric_limits<float>::quiet_NaN()}, y{1.0f};
  CHECK(std::isnan(linnet::BinaryCrossentropy{}(std::span<const float>(nan), std::span<const float>(y), std::span<float>())));
  CHECK(std::isnan(linnet::BinaryCrossentropy{.from_logits = true}(std::span<const float>(nan), std::span<const float>(y),
                                                                   std::span<float>())));
}

TEST_CASE("BinaryCrossentropy says which targets and settings it takes", "[losses]") {
  for (const float target : {0.0f, 0.3f, 1.0f}) CHECK(BinaryCrossentropy::accepts(target));
  for (const float target : {-0.1f, 1.1f, std::numeric_limits<float>::quiet_NaN()})
    CHECK_FALSE(BinaryCrossentropy::accepts(target));
  for (const float s : {0.0f, 0.5f, 1.0f}) CHECK(BinaryCrossentropy{.label_smoothing = s}.problem() == nullptr);
  for (const float s : {-0.1f, 1.1f, std::numeric_limits<float>::quiet_NaN()})
    CHECK(std::string(BinaryCrossentropy{.label_smoothing = s}.problem()) ==
          "BinaryCrossentropy: label_smoothing must be in [0, 1]");
}

}  // namespace
