// SPDX-License-Identifier: MIT
#include <linnet/core/check.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <string_view>

namespace {

using linnet::InvalidInput;
using linnet::test::message_contains;

TEST_CASE("check throws InvalidInput with its sentence on a host, and only where it must", "[core]") {
  CHECK_NOTHROW(linnet::detail::expect(true, "all is well"));
  try {
    linnet::detail::expect(false, "x is too short");
    FAIL("check came back");
  } catch (const InvalidInput& error) {
    CHECK(std::string_view(error.what()) == "x is too short");
  }
  CHECK_THROWS_MATCHES(linnet::detail::fail("no room"), InvalidInput, message_contains("no room"));
}

TEST_CASE("fail_without names what there is", "[core]") {
  const std::array<std::string_view, 2> names{"loss", "accuracy"};
  CHECK_THROWS_MATCHES(linnet::detail::fail_without("Results", "f1", names), InvalidInput,
                       message_contains("Results: there is no \"f1\", only loss, accuracy"));
}

}  // namespace
