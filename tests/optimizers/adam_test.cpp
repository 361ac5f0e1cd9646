// SPDX-License-Identifier: MIT
// Adam and AdamW.
#include <linnet/optimizers/adam.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/optimizer_run.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using linnet::Adam;
using linnet::AdamW;
using linnet::Index;
using linnet::test::OptimizerRun;
using linnet::test::random_numbers;

static_assert(linnet::Optimizer<Adam>);
static_assert(linnet::Optimizer<AdamW>);

TEMPLATE_TEST_CASE("Adam and AdamW take PyTorch's steps in Keras's form", "[optimizers]", float, double) {
  // 1 - 0.999 in float has an error of 1.3e-5, half of it in the root.
  linnet::test::check_golden_steps<TestType>(Adam{}, "adam", 1e-5);
  linnet::test::check_golden_steps<TestType>(AdamW{}, "adamw", 1e-5);
}

TEMPLATE_TEST_CASE("AMSGrad takes Keras's steps", "[optimizers]", float, double) {
  linnet::test::check_golden_steps<TestType>(Adam{.amsgrad = true}, "amsgrad", 1e-5, "keras_optimizers");
  linnet::test::check_golden_steps<TestType>(Adam{.beta_2 = 0.75f, .amsgrad = true}, "amsgrad_fast", 1e-5, "keras_optimizers");
  linnet::test::check_golden_steps<TestType>(linnet::BasicAdam<3>{.amsgrad = true}, "amsgrad", 1e-5, "keras_optimizers");
  linnet::test::check_golden_steps<TestType>(linnet::BasicAdam<3>{}, "adam", 1e-5);
}

TEMPLATE_TEST_CASE("AMSGrad keeps the largest mean of squares", "[optimizers]", float, double) {
  using T = TestType;
  OptimizerRun<T, Adam> run(Adam{.beta_2 = 0.5f, .amsgrad = true}, {T(0), T(0)});
  const std::vector<T> large{T(8), T(0.5)}, small{T(0.25), T(0.5)};
  run.step(large.data());
  for (int t = 0; t < 5; ++t) run.step(small.data());
  CHECK(run.slot(1)[0] < T(2));
  CHECK(run.slot(2)[0] == T(32));           // (1 - b2) 8^2
  CHECK(run.slot(2)[1] == run.slot(1)[1]);  // still grows
}

/// The formulas as Keras has them, with powers of beta, while the learning rate changes.
template <class T, class O>
void check_adam_formulas(const O& adam, double slack) {
  constexpr Index size = 19;
  const std::vector<T> w = random_numbers<T>(size, 3);
  std::vector<double> exact = linnet::test::converted<double>(w), m(exact.size()), v(exact.size());
  const double b1 = static_cast<double>(adam.beta_1), b2 = static_cast<double>(adam.beta_2);
  OptimizerRun<T, O> run(adam, w);
  linnet::test::PathCheck<T> check(exact, slack);
  CAPTURE(b1, b2, adam.epsilon);
  for (int t = 1; t <= 12; ++t) {
    const std::vector<T> g = random_numbers<T>(size, 10 + static_cast<std::uint64_t>(t));
    const double rate = t < 5 ? 0.0078125 : 0.001953125;
    run.step(g.data(), static_cast<T>(rate));
    const double alpha = rate * std::sqrt(1.0 - std::pow(b2, t)) / (1.0 - std::pow(b1, t));
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const double gradient = static_cast<double>(g[i]);
      if constexpr (std::is_same_v<O, AdamW>) exact[i] -= rate * static_cast<double>(adam.weight_decay) * exact[i];
      m[i] = b1 * m[i] + (1.0 - b1) * gradient;
      v[i] = b2 * v[i] + (1.0 - b2) * gradient * gradient;
      exact[i] -= alpha * m[i] / (std::sqrt(v[i]) + static_cast<double>(adam.epsilon));
    }
    CAPTURE(t);
    check.step(run.parameters, exact.data());
  }
  const std::vector<T> have_m = run.slot(0), have_v = run.slot(1);
  for (std::size_t i = 0; i < exact.size(); ++i) {
    const double unit = 16.0 * static_cast<double>(std::numeric_limits<T>::epsilon());
    CHECK(std::abs(static_cast<double>(have_m[i]) - m[i]) <= unit);
    CHECK(std::abs(static_cast<double>(have_v[i]) - v[i]) <= unit);
  }
}

TEMPLATE_TEST_CASE("Adam follows its formulas while the learning rate changes", "[optimizers]", float, double) {
  using T = TestType;
  // The corrections 1 - beta^t are floats; those of 1/2 and 3/4 are exact for 12 steps.
  check_adam_formulas<T>(Adam{}, 1e-6);
  check_adam_formulas<T>(AdamW{}, 1e-6);
  const double unit = 16.0 * static_cast<double>(std::numeric_limits<T>::epsilon());
  check_adam_formulas<T>(Adam{.beta_1 = 0.5f, .beta_2 = 0.75f}, unit);
  check_adam_formulas<T>(Adam{.beta_1 = 0.75f, .beta_2 = 0.5f, .epsilon = 0.125f}, unit);
  check_adam_formulas<T>(AdamW{.weight_decay = 0.5f, .beta_1 = 0.5f, .beta_2 = 0.75f, .epsilon = 0.125f}, unit);
  check_adam_formulas<T>(Adam{.beta_1 = 0.0f, .beta_2 = 0.0f}, unit);
}

TEMPLATE_TEST_CASE("The first step of Adam is the learning rate, whatever the gradient", "[optimizers]", float, double) {
  using T = TestType;
  const std::vector<T> start(3, T(0)), g{T(1e-3), T(-50), T(2e8)};
  OptimizerRun<T, Adam> run(Adam{.learning_rate = 0.5f}, start);
  run.step(g.data());
  CHECK(static_cast<double>(run.parameters[0]) == linnet::test::Approx(-0.5).epsilon(1e-2));  // epsilon shows
  CHECK(static_cast<double>(run.parameters[1]) == linnet::test::Approx(0.5).epsilon(1e-6));
  CHECK(static_cast<double>(run.parameters[2]) == linnet::test::Approx(-0.5).epsilon(1e-6));
}

TEMPLATE_TEST_CASE("AdamW without decay is Adam, and decay alone shrinks", "[optimizers]", float, double) {
  using T = TestType;
  const std::vector<T> start = random_numbers<T>(21, 4), g = random_numbers<T>(21, 5), none(21);
  OptimizerRun<T, Adam> adam(Adam{}, start);
  OptimizerRun<T, AdamW> without(AdamW{.weight_decay = 0.0f}, start);
  for (int t = 0; t < 5; ++t) {
    adam.step(g.data());
    without.step(g.data());
  }
  CHECK(linnet::test::equal_bits(adam.parameters.data(), without.parameters.data(), 21));

  OptimizerRun<T, AdamW> decay(AdamW{.learning_rate = 0.5f, .weight_decay = 0.25f}, start);
  decay.step(none.data());
  for (Index i = 0; i < 21; ++i) CHECK(decay.parameters[i] == start[static_cast<std::size_t>(i)] * T(0.875));
}

TEMPLATE_TEST_CASE("Adam updates blocks of any length", "[optimizers]", float, double) {
  linnet::test::check_block_tails<TestType>(Adam{});
  linnet::test::check_block_tails<TestType>(AdamW{});
  linnet::test::check_block_tails<TestType>(Adam{.amsgrad = true});
}

TEMPLATE_TEST_CASE("Adam keeps its moments out of the denormals", "[optimizers]", float, double) {
  linnet::test::check_denormal_guard<TestType>(Adam{});
  linnet::test::check_denormal_guard<TestType>(AdamW{.weight_decay = 0.0f});
  linnet::test::check_denormal_guard<TestType>(Adam{.amsgrad = true});
}

TEST_CASE("Adam and AdamW keep two moments, AMSGrad three", "[optimizers]") {
  CHECK(Adam{}.slot_count() == 2);
  CHECK(Adam{.amsgrad = true}.slot_count() == 3);
  CHECK(linnet::BasicAdam<3>::most_slots == 3);
  CHECK(AdamW{}.slot_count() == 2);
}

TEST_CASE("Adam and AdamW have Keras's defaults and name settings that cannot be", "[optimizers]") {
  CHECK((Adam{}.learning_rate == 0.001f && Adam{}.beta_1 == 0.9f && Adam{}.beta_2 == 0.999f && Adam{}.epsilon == 1e-7f &&
         !Adam{}.amsgrad));
  CHECK((AdamW{}.learning_rate == 0.001f && AdamW{}.beta_1 == 0.9f && AdamW{}.beta_2 == 0.999f && AdamW{}.epsilon == 1e-7f));
  CHECK(AdamW{}.weight_decay == 0.004f);
  CHECK(Adam{}.problem() == nullptr);
  CHECK(AdamW{}.problem() == nullptr);
  CHECK(AdamW{.weight_decay = 0.0f}.problem() == nullptr);
  CHECK(Adam{.beta_1 = 0.0f, .beta_2 = 0.0f}.problem() == nullptr);
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const std::string rule = "Adam: beta_1 and beta_2 must be in [0, 1), epsilon above 0";
  const std::string rule_w = "AdamW: beta_1 and beta_2 must be in [0, 1), epsilon above 0, weight_decay at least 0";
  for (const float beta : {-0.1f, 1.0f, nan}) {
    CHECK(std::string(Adam{.beta_1 = beta}.problem()) == rule);
    CHECK(std::string(Adam{.beta_2 = beta}.problem()) == rule);
    CHECK(std::string(AdamW{.beta_1 = beta}.problem()) == rule_w);
    CHECK(std::string(AdamW{.beta_2 = beta}.problem()) == rule_w);
  }
  for (const float epsilon : {0.0f, -1.0f, nan, infinity}) {
    CHECK(std::string(Adam{.epsilon = epsilon}.problem()) == rule);
    CHECK(std::string(AdamW{.epsilon = epsilon}.problem()) == rule_w);
  }
  for (const float decay : {-0.1f, nan, infinity}) CHECK(std::string(AdamW{.weight_decay = decay}.problem()) == rule_w);
}

}  // namespace
