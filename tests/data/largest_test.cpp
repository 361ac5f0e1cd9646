// SPDX-License-Identifier: MIT
#include <linnet/data/largest.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace {

using linnet::argmax;
using linnet::Index;
using linnet::InvalidInput;
using linnet::top_k;
using linnet::test::message_contains;

TEST_CASE("top_k gives the indices of the largest numbers, of equal ones the first", "[data]") {
  const float p[]{0.1f, 0.4f, 0.05f, 0.4f, 0.05f};
  CHECK(top_k<1>(p) == std::array<Index, 1>{argmax(p)});
  CHECK(top_k<3>(p) == std::array<Index, 3>{1, 3, 0});
  CHECK(top_k<5>(p) == std::array<Index, 5>{1, 3, 0, 2, 4});
  CHECK(top_k<2>(std::vector<std::int8_t>{-3, -1, -2}) == std::array<Index, 2>{1, 2});
  CHECK(top_k<2>(std::array<double, 3>{3, 2, 1}) == std::array<Index, 2>{0, 1});
}

TEST_CASE("top_k counts NaN as the largest number, as argmax does", "[data]") {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN(), infinity = std::numeric_limits<float>::infinity();
  CHECK(top_k<3>(std::array{1.0f, nan, infinity, nan}) == std::array<Index, 3>{1, 3, 2});
}

TEST_CASE("argmax and top_k need no heap, and refuse too few numbers", "[data]") {
  const std::array<float, 3> p{1, 3, 2};
  CHECK(linnet::test::allocations_of([&] { CHECK((argmax(p) == 1 && top_k<2>(p)[1] == 2)); }) == 0);
  CHECK_THROWS_MATCHES(argmax(std::vector<float>{}), InvalidInput, message_contains("argmax: expected numbers, found none"));
  CHECK_THROWS_MATCHES(top_k<4>(p), InvalidInput, message_contains("top_k: there are fewer than K numbers"));
}

}  // namespace
