// SPDX-License-Identifier: MIT
#include <linnet/losses/mean_squared_error.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <vector>

namespace {

using linnet::MeanSquaredError;
using linnet::test::random_numbers;

static_assert(linnet::Loss<MeanSquaredError>);
static_assert(!MeanSquaredError::integer_targets);

TEST_CASE("MeanSquaredError agrees with PyTorch", "[losses]") {
  const auto check = [&]<class T>(T, double tolerance) {
    linnet::test::check_golden_loss<T, T>(MeanSquaredError{}, "mean_squared_error", "regression.predictions",
                                          "regression.targets", "regression.sample_weights", tolerance);
  };
  check(float{}, 1e-6);
  check(double{}, 1e-14);
}

TEST_CASE("MeanSquaredError is the mean of the squares", "[losses]") {
  const auto loss =
      linnet::test::loss_of(MeanSquaredError{}, std::vector{1.0f, -2.0f, 5.0f, 0.0f}, std::vector{3.0f, -2.0f, 4.0f, 2.0f});
  CHECK(loss.value == 2.25f);
  CHECK(loss.gradient == std::vector{-1.0f, 0.0f, 0.5f, -1.0f});
}

TEST_CASE("The gradient of MeanSquaredError is its derivative", "[losses]") {
  for (const linnet::Index n : {1, 2, 17})
    linnet::test::check_loss_gradient(MeanSquaredError{}, random_numbers<double>(n, 1), random_numbers<double>(n, 2));
}

}  // namespace
