// SPDX-License-Identifier: MIT
#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>

#include <cstdint>
#include <type_traits>

namespace {

TEST_CASE("Tensor is Eigen's, row-major, in float unless told otherwise", "[core]") {
  STATIC_REQUIRE(std::is_same_v<linnet::Tensor<2>, Eigen::Tensor<float, 2, Eigen::RowMajor>>);
  STATIC_REQUIRE(std::is_same_v<linnet::Tensor<4, double>, Eigen::Tensor<double, 4, Eigen::RowMajor>>);
  STATIC_REQUIRE(std::is_same_v<linnet::Labels, Eigen::Tensor<std::int32_t, 1, Eigen::RowMajor>>);
  STATIC_REQUIRE(std::is_same_v<linnet::Index, Eigen::Index>);
  linnet::Tensor<2> matrix(2, 3);
  matrix.setZero();
  matrix(1, 0) = 5.0f;
  CHECK(matrix.data()[3] == 5.0f);
}

}  // namespace
