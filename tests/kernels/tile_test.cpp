// SPDX-License-Identifier: MIT
// The register tile on strided operands; dense_test.cpp has the sizes of dense layers.
#include <linnet/kernels/tile.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>
#include <vector>

namespace {

using linnet::Index;
using linnet::kernels::Extent;
using linnet::kernels::for_each_panel;
using linnet::kernels::FromBias;
using linnet::kernels::FromOutput;
using linnet::kernels::FromZero;
using linnet::kernels::Operands;
using linnet::test::equal_bits;
using linnet::test::Fenced;
using linnet::test::random_numbers;

template <class T>
using Strided = Operands<T, Index, Index, Index, Index>;

/// The formula of tile.hpp, one number at a time, on c that holds its start.
template <class T>
void add_strided_product(const Strided<T>& o, Index rows, Index columns, Index depth) {
  for (Index r = 0; r < rows; ++r) {
    for (Index j = 0; j < columns; ++j) {
      T& sum = o.c[r * o.c_row + j];
      for (Index k = 0; k < depth; ++k) sum = linnet::math::fma(o.a[r * o.a_row + k * o.a_step], o.b[k * o.b_step + j], sum);
    }
  }
}

template <class T>
void set_rows(Fenced<T>& c, Index c_row, Index rows, Index columns, const T* start) {
  for (Index r = 0; r < rows; ++r) {
    for (Index j = 0; j < columns; ++j) c.data()[r * c_row + j] = start ? start[j] : T(0);
  }
}

/// Rows of a strided product of `Columns` columns: numbers between the rows of c stay as they were.
template <class T, Index Columns>
void check_strided_product() {
  constexpr Index most_rows = 31, depth = 9, a_row = 23, a_step = 2, b_step = Columns + 3, c_row = Columns + 5;
  const std::vector<T> a = random_numbers<T>(most_rows * a_row, 1);
  const std::vector<T> b = random_numbers<T>(depth * b_step, 2);
  const std::vector<T> bias = random_numbers<T>(Columns, 3);
  for (Index rows = 0; rows <= most_rows; ++rows) {
    CAPTURE(Columns, rows);
    const Index size = most_rows * c_row;
    Fenced<T> expected(size), c(size);
    const auto operands = [&](Fenced<T>& to) {
      return Strided<T>{a.data(), a_row, a_step, b.data(), b_step, to.data(), c_row};
    };
    set_rows(expected, c_row, rows, Columns, bias.data());
    add_strided_product(operands(expected), rows, Columns, depth);
    linnet::kernels::product<Columns, T>(operands(c), rows, depth, FromBias<T>{bias.data()});
    REQUIRE(equal_bits(c.data(), expected.data(), size));
    REQUIRE(c.intact());

    set_rows(expected, c_row, rows, Columns, static_cast<const T*>(nullptr));
    add_strided_product(operands(expected), rows, Columns, depth);
    linnet::kernels::product<Columns, T>(operands(c), rows, depth, FromZero{});
    REQUIRE(equal_bits(c.data(), expected.data(), size));
  }
  // One row, in panels of its own.
  Fenced<T> expected(Columns), c(Columns);
  set_rows(expected, c_row, 1, Columns, bias.data());
  add_strided_product(Strided<T>{a.data(), a_row, a_step, b.data(), b_step, expected.data(), c_row}, 1, Columns, depth);
  linnet::kernels::row_product<Columns, T>(Strided<T>{a.data(), a_row, a_step, b.data(), b_step, c.data(), c_row}, depth,
                                           FromBias<T>{bias.data()});
  REQUIRE(equal_bits(c.data(), expected.data(), Columns));
  REQUIRE(c.intact());
}

TEMPLATE_TEST_CASE("A product with strides has the stated bits and leaves gaps alone", "[kernels]", float, double) {
  check_strided_product<TestType, 1>();
  check_strided_product<TestType, 8>();
  check_strided_product<TestType, 13>();
  check_strided_product<TestType, 83>();
  check_strided_product<TestType, 150>();
}

TEMPLATE_TEST_CASE("A sum that is interrupted has the bits of one that is not", "[kernels]", float, double) {
  constexpr Index rows = 17, columns = 48, depth = 20;
  const std::vector<TestType> a = random_numbers<TestType>(rows * depth, 4), b = random_numbers<TestType>(depth * columns, 5);
  const auto operands = [&](Fenced<TestType>& c, Index first) {
    return Strided<TestType>{a.data() + first, depth, 1, b.data() + first * columns, columns, c.data(), columns};
  };
  Fenced<TestType> whole(rows * columns), parts(rows * columns);
  linnet::kernels::product<columns, TestType>(operands(whole, 0), rows, depth, FromZero{});
  linnet::kernels::product<columns, TestType>(operands(parts, 0), rows, Index{7}, FromZero{});
  linnet::kernels::product<columns, TestType>(operands(parts, 7), rows, Index{1}, FromOutput{});
  linnet::kernels::product<columns, TestType>(operands(parts, 8), rows, depth - 8, FromOutput{});
  CHECK(equal_bits(whole.data(), parts.data(), rows * columns));
}

TEMPLATE_TEST_CASE("A product over nothing is its start", "[kernels]", float, double) {
  constexpr Index rows = 5, columns = 18;
  const std::vector<TestType> bias = random_numbers<TestType>(columns, 6);
  Fenced<TestType> c(rows * columns);
  const Strided<TestType> o{nullptr, 0, 0, bias.data(), 0, c.data(), columns};
  linnet::kernels::product<columns, TestType>(o, rows, Index{0}, FromBias<TestType>{bias.data()});
  for (Index r = 0; r < rows; ++r) CHECK(equal_bits(c.data() + r * columns, bias.data(), columns));
  CHECK(c.intact());
}

/// Rows and strides that the compiler knows, against the same at run time.
template <class T, Index Rows>
void check_constant_extents() {
  constexpr Index columns = 21, depth = 6;
  const std::vector<T> a = random_numbers<T>(Rows * depth, 7), b = random_numbers<T>(depth * columns, 8);
  Fenced<T> constant(Rows * columns), variable(Rows * columns);
  using Constant = Operands<T, Extent<1>, Extent<Rows>, Extent<columns>, Extent<columns>>;
  linnet::kernels::product<columns, T>(Constant{a.data(), {}, {}, b.data(), {}, constant.data(), {}}, Extent<Rows>{}, depth,
                                       FromZero{});
  const Strided<T> o{a.data(), 1, Rows, b.data(), columns, variable.data(), columns};
  linnet::kernels::product<columns, T>(o, Rows, depth, FromZero{});
  CAPTURE(Rows);
  CHECK(equal_bits(constant.data(), variable.data(), Rows * columns));
  CHECK(constant.intact());
}

TEMPLATE_TEST_CASE("Extents that the compiler knows change no bit", "[kernels]", float, double) {
  check_constant_extents<TestType, 1>();
  check_constant_extents<TestType, 5>();
  check_constant_extents<TestType, 13>();
  check_constant_extents<TestType, 24>();
  check_constant_extents<TestType, 43>();
}

/// A sum in nested loops, with extents that the compiler knows and without, against its steps one after the other.
template <class T, class Outer, class Middle, class Inner>
void check_steps(Outer outer, Middle middle, Inner inner) {
  using linnet::kernels::Steps;
  constexpr Index rows = 5, columns = 21, a_row = 2, a_step = 3, b_step = columns + 1;
  constexpr Index a_outer = 101, a_middle = 17, b_outer = 11 * b_step, b_middle = 4 * b_step;
  const std::vector<T> a = random_numbers<T>(a_outer * 4, 9), b = random_numbers<T>(b_outer * 4, 10);
  std::vector<T> expected(static_cast<std::size_t>(rows * columns));
  for (Index r = 0; r < rows; ++r)
    for (Index o = 0; o < outer; ++o)
      for (Index m = 0; m < middle; ++m)
        for (Index k = 0; k < inner; ++k)
          for (Index j = 0; j < columns; ++j) {
            T& sum = expected[static_cast<std::size_t>(r * columns + j)];
            sum = linnet::math::fma(a[static_cast<std::size_t>(r * a_row + o * a_outer + m * a_middle + k * a_step)],
                                    b[static_cast<std::size_t>(o * b_outer + m * b_middle + k * b_step + j)], sum);
          }
  Fenced<T> c(rows * columns);
  const Strided<T> operands{a.data(), a_row, a_step, b.data(), b_step, c.data(), columns};
  const Steps<Outer, Middle, Inner> steps{outer, middle, inner, a_outer, a_middle, b_outer, b_middle};
  using V = linnet::simd::Packet<T, columns>;
  for_each_panel<columns, linnet::simd::lanes<V>, 2>([&]<int F>(Index j, Index j_last) {
    linnet::kernels::detail::tiles<F, V, T>(operands, Index{rows}, j, j_last, steps, FromZero{}, linnet::kernels::StoreSum{});
  });
  CAPTURE(Index(outer), Index(middle), Index(inner));
  CHECK(equal_bits(c.data(), expected.data(), rows * columns));
  CHECK(c.intact());
}

TEMPLATE_TEST_CASE("The steps of a sum are nested loops in ascending order", "[kernels]", float, double) {
  check_steps<TestType>(Index{3}, Index{2}, Index{4});
  check_steps<TestType>(Extent<3>{}, Extent<2>{}, Extent<4>{});
  check_steps<TestType>(Index{4}, Extent<1>{}, Extent<3>{});
  check_steps<TestType>(Extent<1>{}, Index{3}, Index{1});
  check_steps<TestType>(Index{0}, Extent<2>{}, Extent<3>{});
  check_steps<TestType>(Extent<2>{}, Index{0}, Extent<3>{});
  check_steps<TestType>(Extent<2>{}, Extent<1>{}, Index{0});
}

/// A panel of for_each_panel: `vectors` from column j, the last of them at j_last.
struct PanelCall {
  int vectors;
  Index j, j_last;
};

/// Every column is in a panel; only the last vector of all overlaps the one before it.
void check_panel_calls(const std::vector<PanelCall>& calls, Index columns, int lanes, int widest) {
  CAPTURE(columns, lanes, widest);
  std::vector<int> covered(static_cast<std::size_t>(columns));
  int most = 0, least = widest;
  Index next = 0;
  for (const PanelCall& call : calls) {
    const Index first = next;
    next += call.vectors * lanes;
    REQUIRE(call.j_last == std::min<Index>(next, columns) - lanes);
    REQUIRE(call.j == std::min(first, call.j_last));  // one vector may be the overlapping one
    most = std::max(most, call.vectors);
    least = std::min(least, call.vectors);
    for (int f = 0; f < call.vectors; ++f) {
      const Index column = f == call.vectors - 1 ? call.j_last : call.j + f * lanes;
      for (Index i = 0; i < lanes; ++i) ++covered.at(static_cast<std::size_t>(column + i));
    }
  }
  REQUIRE(next == (columns + lanes - 1) / lanes * lanes);
  REQUIRE(most <= widest);
  REQUIRE(most - least <= 1);
  const Index twice = next - columns;  // the overlap of the last vector
  REQUIRE(std::count(covered.begin(), covered.end(), 1) == columns - twice);
  REQUIRE(std::count(covered.begin(), covered.end(), 2) == twice);
}

template <Index Columns, int Lanes, int Widest>
void check_panels() {
  std::vector<PanelCall> calls;
  for_each_panel<Columns, Lanes, Widest>([&]<int F>(Index j, Index j_last) { calls.push_back({F, j, j_last}); });
  check_panel_calls(calls, Columns, Lanes, Widest);
}

template <int Lanes, int Widest, Index... I>
void check_all_panels(std::integer_sequence<Index, I...>) {
  (check_panels<Lanes + I, Lanes, Widest>(), ...);
}

TEST_CASE("Panels cover every column", "[kernels]") {
  check_all_panels<4, 4>(std::make_integer_sequence<Index, 40>{});
  check_all_panels<4, 2>(std::make_integer_sequence<Index, 20>{});
  check_all_panels<1, 8>(std::make_integer_sequence<Index, 20>{});
  check_panels<256, 16, 4>();
  check_panels<784, 16, 4>();
  check_panels<784, 16, 8>();
}

TEST_CASE("A tile fits into the registers", "[kernels]") {
  using linnet::kernels::detail::tile_rows;
  const auto registers = [](int rows, int vectors) { return rows * vectors + vectors + 1; };  // sums, a row of b, a of a
  STATIC_REQUIRE(registers(tile_rows<1>, 1) <= linnet::simd::registers);
  STATIC_REQUIRE(registers(tile_rows<2>, 2) <= linnet::simd::registers);
  STATIC_REQUIRE(registers(tile_rows<3>, 3) <= linnet::simd::registers);
  STATIC_REQUIRE(registers(tile_rows<4>, 4) <= linnet::simd::registers);
}

}  // namespace
