// SPDX-License-Identifier: MIT
#include <linnet/kernels/columns.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace linnet::test::columns_kernel {

/// Adds the column sums to `to` in the order that columns.hpp states, one number at a time.
template <class T>
void add_reference(const std::vector<T>& x, std::vector<T>& to, Index rows) {
  const Index columns = static_cast<Index>(to.size());
  for (Index j = 0; j < columns; ++j) {
    for (Index first = 0; first < rows; first += 512) {
      std::array<T, 8> partial{};
      for (Index i = first; i < std::min(rows, first + 512); ++i) {
        partial[static_cast<std::size_t>(i % 8)] += x[static_cast<std::size_t>(i * columns + j)];
      }
      T sum = partial[0];
      for (std::size_t p = 1; p < 8; ++p) sum += partial[p];
      to[static_cast<std::size_t>(j)] += sum;
    }
  }
}

template <class T>
void check_sums(void (*add)(const T* dy, T* db, Index rows), Index columns) {
  for (const Index rows : {0, 1, 2, 7, 8, 9, 15, 17, 511, 512, 513, 1030}) {
    CAPTURE(columns, rows);
    const std::vector<T> x = random_numbers<T>(rows * columns, 1), start = random_numbers<T>(columns, 2);
    const Unaligned<T> dy(x);
    std::vector<T> expected = start;
    add_reference(x, expected, rows);
    Fenced<T> sums(start);
    add(dy.data(), sums.data(), rows);
    REQUIRE(equal_bits(sums.data(), expected.data(), columns));
    REQUIRE(sums.intact());
  }
}

template <class T, Index... Columns>
void check_all_sums() {
  (check_sums<T>([](const T* dy, T* db, Index rows) { kernels::add_bias_gradient<Columns>(dy, db, rows); }, Columns), ...);
}

TEMPLATE_TEST_CASE("Column sums have the stated order for every number of columns", "[kernels]", float, double) {
  check_all_sums<TestType, 1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 70>();
}

TEST_CASE("Column sums of many rows keep their rounding errors small", "[kernels]") {
  constexpr Index rows = 200000;
  const std::vector<float> x(static_cast<std::size_t>(3 * rows), 0.1f);
  std::array<float, 3> sums{};
  kernels::add_bias_gradient<3>(x.data(), sums.data(), rows);
  const double exact = static_cast<double>(rows) * static_cast<double>(0.1f);
  for (const float sum : sums) CHECK(std::abs(static_cast<double>(sum) - exact) < 1e-5 * exact);  // one after the other: 5e-4
}

TEST_CASE("Several sums run down the columns at once", "[kernels]") {
  constexpr Index rows = 521, columns = 19;
  const std::vector<double> x = random_numbers<double>(rows * columns, 3);
  std::vector<double> squares = x, sum(columns), sum_of_squares(columns);
  for (double& number : squares) number *= number;
  add_reference(x, sum, rows);
  add_reference(squares, sum_of_squares, rows);
  Fenced<double> sums(std::vector<double>(2 * columns));
  kernels::add_column_sums<columns, 2>(rows, sums.data(), [&]<class V>(Index i, Index j, V(&to)[2]) {
    to[0] = simd::add(to[0], simd::load<V>(x.data() + i * columns + j));
    to[1] = simd::add(to[1], simd::load<V>(squares.data() + i * columns + j));
  });
  CHECK(equal_bits(sums.data(), sum.data(), columns));
  CHECK(equal_bits(sums.data() + columns, sum_of_squares.data(), columns));
  CHECK(sums.intact());
}

/// First column and lanes of each vector.
struct ColumnVector {
  Index column;
  int lanes;
};

void check_vectors(const std::vector<ColumnVector>& vectors, Index columns) {
  Index next = 0;
  int lanes = vectors.front().lanes;
  CAPTURE(columns);
  for (const ColumnVector& vector : vectors) {
    REQUIRE(vector.column == next);
    REQUIRE(vector.lanes <= lanes);
    lanes = vector.lanes;
    next += lanes;
  }
  REQUIRE(next == columns);
}

template <class T, Index... Columns>
void check_all_vectors() {
  const auto check = [](const auto& run, Index columns) {
    std::vector<ColumnVector> vectors;
    run(vectors);
    check_vectors(vectors, columns);
  };
  (check(
       [](std::vector<ColumnVector>& vectors) {
         kernels::for_each_column_vector<T, Columns>([&]<class V>(Index j) { vectors.push_back({j, simd::lanes<V>}); });
       },
       Columns),
   ...);
}

TEMPLATE_TEST_CASE("Vectors of columns follow one another without a gap, the widest first", "[kernels]", float, double) {
  check_all_vectors<TestType, 1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 33, 70>();
}

}  // namespace linnet::test::columns_kernel
