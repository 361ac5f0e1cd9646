// SPDX-License-Identifier: MIT
#include <linnet/kernels/shared_product.hpp>

#include <linnet/kernels/tile.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <utility>
#include <vector>

namespace linnet::test::shared_product {

namespace kernels = linnet::kernels;
using kernels::Extent;

/// Operands of rows x columns products with sums of `depth` steps, c with gaps between its rows.
template <class T>
struct Problem {
  Index rows, columns, depth;
  std::vector<T> a = random_numbers<T>(rows * depth, 1), b = random_numbers<T>(depth * columns, 2);
  std::vector<T> bias = random_numbers<T>(columns, 3), c = random_numbers<T>(rows * (columns + 3), 4);

  /// The tile with its columns compiled in.
  template <Index Columns, class Start, class Store>
  Fenced<T> compiled(const Start& start, const Store& store) const {
    Fenced<T> result(c);
    using O = kernels::Operands<T, Index, Extent<1>, Index, Index>;
    kernels::product<Columns, T>(O{a.data(), depth, {}, b.data(), columns, result.data(), columns + 3}, rows, depth, start,
                                 store);
    return result;
  }
  /// The shared one; with `transposed` b is read from its transpose, columns `depth` numbers apart.
  template <class Start, class Store>
  Fenced<T> shared(const Start& start, const Store& store, bool transposed) const {
    Fenced<T> result(c);
    std::vector<T> bt(b.size());
    for (Index k = 0; k < depth; ++k) {
      for (Index j = 0; j < columns; ++j)
        bt[static_cast<std::size_t>(j * depth + k)] = b[static_cast<std::size_t>(k * columns + j)];
    }
    kernels::shared_product<T>({a.data(), depth, 1, transposed ? bt.data() : b.data(), transposed ? 1 : columns, result.data(),
                                columns + 3, transposed ? depth : 1},
                               rows, columns, {1, 1, depth}, kernels::detail::shared_start(start, result.data(), columns + 3),
                               store);
    return result;
  }
};

template <Index Columns, class T, class Start, class Store>
void check_store(const Problem<T>& p, const Start& start, const Store& store) {
  const Fenced<T> wanted = p.template compiled<Columns>(start, store);
  for (const bool transposed : {false, true}) {
    CAPTURE(transposed);
    const Fenced<T> have = p.shared(start, store, transposed);
    REQUIRE(equal_bits(have.data(), wanted.data(), static_cast<Index>(p.c.size())));  // the gaps between rows too
    REQUIRE(have.intact());
  }
}

template <Index Columns, class T>
void check_columns() {
  constexpr bool fills = Columns % simd::lanes<simd::Packet<T, Columns>> == 0;
  for (Index rows = 1; rows <= 9; ++rows) {
    for (Index depth = 1; depth <= 9; ++depth) {
      CAPTURE(rows, Columns, depth, sizeof(T));
      const Problem<T> p{rows, Columns, depth};
      const kernels::FromBias<T> bias{p.bias.data()};
      check_store<Columns>(p, kernels::FromZero{}, kernels::StoreSum{});
      check_store<Columns>(p, kernels::FromZero{}, kernels::StoreRelu{});
      check_store<Columns>(p, bias, kernels::StoreSum{});
      check_store<Columns>(p, bias, kernels::StoreRelu{});
      if constexpr (fills) {  // vectors that overlap would add twice
        check_store<Columns>(p, kernels::FromOutput{}, kernels::StoreSum{});
        check_store<Columns>(p, kernels::FromZero{}, kernels::StoreStep<T>{T(-0.25)});
        check_store<Columns>(p, bias, kernels::StoreStep<T>{T(-0.25)});
      }
    }
  }
}

TEMPLATE_TEST_CASE("The shared product has the bits of the tile", "[kernels]", float, double) {
  [&]<Index... C>(std::integer_sequence<Index, C...>) { (check_columns<C + 1, TestType>(), ...); }
  (std::make_integer_sequence<Index, 9>{});
}

/// Sums one number at a time, for starts and stores of columns that fill no vectors, and for nested steps.
TEMPLATE_TEST_CASE("The shared product goes on from its output, and steps through nested sums", "[kernels]", float, double) {
  using T = TestType;
  constexpr kernels::Steps<Index, Index, Index> steps{2, 3, 2, 17, 5, 40, 12};  // a and b: outer and middle distances
  for (Index rows = 1; rows <= 9; ++rows) {
    for (Index columns = 1; columns <= 9; ++columns) {
      CAPTURE(rows, columns);
      const std::vector<T> a = random_numbers<T>(rows * 50, 1), b = random_numbers<T>(40 + 2 * 12 + 100 + columns * 7, 2);
      const std::vector<T> start = random_numbers<T>(rows * columns, 3);
      for (const Index b_column : {1, 3, 7}) {
        for (const bool step : {false, true}) {
          std::vector<T> wanted = start;
          for (Index r = 0; r < rows; ++r) {
            for (Index j = 0; j < columns; ++j) {
              T& c = wanted[static_cast<std::size_t>(r * columns + j)];
              T sum = step ? T(0) : c;
              for (Index o = 0; o < 2; ++o) {
                for (Index m = 0; m < 3; ++m) {
                  for (Index k = 0; k < 2; ++k) {
                    sum = math::fma(a[static_cast<std::size_t>(r * 50 + o * 17 + m * 5 + k * 2)],
                                    b[static_cast<std::size_t>(o * 40 + m * 12 + k * 4 + j * b_column)], sum);
                  }
                }
              }
              c = step ? math::fma(T(0.5), sum, c) : sum;
            }
          }
          Fenced<T> have(start);
          const kernels::Operands<T, Index, Index, Index, Index, Index> o{a.data(), 50,          2,       b.data(),
                                                                          4,        have.data(), columns, b_column};
          if (step) {
            kernels::shared_product<T>(o, rows, columns, steps,
                                       kernels::detail::shared_start<T>(kernels::FromZero{}, nullptr, 0),
                                       kernels::StoreStep<T>{T(0.5)});
          } else {
            kernels::shared_product<T>(o, rows, columns, steps,
                                       kernels::detail::shared_start<T>(kernels::FromOutput{}, have.data(), columns),
                                       kernels::StoreSum{});
          }
          REQUIRE(equal_bits(have.data(), wanted.data(), rows * columns));
          REQUIRE(have.intact());
        }
      }
    }
  }
}

}  // namespace linnet::test::shared_product
