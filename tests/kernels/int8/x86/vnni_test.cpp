// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/x86/vnni.hpp>
#include <tests/kernels/int8/tiles/plain_lanes.hpp>
#include <tests/kernels/int8/tiles/requantize_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet::kernels::int8;

TEST_CASE("int8 constants for VNNI can be packed on every CPU", "[kernels/int8/x86]") {
  CHECK(linnet::test::packs_as_plain_loops<Vnni, linnet::test::image_windows(9, 8, 3, 67, 3)>());
}

#if LINNET_HAS_VNNI

TEST_CASE("int8 products with VNNI equal the reference in every output", "[kernels/int8/x86]") {
  CHECK(linnet::test::product_differences_of_all<Vnni>() == 0);
}

TEST_CASE("int8 depthwise convolutions with VNNI equal the reference in every output", "[kernels/int8/x86]") {
  CHECK(linnet::test::depthwise_differences_of_all<Vnni>() == 0);
}

TEST_CASE("VNNI requantises as the arithmetic does, halfway between two outputs, too", "[kernels/int8/x86]") {
  CHECK(linnet::test::requantize_differences<Vnni>() == 0);
}

#endif
