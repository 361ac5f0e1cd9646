// SPDX-License-Identifier: MIT
// CategoricalCrossentropy and SparseCategoricalCrossentropy.
#include <linnet/losses/categorical_crossentropy.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

namespace {

using linnet::CategoricalCrossentropy;
using linnet::Index;
using linnet::SparseCategoricalCrossentropy;
using linnet::test::Approx;
using linnet::test::equal_bits;
using linnet::test::fused_loss_of;
using linnet::test::loss_of;
using linnet::test::random_numbers;

static_assert(linnet::Loss<CategoricalCrossentropy>);
static_assert(linnet::Loss<SparseCategoricalCrossentropy>);
static_assert(!CategoricalCrossentropy::integer_targets);
static_assert(SparseCategoricalCrossentropy::integer_targets);
static_assert(CategoricalCrossentropy::fuses_with<linnet::softmax>);
static_assert(SparseCategoricalCrossentropy::fuses_with<linnet::softmax>);
static_assert(!CategoricalCrossentropy::fuses_with<linnet::sigmoid>);
static_assert(!SparseCategoricalCrossentropy::fuses_with<linnet::linear>);

/// `n` numbers above 0 with sum 1.
template <class T>
std::vector<T> distribution(Index n, std::uint64_t seed) {
  std::vector<T> p = random_numbers<T>(n, seed, T(0.1), T(1));
  const T sum = std::accumulate(p.begin(), p.end(), T(0));
  for (T& share : p) share /= sum;
  return p;
}

template <class L, class Target, class T>
void check_golden_cases(const std::string& group, T, double tolerance, double smoothed_tolerance) {
  const auto check_case = [&](const L& loss, const std::string& name, const std::string& input, double t) {
    linnet::test::check_golden_loss<T, Target>(loss, group + name, "categorical" + input, group + ".targets",
                                               "categorical.sample_weights", t);
  };
  check_case({}, ".from_probabilities", ".probabilities", tolerance);
  check_case({.from_logits = true}, ".from_logits", ".logits", tolerance);
  check_case({.label_smoothing = 0.1f}, ".from_probabilities_smoothed", ".probabilities", smoothed_tolerance);
  check_case({}, ".from_sigmoids", ".sigmoids", tolerance);
  check_case({.label_smoothing = 0.1f}, ".from_sigmoids_smoothed", ".sigmoids", smoothed_tolerance);
  check_case({.from_logits = true, .label_smoothing = 0.1f}, ".from_logits_smoothed", ".logits", smoothed_tolerance);
}

TEST_CASE("Categorical cross-entropies agree with Keras's formulas", "[losses]") {
  check_golden_cases<CategoricalCrossentropy, float>("categorical", float{}, 1e-6, 1e-6);
  check_golden_cases<SparseCategoricalCrossentropy, std::int32_t>("sparse", float{}, 1e-6, 1e-6);
  // label_smoothing is a float: 0.1 with an error of 1.5e-9.
  check_golden_cases<CategoricalCrossentropy, double>("categorical", double{}, 1e-13, 2e-8);
  check_golden_cases<SparseCategoricalCrossentropy, std::int32_t>("sparse", double{}, 1e-13, 2e-8);
}

TEST_CASE("Gradients of categorical cross-entropies are their derivatives", "[losses]") {
  for (const Index n : {2, 3, 17}) {
    const std::vector<double> sigmoids = random_numbers<double>(n, 5, 0.05, 0.95);
    const std::vector<double> p = distribution<double>(n, 1), z = random_numbers<double>(n, 2, -6.0, 6.0);
    const std::vector<double> y = distribution<double>(n, 3), unnormalized = random_numbers<double>(n, 4, 0.0, 1.0);
    const std::vector<std::int32_t> label{static_cast<std::int32_t>(n - 1)};
    for (const float s : {0.0f, 0.25f}) {
      const CategoricalCrossentropy categorical{.label_smoothing = s}, from_logits{.from_logits = true, .label_smoothing = s};
      for (const auto& target : {y, unnormalized}) {
        linnet::test::check_loss_gradient(categorical, p, target);
        linnet::test::check_loss_gradient(categorical, sigmoids, target);
        linnet::test::check_loss_gradient(from_logits, z, target);
        linnet::test::check_fused_gradient(categorical, z, target);
      }
      const SparseCategoricalCrossentropy sparse{.label_smoothing = s};
      linnet::test::check_loss_gradient(sparse, p, label);
      linnet::test::check_loss_gradient(sparse, sigmoids, label);
      linnet::test::check_loss_gradient(SparseCategoricalCrossentropy{.from_logits = true, .label_smoothing = s}, z, label);
      linnet::test::check_fused_gradient(sparse, z, label);
    }
  }
}

/// Fused, from_logits, and softmax followed by the loss.
template <class L, class T, class Y>
void check_fused_forms(const std::vector<T>& logits, const std::vector<Y>& y, float smoothing, double tolerance) {
  const Index n = static_cast<Index>(logits.size());
  std::vector<T> p = logits, softmax(logits.size()), gradient(logits.size());
  const auto fused = fused_loss_of(L{.label_smoothing = smoothing}, p, y);
  const auto direct = loss_of(L{.from_logits = true, .label_smoothing = smoothing}, logits, y);
  CHECK(equal_bits(fused.value, direct.value));
  CHECK(equal_bits(fused.gradient.data(), direct.gradient.data(), n));
  linnet::kernels::softmax(logits.data(), softmax.data(), n);
  CHECK(equal_bits(p.data(), softmax.data(), n));

  const auto parts = loss_of(L{.label_smoothing = smoothing}, p, y);
  linnet::kernels::softmax_gradient(p.data(), parts.gradient.data(), gradient.data(), n);
  CHECK(static_cast<double>(fused.value) == Approx(static_cast<double>(parts.value)).epsilon(tolerance));
  for (std::size_t j = 0; j < gradient.size(); ++j)
    CHECK(static_cast<double>(fused.gradient[j]) == Approx(static_cast<double>(gradient[j])).margin(tolerance));
}

TEMPLATE_TEST_CASE("The fused cross-entropies have the bits of from_logits and of softmax", "[losses]", float, double) {
  using T = TestType;
  const double tolerance = sizeof(T) == 4 ? 2e-6 : 1e-13;
  for (const Index n : {2, 5, 10, 33}) {
    const std::vector<T> logits = random_numbers<T>(n, 5, T(-4), T(4));
    for (const float s : {0.0f, 0.1f}) {
      check_fused_forms<CategoricalCrossentropy>(logits, distribution<T>(n, 6), s, tolerance);
      check_fused_forms<SparseCategoricalCrossentropy>(logits, std::vector<std::int32_t>{1}, s, tolerance);
    }
  }
}

TEMPLATE_TEST_CASE("A class index is the same as its one-hot row", "[losses]", float, double) {
  using T = TestType;
  for (std::size_t label = 0; label < 5; ++label) {
    std::vector<T> one_hot(5);
    one_hot[label] = T(1);
    const std::vector<std::int32_t> index{static_cast<std::int32_t>(label)};
    const std::vector<T> p = distribution<T>(5, 7), z = random_numbers<T>(5, 8, T(-3), T(3));
    const auto same = [](const auto& a, const auto& b) { return equal_bits(a.value, b.value) && a.gradient == b.gradient; };
    CHECK(same(loss_of(SparseCategoricalCrossentropy{}, p, index), loss_of(CategoricalCrossentropy{}, p, one_hot)));
    CHECK(same(loss_of(SparseCategoricalCrossentropy{.from_logits = true}, z, index),
               loss_of(CategoricalCrossentropy{.from_logits = true}, z, one_hot)));
  }
}

TEST_CASE("Label smoothing gives each class its share", "[losses]") {
  const std::vector<double> p{0.5, 0.125, 0.25, 0.125}, y{0.0, 1.0, 0.0, 0.0}, smoothed{0.0625, 0.8125, 0.0625, 0.0625};
  const std::vector<std::int32_t> label{1};
  const auto want = loss_of(CategoricalCrossentropy{}, p, smoothed);
  CHECK(loss_of(CategoricalCrossentropy{.label_smoothing = 0.25f}, p, y).value == Approx(want.value).epsilon(1e-14));
  CHECK(loss_of(CategoricalCrossentropy{.label_smoothing = 0.25f}, p, y).gradient == want.gradient);
  CHECK(loss_of(SparseCategoricalCrossentropy{.label_smoothing = 0.25f}, p, label).gradient == want.gradient);
}

TEMPLATE_TEST_CASE("Cross-entropy is right at any logit", "[losses]", float, double) {
  using T = TestType;
  struct Case {
    std::vector<T> z;
    std::int32_t label;
    double value;
    std::vector<double> gradient;
  };
  const double tiny = std::exp(-88.0), third = 1.0 / 3.0;
  const std::vector<Case> cases{{{T(1e4), T(-1e4), T(0)}, 0, 0.0, {0.0, 0.0, 0.0}},
                                {{T(1e4), T(-1e4), T(0)}, 1, 2e4, {1.0, -1.0, 0.0}},
                                {{T(1e4), T(1e4), T(1e4)}, 2, std::log(3.0), {third, third, third - 1.0}},
                                {{T(-1e4), T(-1e4), T(-1e4)}, 0, std::log(3.0), {third - 1.0, third, third}},
                                {{T(88), T(-88), T(-88)}, 1, 176.0, {1.0, -1.0, 0.0}},
                                {{T(88), T(0), T(-88)}, 1, 88.0, {1.0, tiny - 1.0, 0.0}},
                                {{T(-88), T(0), T(-88)}, 1, 0.0, {tiny, 0.0, tiny}},
                                {{T(1e30), T(-1e30), T(0)}, 1, 2e30, {1.0, -1.0, 0.0}}};
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Case& c = cases[i];
    CAPTURE(i);
    std::vector<T> z = c.z, one_hot(3);
    one_hot[static_cast<std::size_t>(c.label)] = T(1);
    const auto direct = loss_of(SparseCategoricalCrossentropy{.from_logits = true}, z, std::vector{c.label});
    const auto categorical = loss_of(CategoricalCrossentropy{.from_logits = true}, z, one_hot);
    const auto fused = fused_loss_of(SparseCategoricalCrossentropy{}, z, std::vector{c.label});
    CHECK(static_cast<double>(direct.value) == Approx(c.value).epsilon(1e-6).margin(1e-37));
    CHECK(equal_bits(categorical.value, direct.value));
    CHECK(equal_bits(fused.value, direct.value));
    for (std::size_t j = 0; j < 3; ++j)
      CHECK(static_cast<double>(direct.gradient[j]) == Approx(c.gradient[j]).epsilon(1e-6).margin(1e-37));
  }
}

TEMPLATE_TEST_CASE("Cross-entropy divides probabilities by their sum", "[losses]", float, double) {
  using T = TestType;
  const std::vector<T> p{T(0.9), T(0.9), T(0.9)}, one_hot{T(1), T(0), T(0)};
  const std::vector<std::int32_t> label{0};
  const auto sparse = loss_of(SparseCategoricalCrossentropy{}, p, label);
  const auto categorical = loss_of(CategoricalCrossentropy{}, p, one_hot);
  CHECK(static_cast<double>(sparse.value) == Approx(1.098612).margin(1e-6));
  CHECK(equal_bits(sparse.value, categorical.value));
  CHECK(static_cast<double>(sparse.gradient[0]) == Approx((1.0 - 3.0) / 2.7).epsilon(1e-6));
  CHECK(static_cast<double>(sparse.gradient[1]) == Approx(1.0 / 2.7).epsilon(1e-6));
}

TEMPLATE_TEST_CASE("Cross-entropy clips probabilities to 1e-7 and 1 - 1e-7, where they have no gradient", "[losses]", float,
                   double) {
  using T = TestType;
  const std::vector<T> p{T(0), T(2), T(0)}, none{T(0), T(0), T(0)};
  const auto right = loss_of(SparseCategoricalCrossentropy{}, p, std::vector<std::int32_t>{1});
  CHECK(right.value == -linnet::math::log(T(1) - T(1e-7)));
  CHECK(right.gradient == none);
  const auto wrong = loss_of(SparseCategoricalCrossentropy{}, p, std::vector<std::int32_t>{0});
  CHECK(static_cast<double>(wrong.value) == Approx(-std::log(1e-7)).epsilon(1e-6));
  CHECK(wrong.gradient == none);
  const auto categorical = loss_of(CategoricalCrossentropy{}, p, std::vector<T>{T(0.5), T(0.5), T(0)});
  CHECK(static_cast<double>(categorical.value) == Approx(-0.5 * std::log(1e-7)).epsilon(1e-6));
  CHECK(std::isnan(loss_of(SparseCategoricalCrossentropy{}, none, std::vector<std::int32_t>{1}).value));  // 0 / 0
}

TEMPLATE_TEST_CASE("Cross-entropy of logits gives their probabilities besides", "[losses]", float, double) {
  using T = TestType;
  const std::vector<T> z = random_numbers<T>(5, 9, T(-3), T(3));
  const std::vector<std::int32_t> label{2};
  std::vector<T> gradient(5), p(5), softmax(5);
  const SparseCategoricalCrossentropy loss{.from_logits = true};
  const T value = loss(std::span<const T>(z), std::span<const std::int32_t>(label), std::span<T>(gradient), std::span<T>(p));
  const auto plain = loss_of(loss, z, label);
  CHECK(equal_bits(value, plain.value));
  CHECK(gradient == plain.gradient);
  linnet::kernels::softmax(z.data(), softmax.data(), 5);
  CHECK(p == softmax);
}

TEST_CASE("Cross-entropy of a NaN is NaN", "[losses]") {
  const std::vector<std::int32_t> label{1};
  for (std::size_t at = 0; at < 3; ++at) {
    std::vector<float> z{1.0f, 2.0f, 3.0f};
    z[at] = std::numeric_limits<float>::quiet_NaN();
    const SparseCategoricalCrossentropy loss{.from_logits = true};
    CHECK(std::isnan(loss(std::span<const float>(z), std::span<const std::int32_t>(label), std::span<float>())));
  }
}

TEST_CASE("Categorical cross-entropies say which targets and settings they take", "[losses]") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  for (const float target : {0.0f, 0.3f, 1.0f}) CHECK(CategoricalCrossentropy::accepts(target));
  for (const float target : {-0.1f, 1.1f, nan}) CHECK_FALSE(CategoricalCrossentropy::accepts(target));
  for (const float sum : {0.9995f, 1.0f, 1.0005f}) CHECK(CategoricalCrossentropy::accepts_sum(sum));
  for (const float sum : {0.0f, 0.998f, 1.002f, 2.0f, nan}) CHECK_FALSE(CategoricalCrossentropy::accepts_sum(sum));
  for (const float s : {0.0f, 0.5f, 1.0f}) {
    CHECK(CategoricalCrossentropy{.label_smoothing = s}.problem() == nullptr);
    CHECK(SparseCategoricalCrossentropy{.label_smoothing = s}.problem() == nullptr);
  }
  for (const float s : {-0.1f, 1.1f, nan}) {
    CHECK(std::string(CategoricalCrossentropy{.label_smoothing = s}.problem()) ==
          "CategoricalCrossentropy: label_smoothing must be in [0, 1]");
    CHECK(std::string(SparseCategoricalCrossentropy{.label_smoothing = s}.problem()) ==
          "SparseCategoricalCrossentropy: label_smoothing must be in [0, 1]");
  }
}

}  // namespace
