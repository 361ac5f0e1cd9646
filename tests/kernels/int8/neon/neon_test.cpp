// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/neon/neon.hpp>
#include <tests/kernels/int8/tiles/plain_lanes.hpp>
#include <tests/kernels/int8/tiles/requantize_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet::kernels::int8;

TEST_CASE("int8 constants for NEON can be packed on every CPU", "[kernels/int8/neon]") {
  CHECK(linnet::test::packs_as_plain_loops<Neon, linnet::test::image_windows(9, 8, 3, 67, 3)>());
}

#if LINNET_HAS_NEON

TEST_CASE("int8 products with NEON equal the reference in every output", "[kernels/int8/neon]") {
  CHECK(linnet::test::product_differences_of_all<Neon>() == 0);
}

TEST_CASE("int8 depthwise convolutions with NEON equal the reference in every output", "[kernels/int8/neon]") {
  CHECK(linnet::test::depthwise_differences_of_all<Neon>() == 0);
}

TEST_CASE("NEON requantises as the arithmetic does, halfway between two outputs, too", "[kernels/int8/neon]") {
  CHECK(linnet::test::requantize_differences<Neon>() == 0);
}

#endif
