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

}  // namespace linnet::test::number_text
