// SPDX-License-Identifier: MIT
#include <linnet/core/parameter.hpp>

#include <tests/support/catch.hpp>

namespace {

TEST_CASE("ParameterInfo counts its numbers", "[core]") {
  using linnet::ParameterInfo;
  STATIC_REQUIRE(ParameterInfo{"kernel", {3, 5, 2, 4}, 4, 30, 60}.size() == 120);
  STATIC_REQUIRE(ParameterInfo{"bias", {7, 1, 1, 1}, 1, 3, 7}.size() == 7);
  STATIC_REQUIRE(ParameterInfo{"scalar"}.size() == 1);
}

TEST_CASE("aligned rounds up to 64 bytes on a host", "[core]") {
  using linnet::aligned;
  STATIC_REQUIRE(LINNET_HOST == 1);
  STATIC_REQUIRE(aligned<float>(0) == 0);
  STATIC_REQUIRE(aligned<float>(1) == 16);
  STATIC_REQUIRE(aligned<float>(16) == 16);
  STATIC_REQUIRE(aligned<float>(17) == 32);
  STATIC_REQUIRE(aligned<double>(1) == 8);
  STATIC_REQUIRE(aligned<double>(8) == 8);
  STATIC_REQUIRE(aligned<double>(9) == 16);
}

}  // namespace
