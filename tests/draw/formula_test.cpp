// SPDX-License-Identifier: MIT
#include <linnet/draw/formula.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::formula {

namespace nn = linnet;

TEST_CASE("Numbers have the decimals that they need, three at most", "[draw]") {
  using nn::detail::short_number;
  CHECK(short_number(2.0) == "2");
  CHECK(short_number(0.5) == "0.5");
  CHECK(short_number(-1.25) ==
        "\xe2\x88\x92"
        "1.25");
  CHECK(short_number(1.0 / 3.0) == "0.333");
  CHECK(short_number(0.0001) == "0");
}

TEST_CASE("A long formula breaks before a plus", "[draw]") {
  using nn::detail::lines_of;
  CHECK(lines_of("a + b + c", 10.0, 1000.0) == std::vector<std::string>{"a + b + c"});
  CHECK(lines_of("a + b + c", 10.0, 40.0) == std::vector<std::string>{"a + b", " + c"});
  CHECK(lines_of("a + b + c", 10.0, 1.0) == std::vector<std::string>{"a", " + b", " + c"});
}

}  // namespace linnet::test::formula
