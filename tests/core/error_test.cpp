// SPDX-License-Identifier: MIT
#include <linnet/core/error.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace detail = linnet::detail;

TEST_CASE("text puts words and numbers together", "[core]") {
  CHECK(detail::text("fit: x has ", 3, " samples, y has ", linnet::Index{-4}) == "fit: x has 3 samples, y has -4");
  CHECK(detail::text("rate ", 0.5f, std::string(", "), 2u) == "rate 0.5, 2");
  CHECK(detail::text((std::numeric_limits<std::uint64_t>::max)()) == "18446744073709551615");
  CHECK(detail::text((std::numeric_limits<std::int64_t>::min)()) == "-9223372036854775808");
  CHECK(detail::text("rate ", -1e-9) == "rate -1e-09");
  CHECK(detail::text().empty());
}

TEST_CASE("extents and joined put separators between entries only", "[core]") {
  CHECK(detail::extents(std::array<linnet::Index, 3>{28, 20, 1}) == "28 x 20 x 1");
  CHECK(detail::extents(std::array<linnet::Index, 1>{7}) == "7");
  CHECK(detail::extents({}).empty());
  CHECK(detail::joined(std::vector<std::string>{"a", "b", "c"}, ", ") == "a, b, c");
}

TEST_CASE("require throws InvalidInput, and makes its text only then", "[core]") {
  int made = 0;
  const auto sentence = [&] { return detail::text("sentence ", ++made); };
  detail::require(true, sentence);
  CHECK(made == 0);
  CHECK_THROWS_MATCHES(detail::require(false, sentence), linnet::InvalidInput, linnet::test::message_contains("sentence 1"));
  CHECK_THROWS_AS(detail::require(false, sentence), std::invalid_argument);
}

}  // namespace
