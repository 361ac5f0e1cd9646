// SPDX-License-Identifier: MIT
#include <linnet/optimizers/lion.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/optimizer_run.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::lion_steps {

static_assert(Optimizer<Lion>);

TEMPLATE_TEST_CASE("Lion takes Keras's steps", "[optimizers]", float, double) {
  check_golden_steps<TestType>(Lion{}, "lion", 1e-7, "keras_optimizers");
}

TEMPLATE_TEST_CASE("Lion follows its formulas while the learning rate changes", "[optimizers]", float, double) {
  const double unit = 4.0 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
  for (const Lion& o : {Lion{.beta_1 = 0.75f, .beta_2 = 0.875f}, Lion{.beta_1 = 0.0f, .beta_2 = 0.5f}, Lion{}}) {
    const double b1 = static_cast<double>(o.beta_1), b2 = static_cast<double>(o.beta_2);
    std::vector<double> m(19);
    check_formulas<TestType>(o, unit, [&](int, double rate, const std::vector<double>& g, std::vector<double>& w) {
      for (std::size_t i = 0; i < w.size(); ++i) {
        const double direction = b1 * m[i] + (1 - b1) * g[i];
        w[i] -= direction > 0 ? rate : direction < 0 ? -rate : 0.0;
        m[i] = b2 * m[i] + (1 - b2) * g[i];
      }
    });
  }
}

TEMPLATE_TEST_CASE("Lion updates blocks of any length", "[optimizers]", float, double) { check_block_tails<TestType>(Lion{}); }

TEMPLATE_TEST_CASE("Lion keeps its moments out of the denormals", "[optimizers]", float, double) {
  check_denormal_guard<TestType>(Lion{});
}

TEMPLATE_TEST_CASE("A gradient of any size moves by the rate, none by nothing, and a moment fades to 0", "[optimizers]", float,
                   double) {
  using T = TestType;
  const T least = std::numeric_limits<T>::denorm_min();
  const std::vector<T> start(8, T(0.5)), none(8);
  const std::vector<T> g{T(1e20), T(1), T(1e-6), T(-1e-30), -std::numeric_limits<T>::min() * 64, T(0), -T(0), least * 1024};
  OptimizerRun<T, Lion> run(Lion{.learning_rate = 0.25f}, start);
  run.step(g.data());
  const T want[]{T(0.25), T(0.25), T(0.25), T(0.75), T(0.75), T(0.5), T(0.5), T(0.25)};
  for (Index i = 0; i < 8; ++i) CHECK(run.parameters[i] == want[i]);

  for (int t = 0; t < 30000; ++t) run.step(none.data());
  for (const T moment : run.slot(0)) CHECK(moment == T(0));
  const std::vector<T> rest = run.parameters.values();
  run.step(none.data());
  CHECK(run.parameters.values() == rest);
  CHECK(run.parameters[5] == T(0.5));
}

TEST_CASE("Lion has Keras's defaults and names settings that cannot be", "[optimizers]") {
  const Lion o;
  CHECK((o.learning_rate == 0.001f && o.beta_1 == 0.9f && o.beta_2 == 0.99f && o.slot_count() == 1));
  CHECK(o.problem() == nullptr);
  const std::string rule = "Lion: beta_1 and beta_2 must be in [0, 1)";
  for (const float bad : {-0.1f, 1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK(std::string(Lion{.beta_1 = bad}.problem()) == rule);
    CHECK(std::string(Lion{.beta_2 = bad}.problem()) == rule);
  }
}

}  // namespace linnet::test::lion_steps
