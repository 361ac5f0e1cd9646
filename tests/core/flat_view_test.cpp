// SPDX-License-Identifier: MIT
#include <linnet/core/flat_view.hpp>

#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <type_traits>
#include <vector>

namespace linnet::test::flat_view {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

TEST_CASE("A FlatView is made of lists, C arrays and arrays of Eigen, without a copy", "[core]") {
  const auto sees = [](FlatView<const float> view, const float* data, std::size_t size) {
    return view.data() == data && view.size() == size;
  };
  std::vector<float> list(6);
  const std::array<float, 6> array{};
  float c_array[6]{};
  Tensor<3> tensor(1, 2, 3);
  const Matrix matrix(2, 3);
  const Eigen::VectorXf vector(6);
  CHECK(sees(list, list.data(), 6));
  CHECK(sees(std::span<const float>(list), list.data(), 6));
  CHECK(sees({list.data(), 4}, list.data(), 4));
  CHECK(sees(array, array.data(), 6));
  CHECK(sees(c_array, c_array, 6));
  CHECK(sees(tensor, tensor.data(), 6));
  CHECK(sees(Eigen::TensorMap<const Tensor<2>>(list.data(), 2, 3), list.data(), 6));
  CHECK(sees(matrix, matrix.data(), 6));
  CHECK(sees(matrix.bottomRows(1), matrix.data() + 3, 3));
  CHECK(sees(Eigen::Map<const Matrix>(list.data(), 2, 3), list.data(), 6));
  CHECK(sees(vector, vector.data(), 6));
  CHECK(sees({}, nullptr, 0));
  const FlatView<float> out(tensor);
  out[5] = 7.0f;
  CHECK(tensor(0, 1, 2) == 7.0f);
}

TEST_CASE("A FlatView refuses gaps, other types, and constants that it could write to", "[core]") {
  Matrix matrix(6, 4);
  CHECK_THROWS_MATCHES(FlatView<const float>(matrix.leftCols(3)), InvalidInput, message_contains("gaps between its rows"));
  STATIC_REQUIRE_FALSE(std::is_convertible_v<const Matrix&, FlatView<float>>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<const std::vector<float>&, FlatView<float>>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Tensor<2, double>, FlatView<const float>>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<float*, FlatView<const float>>);
  STATIC_REQUIRE(sizeof(FlatView<float>) == sizeof(std::span<float>));
}

}  // namespace linnet::test::flat_view
