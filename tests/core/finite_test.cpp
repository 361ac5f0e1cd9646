// SPDX-License-Identifier: MIT
#include <linnet/core/finite.hpp>

#include <tests/support/catch.hpp>

#include <limits>
#include <vector>

namespace {

TEST_CASE("first_not_finite finds the first", "[core]") {
  std::vector<float> x(100, std::numeric_limits<float>::max());
  CHECK(linnet::detail::first_not_finite(x.data(), 100) == -1);
  x[99] = std::numeric_limits<float>::quiet_NaN();
  CHECK(linnet::detail::first_not_finite(x.data(), 100) == 99);
  x[40] = -std::numeric_limits<float>::infinity();
  CHECK(linnet::detail::first_not_finite(x.data(), 100) == 40);
  CHECK(linnet::detail::first_not_finite(x.data(), 40) == -1);
}

}  // namespace
