// SPDX-License-Identifier: MIT
#include <linnet/losses/output_gradients.hpp>

#include <linnet/network/concepts.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/losses.hpp>

#include <vector>

namespace {

static_assert(linnet::Loss<linnet::OutputGradients>);

TEST_CASE("OutputGradients has its targets as gradient", "[losses]") {
  const std::vector<double> p{1.0, -2.0, 0.5}, y{0.25, 3.0, -1.0};
  const auto loss = linnet::test::loss_of(linnet::OutputGradients{}, p, y);
  CHECK(loss.value == 0.25 - 6.0 - 0.5);
  CHECK(linnet::test::equal_bits(loss.gradient.data(), y.data(), 3));
  linnet::test::check_loss_gradient(linnet::OutputGradients{}, p, y);
}

}  // namespace
