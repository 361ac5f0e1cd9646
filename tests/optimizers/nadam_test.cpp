// SPDX-License-Identifier: MIT
#include <linnet/optimizers/nadam.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/optimizer_run.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::nadam_steps {

static_assert(Optimizer<Nadam>);

TEMPLATE_TEST_CASE("Nadam takes Keras's steps", "[optimizers]", float, double) {
  check_golden_steps<TestType>(Nadam{}, "nadam", 1e-5, "keras_optimizers");
}

template <class T>
void check_nadam_formulas(const Nadam& o, double slack) {
  const double b1 = static_cast<double>(o.beta_1), b2 = static_cast<double>(o.beta_2);
  std::vector<double> v(19), m(19);
  double product = 1.0;
  check_formulas<T>(o, slack, [&](int t, double rate, const std::vector<double>& g, std::vector<double>& w) {
    const double now = b1 * (1 - 0.5 * std::pow(0.96, t)), next = b1 * (1 - 0.5 * std::pow(0.96, t + 1));
    product *= now;
    for (std::size_t i = 0; i < w.size(); ++i) {
      m[i] = b1 * m[i] + (1 - b1) * g[i];
      v[i] = b2 * v[i] + (1 - b2) * g[i] * g[i];
      const double ahead = next * m[i] / (1 - product * next) + (1 - now) * g[i] / (1 - product);
      w[i] -= rate * ahead / (std::sqrt(v[i] / (1 - std::pow(b2, t))) + static_cast<double>(o.epsilon));
    }
  });
}

TEMPLATE_TEST_CASE("Nadam follows its formulas while the learning rate changes", "[optimizers]", float, double) {
  // 0.96 and the products are floats.
  check_nadam_formulas<TestType>(Nadam{}, 1e-6);
  check_nadam_formulas<TestType>(Nadam{.beta_1 = 0.5f, .beta_2 = 0.75f}, 1e-6);
  check_nadam_formulas<TestType>(Nadam{.beta_1 = 0.75f, .beta_2 = 0.5f, .epsilon = 0.125f}, 1e-6);
  check_nadam_formulas<TestType>(Nadam{.beta_1 = 0.0f, .beta_2 = 0.0f}, 1e-6);
}

TEMPLATE_TEST_CASE("Nadam updates blocks of any length", "[optimizers]", float, double) {
  check_block_tails<TestType>(Nadam{});
}

TEMPLATE_TEST_CASE("Nadam keeps its moments and its powers out of the denormals", "[optimizers]", float, double) {
  check_denormal_guard<TestType>(Nadam{});
  Nadam::State state;
  TestType w[1]{}, g[1]{}, slots[2]{};
  for (int t = 0; t < 5000; ++t) Nadam{}.update(state, Update<TestType>{1, w, g, {slots, 1}, TestType(0)});
  CHECK(std::fpclassify(state.power) == FP_NORMAL);
  CHECK(std::fpclassify(state.product) == FP_NORMAL);
}

TEST_CASE("Nadam has Keras's defaults and names settings that cannot be", "[optimizers]") {
  const Nadam o;
  CHECK((o.learning_rate == 0.001f && o.beta_1 == 0.9f && o.beta_2 == 0.999f && o.epsilon == 1e-7f && o.slot_count() == 2));
  CHECK(o.problem() == nullptr);
  const float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  const std::string rule = "Nadam: beta_1 and beta_2 must be in [0, 1), epsilon above 0";
  for (const float bad : {-0.1f, 1.0f, nan}) {
    CHECK(std::string(Nadam{.beta_1 = bad}.problem()) == rule);
    CHECK(std::string(Nadam{.beta_2 = bad}.problem()) == rule);
  }
  for (const float bad : {0.0f, -1.0f, nan, infinity}) CHECK(std::string(Nadam{.epsilon = bad}.problem()) == rule);
}

}  // namespace linnet::test::nadam_steps
