// SPDX-License-Identifier: MIT
#include <tests/kernels/int8/product_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet::kernels::int8;

TEST_CASE("int8 products in plain C++ equal the reference in every output", "[kernels/int8]") {
  CHECK(linnet::test::product_differences_of_all<Portable>() == 0);
}

TEST_CASE("int8 depthwise convolutions in plain C++ equal the reference in every output", "[kernels/int8]") {
  CHECK(linnet::test::depthwise_differences_of_all<Portable>() == 0);
}
