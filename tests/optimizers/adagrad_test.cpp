// SPDX-License-Identifier: MIT
#include <linnet/optimizers/adagrad.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/optimizer_run.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::adagrad_steps {

static_assert(Optimizer<Adagrad>);

TEMPLATE_TEST_CASE("Adagrad takes Keras's steps", "[optimizers]", float, double) {
  check_golden_steps<TestType>(Adagrad{}, "adagrad", 1e-6, "keras_optimizers");
}

TEMPLATE_TEST_CASE("Adagrad follows its formulas while the learning rate changes", "[optimizers]", float, double) {
  const double unit = 16.0 * static_cast<double>(std::numeric_limits<TestType>::epsilon());
  for (const Adagrad& o : {Adagrad{.initial_accumulator_value = 0.5f, .epsilon = 0.125f},
                           Adagrad{.initial_accumulator_value = 0.0f, .epsilon = 0.125f}}) {
    std::vector<double> sums(19, static_cast<double>(o.initial_accumulator_value));
    check_formulas<TestType>(o, unit, [&](int, double rate, const std::vector<double>& g, std::vector<double>& w) {
      for (std::size_t i = 0; i < w.size(); ++i) {
        sums[i] += g[i] * g[i];
        w[i] -= rate * g[i] / std::sqrt(sums[i] + static_cast<double>(o.epsilon));
      }
    });
  }
}

TEMPLATE_TEST_CASE("Adagrad updates blocks of any length", "[optimizers]", float, double) {
  check_block_tails<TestType>(Adagrad{});
}

TEMPLATE_TEST_CASE("Adagrad keeps its sums out of the denormals", "[optimizers]", float, double) {
  check_denormal_guard<TestType>(Adagrad{});
  check_denormal_guard<TestType>(Adagrad{.initial_accumulator_value = 0.0f});
}

TEST_CASE("Adagrad has Keras's defaults and names settings that cannot be", "[optimizers]") {
  const Adagrad o;
  CHECK((o.learning_rate == 0.001f && o.initial_accumulator_value == 0.1f && o.epsilon == 1e-7f && o.slot_count() == 1));
  CHECK(o.problem() == nullptr);
  CHECK(Adagrad{.initial_accumulator_value = 0.0f}.problem() == nullptr);
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const std::string rule = "Adagrad: initial_accumulator_value must be at least 0, epsilon above 0";
  for (const float bad : {-0.1f, nan, infinity})
    CHECK(std::string(Adagrad{.initial_accumulator_value = bad}.problem()) == rule);
  for (const float bad : {0.0f, -1.0f, nan, infinity}) CHECK(std::string(Adagrad{.epsilon = bad}.problem()) == rule);
}

}  // namespace linnet::test::adagrad_steps
