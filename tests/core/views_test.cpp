// SPDX-License-Identifier: MIT
// Every kind of Eigen array that fit, evaluate and predict take.
#include <linnet/core/views.hpp>

#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>

#include <Eigen/Core>
#include <unsupported/Eigen/CXX11/Tensor>

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using linnet::ArrayView;
using linnet::Index;
using linnet::TargetView;
using linnet::Tensor;
using linnet::test::message_contains;

template <class T>
using RowMajorMatrix = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Samples and the extents of one sample.
template <class View>
bool has_shape(const View& view, Index samples, std::initializer_list<Index> dims) {
  const auto have = view.sample_dims();
  Index features = 1;
  for (const Index d : dims) features *= d;
  return view.samples() == samples && std::equal(have.begin(), have.end(), dims.begin(), dims.end()) &&
         view.features() == features && view.empty() == (samples == 0);
}

TEST_CASE("ArrayView takes tensors of every rank", "[core]") {
  Tensor<1> one(7);
  Tensor<2> two(5, 3);
  const Tensor<4> four(2, 3, 4, 5);
  Tensor<6, double> six(1, 2, 1, 3, 1, 2);
  CHECK(has_shape(ArrayView<float>(one), 7, {}));
  CHECK(has_shape(ArrayView<float>(two), 5, {3}));
  CHECK(has_shape(ArrayView<float>(four), 2, {3, 4, 5}));
  CHECK(has_shape(ArrayView<double>(six), 1, {2, 1, 3, 1, 2}));
  CHECK(ArrayView<float>(two).data() == two.data());
  CHECK(ArrayView<float>(four).data() == four.data());
}

TEST_CASE("ArrayView takes maps of foreign memory", "[core]") {
  std::vector<float> memory(24);
  const float* constant = memory.data();
  const Eigen::TensorMap<Tensor<3>> tensor(memory.data(), 4, 3, 2);
  const Eigen::TensorMap<const Tensor<3>> constant_tensor(constant, 4, 3, 2);
  const Eigen::TensorMap<Eigen::Tensor<const float, 2, Eigen::RowMajor>> tensor_of_constants(constant, 4, 6);
  const Eigen::Map<RowMajorMatrix<float>> matrix(memory.data(), 4, 6);
  const Eigen::Map<const RowMajorMatrix<float>> constant_matrix(constant, 4, 6);
  const Eigen::Map<const Eigen::VectorXf> vector(constant, 24);
  CHECK(has_shape(ArrayView<float>(tensor), 4, {3, 2}));
  CHECK(has_shape(ArrayView<float>(constant_tensor), 4, {3, 2}));
  CHECK(has_shape(ArrayView<float>(tensor_of_constants), 4, {6}));
  CHECK(has_shape(ArrayView<float>(matrix), 4, {6}));
  CHECK(has_shape(ArrayView<float>(constant_matrix), 4, {6}));
  CHECK(has_shape(ArrayView<float>(vector), 24, {}));
  for (const ArrayView<float>& view :
       {ArrayView<float>(tensor), ArrayView<float>(constant_tensor), ArrayView<float>(tensor_of_constants),
        ArrayView<float>(matrix), ArrayView<float>(constant_matrix), ArrayView<float>(vector)})
    CHECK(view.data() == constant);
}

TEST_CASE("ArrayView takes matrices, arrays and vectors", "[core]") {
  const RowMajorMatrix<float> matrix(6, 4);
  const Eigen::Array<float, Eigen::Dynamic, 4, Eigen::RowMajor> array(6, 4);
  const Eigen::Matrix<float, 3, 2, Eigen::RowMajor> fixed{};
  const Eigen::VectorXf column(5);
  const Eigen::RowVectorXf row(5);
  CHECK(has_shape(ArrayView<float>(matrix), 6, {4}));
  CHECK(has_shape(ArrayView<float>(array), 6, {4}));
  CHECK(has_shape(ArrayView<float>(fixed), 3, {2}));
  CHECK(has_shape(ArrayView<float>(column), 5, {}));
  CHECK(has_shape(ArrayView<float>(row), 5, {}));
  CHECK(has_shape(ArrayView<float>(matrix.middleRows(2, 3)), 3, {4}));
  CHECK(ArrayView<float>(matrix.middleRows(2, 3)).data() == matrix.data() + 8);
}

TEST_CASE("A matrix with gaps is refused", "[core]") {
  RowMajorMatrix<float> matrix(6, 4);
  const auto gaps = message_contains("gaps between its rows; copy it");
  CHECK_THROWS_MATCHES(ArrayView<float>(matrix.leftCols(3)), linnet::InvalidInput, gaps);
  CHECK_THROWS_MATCHES(ArrayView<float>(matrix.col(0)), linnet::InvalidInput, gaps);
  CHECK_THROWS_MATCHES(TargetView(matrix.rightCols(2)), std::invalid_argument, gaps);
  const Eigen::Map<RowMajorMatrix<float>, 0, Eigen::OuterStride<>> wide(matrix.data(), 4, 3, Eigen::OuterStride<>(6));
  CHECK_THROWS_MATCHES(ArrayView<float>(wide), std::invalid_argument, gaps);
  const Eigen::Map<RowMajorMatrix<float>, 0, Eigen::OuterStride<>> packed(matrix.data(), 4, 3, Eigen::OuterStride<>(3));
  CHECK(has_shape(ArrayView<float>(packed), 4, {3}));
  const Eigen::Map<Eigen::VectorXf, 0, Eigen::InnerStride<>> sparse(matrix.data(), 4, Eigen::InnerStride<>(2));
  CHECK_THROWS_MATCHES(ArrayView<float>(sparse), std::invalid_argument, gaps);
}

TEST_CASE("An ArrayView of nothing is empty", "[core]") {
  CHECK(has_shape(ArrayView<float>(), 0, {}));
  CHECK(has_shape(ArrayView<float>(Tensor<2>(0, 3)), 0, {3}));
  CHECK(has_shape(ArrayView<float>(RowMajorMatrix<float>(0, 4)), 0, {4}));
  CHECK(TargetView().empty());
  CHECK(TargetView().samples() == 0);
}

TEST_CASE("A slice is some of the samples", "[core]") {
  Tensor<3> x(5, 2, 3);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
  const ArrayView<float> slice = ArrayView<float>(x).slice(1, 3);
  CHECK(has_shape(slice, 3, {2, 3}));
  CHECK(slice.data() == x.data() + 6);
  CHECK(has_shape(slice.slice(2, 1), 1, {2, 3}));
  CHECK(*slice.slice(2, 1).data() == 18.0f);
  CHECK(has_shape(slice.slice(3, 0), 0, {2, 3}));

  const TargetView targets = TargetView(x).slice(1, 3);
  CHECK(has_shape(targets, 3, {2, 3}));
  CHECK(targets[0] == 6.0);
  CHECK(targets.slice(2, 1)[5] == 23.0);
}

/// Targets 0, 1, 2 ... of type S, in a tensor (3, 2), read as doubles and copied as every type that a loss asks for.
template <class S>
void check_targets() {
  Tensor<2, S> y(3, 2);
  for (Index i = 0; i < 6; ++i) y.data()[i] = static_cast<S>(i);
  const TargetView view(y);
  CHECK(has_shape(view, 3, {2}));
  for (Index i = 0; i < 6; ++i) CHECK(view[i] == static_cast<double>(i));
  std::array<float, 3> floats{};
  std::array<double, 3> doubles{};
  std::array<std::int32_t, 3> integers{};
  view.copy(2, 3, floats.data());
  view.copy(1, 3, doubles.data());
  view.copy(3, 3, integers.data());
  CHECK(floats == std::array<float, 3>{2, 3, 4});
  CHECK(doubles == std::array<double, 3>{1, 2, 3});
  CHECK(integers == std::array<std::int32_t, 3>{3, 4, 5});
  view.slice(2, 1).copy(0, 2, floats.data());
  CHECK(floats == std::array<float, 3>{4, 5, 4});
}

TEST_CASE("TargetView reads numbers of any type", "[core]") {
  check_targets<float>();
  check_targets<double>();
  check_targets<std::int32_t>();
  check_targets<std::uint32_t>();
  check_targets<std::int64_t>();
  check_targets<std::uint8_t>();
  check_targets<std::int16_t>();
}

TEST_CASE("TargetView takes class indices of matrices, vectors and maps", "[core]") {
  const Eigen::VectorXi labels = Eigen::VectorXi::LinSpaced(4, 0, 3);
  CHECK(has_shape(TargetView(labels), 4, {}));
  CHECK(TargetView(labels)[3] == 3.0);
  const std::vector<std::uint8_t> bytes{9, 0, 255};
  const Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, 1>> map(bytes.data(), 3);
  CHECK(has_shape(TargetView(map), 3, {}));
  CHECK(TargetView(map)[2] == 255.0);
  const RowMajorMatrix<double> column = RowMajorMatrix<double>::Constant(3, 1, -0.5);
  CHECK(has_shape(TargetView(column), 3, {1}));
  CHECK(TargetView(column)[2] == -0.5);
  linnet::Labels tensor(2);
  tensor.setValues({-1, 1 << 30});
  CHECK(TargetView(tensor)[0] == -1.0);
  CHECK(TargetView(tensor)[1] == 1073741824.0);
}

TEST_CASE("Only arrays of numbers convert to views", "[core]") {
  STATIC_REQUIRE(std::is_convertible_v<Tensor<3>, ArrayView<float>>);
  STATIC_REQUIRE(std::is_convertible_v<RowMajorMatrix<float>, ArrayView<float>>);
  STATIC_REQUIRE(std::is_convertible_v<Eigen::VectorXi, TargetView>);
  STATIC_REQUIRE(std::is_convertible_v<std::vector<float>, ArrayView<float>>);
  STATIC_REQUIRE(std::is_convertible_v<std::array<int, 3>, TargetView>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<int, TargetView>);
}

TEST_CASE("Lists of numbers are flat until they are given a shape", "[core]") {
  std::vector<float> list(12);
  float c_array[12]{};
  const auto check = [](ArrayView<float> view, const float* data) {
    CHECK(view.is_flat());
    CHECK(view.data() == data);
    CHECK(has_shape(view, 12, {}));
    const std::array<Index, 2> dims{2, 3};
    view.give_shape(dims);
    CHECK_FALSE(view.is_flat());
    CHECK(has_shape(view, 2, {2, 3}));
  };
  check(list, list.data());
  check(std::span(list), list.data());
  check(std::span<const float, 12>(c_array), c_array);
  check(c_array, c_array);
  CHECK_FALSE(ArrayView<float>(Tensor<1>(3)).is_flat());
  TargetView targets = std::vector<std::int64_t>{1, 2, 3, 4};
  CHECK(targets.is_flat());
  const std::array<Index, 1> two{2};
  targets.give_shape(two);
  CHECK(has_shape(targets, 2, {2}));
  CHECK(targets[3] == 4.0);
}

/// A tensor of 64 KB, so that freed memory is written again: by `scribble`.
Tensor<2> counted(float first) {
  Tensor<2> x(128, 128);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = first + static_cast<float>(i);
  return x;
}
void scribble() {
  for (int i = 0; i < 4; ++i) {
    Tensor<2> other(128, 128);
    other.setConstant(-1.0f);
    volatile float written = other.data()[i];
    static_cast<void>(written);
  }
}

TEST_CASE("A view keeps a temporary, and so do its copies and slices", "[core]") {
  TargetView targets, part_of_targets;
  ArrayView<float> slice;
  {
    const ArrayView<float> view = counted(5.0f);
    const TargetView y = counted(7.0f);
    slice = view.slice(2, 3);
    targets = y;
    part_of_targets = y.slice(1, 1);
  }
  const ArrayView<float> matrix = RowMajorMatrix<float>(RowMajorMatrix<float>::Constant(64, 64, 3.0f));
  const ArrayView<double> fixed = Eigen::Matrix<double, 4, 1>(1.0, 2.0, 3.0, 4.0);
  scribble();
  CHECK(slice.data()[0] == 5.0f + 2 * 128);
  CHECK(slice.data()[3 * 128 - 1] == 5.0f + 5 * 128 - 1);
  CHECK(targets[128 * 128 - 1] == 7.0 + 128 * 128 - 1);
  CHECK(part_of_targets[0] == 7.0 + 128);
  CHECK(matrix.data()[64 * 64 - 1] == 3.0f);
  CHECK(fixed.data()[3] == 4.0);
}

TEST_CASE("A named object, and a map of it, is neither copied nor moved", "[core]") {
  Tensor<2> x = counted(1.0f);
  const float* const data = x.data();
  CHECK(ArrayView<float>(x).data() == data);
  CHECK(ArrayView<float>(std::as_const(x)).data() == data);
  CHECK(ArrayView<float>(Eigen::TensorMap<Tensor<2>>(x.data(), 128, 128)).data() == data);
  CHECK(ArrayView<float>(Eigen::Map<RowMajorMatrix<float>>(x.data(), 128, 128)).data() == data);
  CHECK(ArrayView<float>(Eigen::Map<RowMajorMatrix<float>>(x.data(), 128, 128).topRows(3)).data() == data);
  CHECK(ArrayView<float>(Eigen::Map<Eigen::MatrixXf>(x.data(), 128, 128).transpose()).data() == data);
  CHECK(ArrayView<float>(std::move(x)).data() == data);  // its memory is taken over
}

TEST_CASE("A slice of samples that there are not is refused", "[core]") {
  const Tensor<2> x = counted(1.0f);  // 128 samples
  for (const auto& [first, count] : {std::pair<Index, Index>{4, 125}, {-4, 2}, {129, 0}, {0, -1}, {1, 9223372036854775807}}) {
    CHECK_THROWS_AS(ArrayView<float>(x).slice(first, count), linnet::InvalidInput);
    CHECK_THROWS_AS(TargetView(x).slice(first, count), linnet::InvalidInput);
  }
  CHECK_THROWS_WITH(ArrayView<float>(x).slice(4, 125), "slice: there are 128 samples; 125 from sample 4 on are asked for");
  CHECK(TargetView(ArrayView<float>(x).slice(4, 124))[0] == 1.0 + 4 * 128);  // a view of x serves as targets too
}

}  // namespace
