// SPDX-License-Identifier: MIT
#include <linnet/kernels/transpose.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <vector>

namespace {

using linnet::Index;

/// `Lanes` rows of up to 40 numbers, transposed into rows with gaps between them.
template <class T, int Lanes>
void check_transpose() {
  if constexpr (linnet::simd::lanes<linnet::simd::Packet<T, Lanes>> == Lanes) {
    constexpr Index from_row = 41, to_row = Lanes + 3;
    const linnet::test::Unaligned<T> from(linnet::test::random_numbers<T>(Lanes * from_row, 1));
    for (Index units = 0; units <= 40; ++units) {
      CAPTURE(Lanes, units);
      linnet::test::Fenced<T> expected(40 * to_row), to(40 * to_row);
      for (Index u = 0; u < units; ++u) {
        for (Index i = 0; i < Lanes; ++i) expected.data()[u * to_row + i] = from[i * from_row + u];
      }
      linnet::kernels::transpose<Lanes>(from.data(), from_row, to.data(), to_row, units);
      REQUIRE(linnet::test::equal_bits(to.data(), expected.data(), 40 * to_row));
      REQUIRE(to.intact());
    }
  }
}

TEMPLATE_TEST_CASE("transpose copies every number to its place and nothing else", "[kernels]", float, double) {
  check_transpose<TestType, 1>();
  check_transpose<TestType, 2>();
  check_transpose<TestType, 4>();
  check_transpose<TestType, 8>();
  check_transpose<TestType, 16>();
}

TEST_CASE("transpose reads no row beyond its last unit", "[kernels]") {
  constexpr int lanes = linnet::simd::lanes<linnet::simd::Packet<float, 1024>>;
  for (const Index units : {1, lanes, lanes + 1, 2 * lanes + 3}) {
    const linnet::test::Unaligned<float> from(linnet::test::random_numbers<float>(lanes * units, 2));  // ends with the memory
    linnet::test::Fenced<float> to(units * lanes);
    linnet::kernels::transpose<lanes>(from.data(), units, to.data(), lanes, units);
    CHECK(to[units * lanes - 1] == from[lanes * units - 1]);
    CHECK(to.intact());
  }
}

}  // namespace
