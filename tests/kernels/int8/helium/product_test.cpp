// SPDX-License-Identifier: MIT
#include <linnet/kernels/int8/helium/depthwise.hpp>
#include <linnet/kernels/int8/helium/product.hpp>
#include <tests/kernels/int8/product_cases.hpp>
#include <tests/support/catch.hpp>

using namespace linnet::kernels::int8;

TEST_CASE("int8 products with constants packed for Helium equal the reference on any CPU", "[kernels/int8/helium]") {
  CHECK(linnet::test::product_differences_of_all<Helium>() == 0);
}

TEST_CASE("int8 depthwise convolutions with constants packed for Helium equal the reference on any CPU",
          "[kernels/int8/helium]") {
  CHECK(linnet::test::depthwise_differences_of_all<Helium>() == 0);
}
