// SPDX-License-Identifier: MIT
#include <linnet/draw/number_table.hpp>

#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>

namespace linnet::test::number_table {

namespace nn = linnet;

TEST_CASE("A table of numbers is made of rows in braces, tensors, matrices and a function", "[draw]") {
  const nn::NumberTable braces{{1, 2, 3}, {4, 5.5, 6}};
  CHECK(braces.rows() == 2);
  CHECK(braces.columns() == 3);
  CHECK(braces.numbers() == std::vector{1.0, 2.0, 3.0, 4.0, 5.5, 6.0});
  nn::Tensor<2> plain(2, 3);
  plain.setValues({{1.0f, 2.0f, 3.0f}, {4.0f, 5.5f, 6.0f}});
  CHECK(nn::NumberTable(plain).numbers() == braces.numbers());
  const nn::Tensor<3> image = plain.reshape(Eigen::array<Index, 3>{2, 3, 1});
  const nn::Tensor<4, double> batch = plain.cast<double>().reshape(Eigen::array<Index, 4>{1, 2, 3, 1});
  CHECK(nn::NumberTable(image).numbers() == braces.numbers());
  CHECK(nn::NumberTable(batch).numbers() == braces.numbers());
  Eigen::MatrixXf columns_first(2, 3);
  columns_first << 1.0f, 2.0f, 3.0f, 4.0f, 5.5f, 6.0f;
  CHECK(nn::NumberTable(columns_first).numbers() == braces.numbers());
  const auto table = nn::NumberTable::filled(2, 2, [](Index r, Index c) { return 10 * r + c; });
  CHECK(table(1, 0) == 10.0);
  CHECK(table(0, 1) == 1.0);
}

TEST_CASE("A table of numbers refuses what is no table", "[draw]") {
  CHECK_THROWS_MATCHES((nn::NumberTable{{1, 2}, {3}}), nn::InvalidInput, message_contains("rows have different lengths"));
  CHECK_THROWS_MATCHES((nn::NumberTable{{1}, {2, 3}, {4, 5, 6}}), nn::InvalidInput,
                       message_contains("rows have different lengths"));
  CHECK_THROWS_MATCHES((nn::NumberTable{{1, 2, 3}, {4}, {5, 6}}), nn::InvalidInput,  // as many numbers as 3 rows of 2
                       message_contains("row 0 has 3, row 1 has 1"));
  CHECK_THROWS_MATCHES((nn::NumberTable{{}, {1, 2}, {3, 4, 5, 6}}), nn::InvalidInput,
                       message_contains("row 0 has 0, row 1 has 2"));
  CHECK_THROWS_MATCHES(nn::NumberTable({}), nn::InvalidInput, message_contains("there are no numbers"));
  CHECK_THROWS_MATCHES((nn::NumberTable{{}, {}}), nn::InvalidInput, message_contains("there are no numbers"));
  CHECK_THROWS_MATCHES(nn::NumberTable(nn::Tensor<4>(1, 2, 3, 4)), nn::InvalidInput,
                       message_contains("expected one image with one channel, found 1 x 2 x 3 x 4"));
  CHECK_THROWS_MATCHES(nn::NumberTable(nn::Tensor<4>(2, 2, 3, 1)), nn::InvalidInput, message_contains("found 2 x 2 x 3 x 1"));
  CHECK_THROWS_MATCHES(nn::NumberTable(nn::Tensor<2>(0, 3)), nn::InvalidInput, message_contains("there are no numbers"));
}

}  // namespace linnet::test::number_table
