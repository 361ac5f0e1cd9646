// SPDX-License-Identifier: MIT
#include <linnet/core/number_text.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::number_text {

TEST_CASE("Hexadecimal numbers have the digits that are asked for, and more where they need them", "[core]") {
  using linnet::detail::hexadecimal;
  CHECK(hexadecimal(0) == "0000000000000000");
  CHECK(hexadecimal(0xe658b78d08237a) == "00e658b78d08237a");
  CHECK(hexadecimal(0xe658b78d08237a, 1) == "e658b78d08237a");
  CHECK(hexadecimal(0, 1) == "0");
  CHECK(hexadecimal(0xffffffffffffffff, 1) == "ffffffffffffffff");
}

TEST_CASE("Large counts have their digits in groups", "[core]") {
  CHECK(linnet::detail::grouped(0) == "0");
  CHECK(linnet::detail::grouped(999) == "999");
  CHECK(linnet::detail::grouped(1000) == "1,000");
  CHECK(linnet::detail::grouped(1'234'567) == "1,234,567");
  CHECK(linnet::detail::grouped(100'000) == "100,000");
}

TEST_CASE("A number with decimals that takes too much room is shortened", "[core]") {
  using linnet::detail::fixed_within;
  CHECK(fixed_within(0.5, 3, 9) == "0.500");
  CHECK(fixed_within(99999.999, 3, 9) == "99999.999");
  CHECK(fixed_within(-99999.999, 3, 9) == "-1e+05");
  CHECK(fixed_within(1.25e33, 4, 9) == "1.25e+33");
  CHECK(fixed_within(-1.25e300, 4, 10) == "-1.25e+300");
  CHECK(fixed_within(-1.76e308, 4, 9) == "-1.8e+308");
}

}  // namespace linnet::test::number_text
