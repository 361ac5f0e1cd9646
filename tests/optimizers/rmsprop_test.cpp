// SPDX-License-Identifier: MIT
#include <linnet/optimizers/rmsprop.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/optimizer_run.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::rmsprop_steps {

static_assert(Optimizer<RMSprop> && Optimizer<BasicRMSprop<3>>);

TEMPLATE_TEST_CASE("RMSprop takes Keras's steps", "[optimizers]", float, double) {
  const auto check = [](const auto& optimizer, const char* name) {
    check_golden_steps<TestType>(optimizer, name, 1e-6, "keras_optimizers");
  };
  check(RMSprop{}, "rmsprop");
  check(RMSprop{.momentum = 0.9f}, "rmsprop_momentum");
  check(RMSprop{.centered = true}, "rmsprop_centered");
  check(RMSprop{.momentum = 0.9f, .centered = true}, "rmsprop_both");
  check(BasicRMSprop<2>{.centered = true}, "rmsprop_centered");
  check(BasicRMSprop<3>{.momentum = 0.9f, .centered = true}, "rmsprop_both");
}

template <class T>
void check_rmsprop_formulas(const RMSprop& o) {
  const double rho = static_cast<double>(o.rho), momentum = static_cast<double>(o.momentum);
  std::vector<double> v(19), m(19), d(19);
  check_formulas<T>(o, 32.0 * static_cast<double>(std::numeric_limits<T>::epsilon()),
                    [&](int, double rate, const std::vector<double>& g, std::vector<double>& w) {
                      for (std::size_t i = 0; i < w.size(); ++i) {
                        v[i] = rho * v[i] + (1 - rho) * g[i] * g[i];
                        m[i] = rho * m[i] + (1 - rho) * g[i];
                        const double variance = o.centered ? v[i] - m[i] * m[i] : v[i];
                        d[i] = momentum * d[i] + rate * g[i] / std::sqrt(variance + static_cast<double>(o.epsilon));
                        w[i] -= d[i];
                      }
                    });
}

TEMPLATE_TEST_CASE("RMSprop follows its formulas while the learning rate changes", "[optimizers]", float, double) {
  check_rmsprop_formulas<TestType>({.rho = 0.75f});
  check_rmsprop_formulas<TestType>({.rho = 0.5f, .momentum = 0.875f, .epsilon = 0.125f});
  check_rmsprop_formulas<TestType>({.rho = 0.75f, .epsilon = 0.125f, .centered = true});
  check_rmsprop_formulas<TestType>({.rho = 0.75f, .momentum = 0.5f, .epsilon = 0.125f, .centered = true});
}

TEMPLATE_TEST_CASE("RMSprop updates blocks of any length", "[optimizers]", float, double) {
  check_block_tails<TestType>(RMSprop{});
  check_block_tails<TestType>(RMSprop{.momentum = 0.9f});
  check_block_tails<TestType>(RMSprop{.centered = true});
  check_block_tails<TestType>(RMSprop{.momentum = 0.9f, .centered = true});
}

TEMPLATE_TEST_CASE("RMSprop keeps its moments out of the denormals", "[optimizers]", float, double) {
  check_denormal_guard<TestType>(RMSprop{});
  check_denormal_guard<TestType>(RMSprop{.momentum = 0.9f, .centered = true});
}

TEST_CASE("Centered RMSprop survives gradients that never change", "[optimizers]") {
  OptimizerRun<float, RMSprop> run({.centered = true}, std::vector<float>(64));
  const std::vector<float> g = random_numbers<float>(64, 1, 1000.0f, 2000.0f);
  std::vector<float> larger = g;
  for (float& gradient : larger) gradient *= 2.0f;
  bool rounded_below = false;
  for (int t = 0; t < 300; ++t) {
    run.step(t < 20 ? larger.data() : g.data());  // means come to rest a little above
    const std::vector<float> v = run.slot(0), m = run.slot(1);
    for (std::size_t i = 0; i < v.size(); ++i) rounded_below = rounded_below || std::fma(-m[i], m[i], v[i]) + 1e-7f < 0.0f;
  }
  CHECK(rounded_below);
  for (const float w : run.parameters.values()) CHECK(std::isfinite(w));
}

TEST_CASE("RMSprop asks for the slots that its settings need", "[optimizers]") {
  CHECK(RMSprop{}.slot_count() == 1);
  CHECK(RMSprop{.momentum = 0.9f}.slot_count() == 2);
  CHECK(RMSprop{.centered = true}.slot_count() == 2);
  CHECK(RMSprop{.momentum = 0.9f, .centered = true}.slot_count() == 3);
  CHECK((RMSprop::most_slots == 1 && BasicRMSprop<3>::most_slots == 3));
}

TEST_CASE("RMSprop has Keras's defaults and names settings that cannot be", "[optimizers]") {
  const RMSprop o;
  CHECK((o.learning_rate == 0.001f && o.rho == 0.9f && o.momentum == 0.0f && o.epsilon == 1e-7f && !o.centered));
  CHECK(o.problem() == nullptr);
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const std::string rule = "RMSprop: rho and momentum must be in [0, 1), epsilon above 0";
  for (const float bad : {-0.1f, 1.0f, nan}) {
    CHECK(std::string(RMSprop{.rho = bad}.problem()) == rule);
    CHECK(std::string(RMSprop{.momentum = bad}.problem()) == rule);
  }
  for (const float bad : {0.0f, -1.0f, nan, infinity}) CHECK(std::string(RMSprop{.epsilon = bad}.problem()) == rule);
}

}  // namespace linnet::test::rmsprop_steps
