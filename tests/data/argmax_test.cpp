// SPDX-License-Identifier: MIT
#include <linnet/data/argmax.hpp>

#include <tests/support/catch.hpp>

#include <limits>
#include <span>
#include <vector>

namespace {

using linnet::argmax;
using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::Tensor;
using linnet::test::message_contains;

TEST_CASE("argmax gives the class of each sample, the first of equal scores", "[data]") {
  Tensor<2> p(4, 3);
  p.setValues({{0.1f, 0.7f, 0.2f}, {0.4f, 0.2f, 0.4f}, {0, 0, 0}, {-3, -2, -1}});
  const Labels classes = argmax(p);
  REQUIRE(classes.size() == 4);
  CHECK(classes(0) == 1);
  CHECK(classes(1) == 0);
  CHECK(classes(2) == 0);
  CHECK(classes(3) == 2);
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Matrix> matrix(p.data(), 4, 3);
  const Eigen::TensorMap<const Tensor<2>> map(p.data(), 4, 3);
  for (const Labels& same : {argmax(matrix), argmax(Matrix(matrix)), argmax(map), argmax(Tensor<2>(p))}) {
    for (Index i = 0; i < 4; ++i) CHECK(same(i) == classes(i));
  }
  CHECK(argmax(Tensor<2>(0, 3)).size() == 0);
}

TEST_CASE("argmax of a vector is one index", "[data]") {
  Tensor<1> v(4);
  v.setValues({1, 5, 5, 2});
  const Index best = argmax(v);
  CHECK(best == 1);
  CHECK(argmax(std::vector<double>{3, 2, 4}) == 2);
  CHECK(argmax(std::span(v.data() + 2, 2)) == 0);
  CHECK(argmax(Eigen::Vector3d(1, 3, 2)) == 1);
  CHECK_THROWS_MATCHES(argmax(Tensor<1>(0)), InvalidInput, message_contains("argmax: expected numbers, found none"));
}

TEST_CASE("argmax works along the last axis, whatever the rank", "[data]") {
  Tensor<3> steps(2, 2, 2);
  steps.setValues({{{0, 1}, {1, 0}}, {{2, 3}, {5, 4}}});
  const Tensor<2, std::int32_t> classes = argmax(steps);
  CHECK(classes.dimension(0) == 2);
  CHECK(classes.dimension(1) == 2);
  CHECK(classes(0, 0) == 1);
  CHECK(classes(0, 1) == 0);
  CHECK(classes(1, 0) == 1);
  CHECK(classes(1, 1) == 0);
}

TEST_CASE("Of numbers with NaN argmax gives the first NaN, as NumPy does", "[data]") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  CHECK(argmax(std::vector<float>{1, nan, inf, nan}) == 1);
  CHECK(argmax(std::vector<float>{nan, 3}) == 0);
  CHECK(argmax(std::vector<double>{-1, 3, static_cast<double>(nan)}) == 2);
  CHECK(argmax(std::vector<float>{-inf, -inf}) == 0);
  Tensor<2> p(2, 3);
  p.setValues({{0.5f, 0.25f, nan}, {nan, nan, 1}});
  const Labels classes = argmax(p);
  CHECK(classes(0) == 2);
  CHECK(classes(1) == 0);
}

TEST_CASE("argmax refuses one score per sample, whose index is always 0", "[data]") {
  CHECK_THROWS_MATCHES(argmax(Tensor<2>(5, 1)), InvalidInput,
                       message_contains("argmax: there is 1 score per sample, expected one for each class"));
  CHECK_THROWS_AS(argmax(Tensor<2>(5, 0)), InvalidInput);
}

}  // namespace
