// SPDX-License-Identifier: MIT
#include <linnet/losses/huber.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace {

using linnet::Huber;
using linnet::test::random_numbers;

static_assert(linnet::Loss<Huber>);
static_assert(!Huber::integer_targets);

TEST_CASE("Huber agrees with PyTorch", "[losses]") {
  const auto check = [&]<class T>(T, const Huber& huber, const char* name, double tolerance) {
    linnet::test::check_golden_loss<T, T>(huber, name, "regression.predictions", "regression.targets",
                                          "regression.sample_weights", tolerance);
  };
  check(float{}, Huber{}, "huber_1", 1e-6);
  check(double{}, Huber{}, "huber_1", 1e-14);
  check(float{}, Huber{.delta = 0.5f}, "huber_0.5", 1e-6);
  check(double{}, Huber{.delta = 0.5f}, "huber_0.5", 1e-14);
}

TEST_CASE("Huber is quadratic up to delta and linear beyond", "[losses]") {
  const auto of = [](float delta, float error) {
    return linnet::test::loss_of(Huber{.delta = delta}, std::vector{error}, std::vector{0.0f});
  };
  CHECK(of(2.0f, 0.5f).value == 0.125f);
  CHECK(of(2.0f, -0.5f).gradient[0] == -0.5f);
  CHECK(of(2.0f, 2.0f).value == 2.0f);
  CHECK(of(2.0f, -5.0f).value == 8.0f);
  CHECK(of(2.0f, -5.0f).gradient[0] == -2.0f);
  CHECK(of(2.0f, 1e10f).value == 2e10f);
}

TEST_CASE("The gradient of Huber is its derivative", "[losses]") {
  for (const linnet::Index n : {1, 2, 17}) {
    std::vector<double> p = random_numbers<double>(n, 1, -3.0, 3.0);
    linnet::test::check_loss_gradient(Huber{}, p, std::vector<double>(p.size()));
    linnet::test::check_loss_gradient(Huber{.delta = 2.25f}, p, std::vector<double>(p.size()));
  }
}

TEST_CASE("Huber names a delta that cannot be", "[losses]") {
  CHECK(Huber{}.problem() == nullptr);
  for (const float delta : {0.0f, -1.0f, std::numeric_limits<float>::quiet_NaN()})
    CHECK(std::string(Huber{.delta = delta}.problem()) == "Huber: delta must be above 0");
}

}  // namespace
