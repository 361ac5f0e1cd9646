// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/x86/avx2.hpp>
#include <tests/kernels/int8/tiles/plain_lanes.hpp>
#include <tests/kernels/int8/tiles/requantize_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet::kernels::int8;

TEST_CASE("int8 constants for AVX2 can be packed on every CPU", "[kernels/int8/x86]") {
  CHECK(linnet::test::packs_as_plain_loops<Avx2, linnet::test::image_windows(9, 8, 3, 67, 3)>());
}

#if LINNET_HAS_AVX2

TEST_CASE("int8 products with AVX2 equal the reference in every output", "[kernels/int8/x86]") {
  CHECK(linnet::test::product_differences_of_all<Avx2>() == 0);
}

TEST_CASE("int8 depthwise convolutions with AVX2 equal the reference in every output", "[kernels/int8/x86]") {
  CHECK(linnet::test::depthwise_differences_of_all<Avx2>() == 0);
}

TEST_CASE("AVX2 requantises as the arithmetic does, halfway between two outputs, too", "[kernels/int8/x86]") {
  CHECK(linnet::test::requantize_differences<Avx2>() == 0);
}

#endif
