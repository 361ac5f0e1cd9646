// SPDX-License-Identifier: MIT
#include <linnet/optimizers/sgd.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/optimizer_run.hpp>

#include <algorithm>
#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using linnet::Index;
using linnet::SGD;
using linnet::test::OptimizerRun;
using linnet::test::random_numbers;

static_assert(linnet::Optimizer<SGD>);

const SGD sgd_plain{.learning_rate = 0.05f};
const SGD sgd_momentum{.learning_rate = 0.05f, .momentum = 0.9f};
const SGD sgd_nesterov{.learning_rate = 0.05f, .momentum = 0.9f, .nesterov = true};

TEMPLATE_TEST_CASE("SGD takes PyTorch's steps", "[optimizers]", float, double) {
  linnet::test::check_golden_steps<TestType>(sgd_plain, "sgd", 2e-7);
  linnet::test::check_golden_steps<TestType>(sgd_momentum, "sgd_momentum", 2e-7);
  linnet::test::check_golden_steps<TestType>(sgd_nesterov, "sgd_nesterov", 2e-7);
}

/// Settings that a float holds exactly, a learning rate that changes, and the formulas as Keras has them.
template <class T>
void check_sgd_formulas(const SGD& sgd) {
  constexpr Index size = 19;
  std::vector<T> w = random_numbers<T>(size, 3);
  std::vector<double> exact = linnet::test::converted<double>(w), velocity(exact.size());
  OptimizerRun<T, SGD> run(sgd, w);
  linnet::test::PathCheck<T> check(exact, 4.0 * static_cast<double>(std::numeric_limits<T>::epsilon()));
  for (std::uint64_t t = 0; t < 10; ++t) {
    const std::vector<T> g = random_numbers<T>(size, 10 + t);
    const double rate = t < 4 ? 0.125 : 0.03125, momentum = static_cast<double>(sgd.momentum);
    run.step(g.data(), static_cast<T>(rate));
    for (std::size_t i = 0; i < exact.size(); ++i) {
      velocity[i] = momentum * velocity[i] - rate * static_cast<double>(g[i]);
      exact[i] += sgd.nesterov ? momentum * velocity[i] - rate * static_cast<double>(g[i]) : velocity[i];
    }
    CAPTURE(t);
    check.step(run.parameters, exact.data());
  }
}

TEMPLATE_TEST_CASE("SGD follows its formulas while the learning rate changes", "[optimizers]", float, double) {
  check_sgd_formulas<TestType>(SGD{});
  check_sgd_formulas<TestType>(SGD{.momentum = 0.875f});
  check_sgd_formulas<TestType>(SGD{.momentum = 0.875f, .nesterov = true});
}

TEMPLATE_TEST_CASE("SGD updates blocks of any length", "[optimizers]", float, double) {
  linnet::test::check_block_tails<TestType>(sgd_plain);
  linnet::test::check_block_tails<TestType>(sgd_momentum);
  linnet::test::check_block_tails<TestType>(sgd_nesterov);
}

TEMPLATE_TEST_CASE("SGD keeps its velocity out of the denormals", "[optimizers]", float, double) {
  linnet::test::check_denormal_guard<TestType>(sgd_momentum);
  linnet::test::check_denormal_guard<TestType>(sgd_nesterov);
}

TEST_CASE("SGD asks for a velocity only with momentum", "[optimizers]") {
  CHECK(sgd_plain.slot_count() == 0);
  CHECK(sgd_momentum.slot_count() == 1);
  CHECK(sgd_nesterov.slot_count() == 1);
}

TEST_CASE("SGD has Keras's defaults and names a momentum that cannot be", "[optimizers]") {
  const SGD sgd;
  CHECK((sgd.learning_rate == 0.01f && sgd.momentum == 0.0f && !sgd.nesterov && sgd.global_clipnorm == 0.0f &&
         sgd.clipvalue == 0.0f));
  CHECK(sgd.problem() == nullptr);
  CHECK(sgd_momentum.problem() == nullptr);
  for (const float momentum : {-0.1f, 1.0f, std::numeric_limits<float>::quiet_NaN()})
    CHECK(std::string(SGD{.momentum = momentum}.problem()) == "SGD: momentum must be in [0, 1)");
}

/// A loss whose gradient is its target: with x = 1 and no bias, what train_on_batch is given as y is the kernel's gradient.
struct GivenGradient {
  static constexpr std::string_view name = "given_gradient";
  static constexpr bool integer_targets = false;
  template <class T>
  T operator()(std::span<const T>, std::span<const T> y, std::span<T> gradient) const {
    if (!gradient.empty()) std::copy(y.begin(), y.end(), gradient.begin());
    return T(0);
  }
};

/// The golden steps through a whole model, which clips the gradients.
template <class T>
void check_clipped_steps(const SGD& sgd, const std::string& name) {
  CAPTURE(name, sizeof(T));
  const linnet::test::Golden golden("optimizers");
  const std::vector<double> start = golden.values("parameters"), want = golden.values(name + "_f64");
  const std::vector<T> gradients = linnet::test::converted<T>(golden.values("gradients"));
  linnet::Sequential model{linnet::TypedInput<T, 1>{},
                           linnet::Dense<17, linnet::linear, linnet::DenseOptions{.use_bias = false}>{}};
  const std::span<T> kernel = model.template parameter<0>(0);
  for (std::size_t i = 0; i < start.size(); ++i) kernel[i] = static_cast<T>(start[i]);
  auto training = model.compile(GivenGradient{}, sgd);
  linnet::Tensor<2, T> x(1, 1), y(1, 17);
  x.setConstant(T(1));
  linnet::test::PathCheck<T> check(start, 2e-7);  // 0.1 and 0.05 are floats, and a norm has roundings of its own
  for (std::size_t first = 0; first < want.size(); first += start.size()) {
    std::copy_n(gradients.begin() + static_cast<std::ptrdiff_t>(first), start.size(), y.data());
    training.train_on_batch(x, y);
    check.step(linnet::test::Fenced<T>(std::vector<T>(kernel.begin(), kernel.end())), want.data() + first);
  }
}

TEMPLATE_TEST_CASE("SGD of clipped gradients takes PyTorch's steps", "[optimizers]", float, double) {
  check_clipped_steps<TestType>(sgd_plain, "sgd");
  check_clipped_steps<TestType>({.learning_rate = 0.05f, .global_clipnorm = 1.0f}, "sgd_clip_norm");
  check_clipped_steps<TestType>({.learning_rate = 0.05f, .clipvalue = 0.1f}, "sgd_clip_value");
}

}  // namespace
