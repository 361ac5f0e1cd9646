// SPDX-License-Identifier: MIT
#include <linnet/data/samples.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::slice;
using linnet::take;
using linnet::Tensor;
using linnet::test::message_contains;

/// Numbers 0, 1, 2, ... in the shape (5, 2, 3).
Tensor<3> counted() {
  Tensor<3> x(5, 2, 3);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
  return x;
}

TEST_CASE("take gives the samples of a tensor by their indices", "[data]") {
  const Tensor<3> x = counted();
  const Tensor<3> some = take(x, {3, 1, 3});
  REQUIRE(some.dimension(0) == 3);
  REQUIRE(some.dimension(1) == 2);
  REQUIRE(some.dimension(2) == 3);
  for (Index h = 0; h < 2; ++h) {
    for (Index w = 0; w < 3; ++w) {
      CHECK(some(0, h, w) == x(3, h, w));
      CHECK(some(1, h, w) == x(1, h, w));
      CHECK(some(2, h, w) == x(3, h, w));
    }
  }
  Labels y(5);
  y.setValues({10, 11, 12, 13, 14});
  const Labels of_y = take(y, {4, 0});
  CHECK(of_y(0) == 14);
  CHECK(of_y(1) == 10);
  CHECK(take(x, std::vector<int>{}).dimension(0) == 0);
}

TEST_CASE("take accepts any list of integers as indices", "[data]") {
  const Tensor<3> x = counted();
  const auto same = [&](const auto& indices) {
    const Tensor<3> some = take(x, indices);
    return some.dimension(0) == 2 && some(0, 0, 0) == 12.0f && some(1, 0, 0) == 24.0f;
  };
  Labels labels(2);
  labels.setValues({2, 4});
  const std::vector<std::uint32_t> of_split{2, 4};
  const int array[] = {2, 4};
  CHECK(same(labels));
  CHECK(same(of_split));
  CHECK(same(std::span(of_split)));
  CHECK(same(array));
  CHECK(same(std::array<std::int64_t, 2>{2, 4}));
  CHECK(same(std::set<long>{4, 2}));
  CHECK(same(Eigen::Vector2i(2, 4)));
}

TEST_CASE("take and slice accept maps, matrices and lists", "[data]") {
  Tensor<2, double> storage(3, 2);
  storage.setValues({{0, 1}, {2, 3}, {4, 5}});
  const Eigen::TensorMap<const Tensor<2, double>> map(storage.data(), 3, 2);
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> matrix(storage.data(), 3, 2);
  for (const Tensor<2, double>& some : {take(map, {2, 0}), take(matrix, {2, 0}), take(Matrix(matrix), {2, 0})}) {
    CHECK(some.dimension(1) == 2);
    CHECK(some(0, 1) == 5.0);
    CHECK(some(1, 0) == 0.0);
  }
  const Tensor<1> vector = slice(Eigen::Vector3f(7, 8, 9), 1, 2);
  CHECK(vector(0) == 8.0f);
  const std::vector<std::string> names{"a", "b", "c"};
  CHECK(take(names, {2, 0}) == std::vector<std::string>{"c", "a"});
  CHECK(slice(std::span(names), 1, 2) == std::vector<std::string>{"b", "c"});
  CHECK(take(std::vector<bool>{false, true}, {1}) == std::vector<bool>{true});
}

TEST_CASE("slice gives consecutive samples of x and y", "[data]") {
  const Tensor<3> x = counted();
  const Tensor<3> part = slice(x, 1, 3);
  CHECK(part.dimension(0) == 3);
  CHECK(part(0, 0, 0) == 6.0f);
  CHECK(part(2, 1, 2) == 23.0f);
  Labels y(5);
  y.setValues({10, 11, 12, 13, 14});
  const Labels of_y = slice(y, 4, 1);
  CHECK(of_y.size() == 1);
  CHECK(of_y(0) == 14);
  CHECK(slice(x, 5, 0).dimension(0) == 0);
}

TEST_CASE("take and slice refuse samples that do not exist", "[data]") {
  const Tensor<3> x = counted();
  CHECK_THROWS_MATCHES(take(x, {0, 5}), InvalidInput,
                       message_contains("take: index 1 is 5, but there are 5 samples, counted from 0"));
  CHECK_THROWS_MATCHES(take(x, {-1}), InvalidInput, message_contains("take: index 0 is -1"));
  const std::vector<std::uint64_t> largest{0, (std::numeric_limits<std::uint64_t>::max)()};
  CHECK_THROWS_MATCHES(take(x, largest), InvalidInput,
                       message_contains("take: index 1 is 18446744073709551615, but there are 5"));
  CHECK_THROWS_MATCHES(take(std::vector<int>{1}, {1}), InvalidInput, message_contains("there are 1 samples"));
  CHECK_THROWS_MATCHES(slice(x, 3, 3), InvalidInput,
                       message_contains("slice: there are 5 samples; 3 from sample 3 on are asked for"));
  CHECK_THROWS_AS(slice(x, -1, 2), InvalidInput);
  CHECK_THROWS_AS(slice(x, 2, -1), InvalidInput);
}

}  // namespace
