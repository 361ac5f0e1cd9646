// SPDX-License-Identifier: MIT
#include <linnet/initializers/orthogonal.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <cmath>
#include <vector>

namespace linnet::test::orthogonal {

/// Largest difference of the products of all pairs of rows (or columns) from gain^2 times the identity.
template <class T>
double error(Index rows, Index columns, float gain) {
  std::vector<T> w(static_cast<std::size_t>(rows * columns));
  Random random(7);
  Initializer(Orthogonal{gain})(w.data(), ParameterInfo{"kernel", {rows, columns, 1, 1}, 2, rows, columns}, random);
  const bool by_rows = rows < columns;
  const Index count = by_rows ? rows : columns, length = by_rows ? columns : rows;
  const auto number = [&](Index v, Index k) {
    return double(w[static_cast<std::size_t>(by_rows ? v * columns + k : k * columns + v)]);
  };
  double worst = 0.0;
  for (Index a = 0; a < count; ++a) {
    for (Index b = 0; b <= a; ++b) {
      double sum = a == b ? -double(gain) * double(gain) : 0.0;
      for (Index k = 0; k < length; ++k) sum += number(a, k) * number(b, k);
      worst = std::max(worst, std::abs(sum));
    }
  }
  return worst;
}

TEST_CASE("Orthogonal draws orthogonal rows, or columns if there are fewer", "[initializers]") {
  CHECK(error<float>(16, 64, 1.0f) < 1e-6);
  CHECK(error<float>(64, 16, 1.0f) < 1e-6);
  CHECK(error<float>(64, 64, 1.0f) < 2e-6);
  CHECK(error<double>(33, 20, 1.0f) < 1e-7);  // the last number is a float
  CHECK(error<float>(5, 20, 2.0f) < 1e-5);
}

TEST_CASE("Orthogonal draws the same numbers everywhere", "[initializers]") {
  std::vector<float> w(8);
  Random random(1);
  Initializer(Orthogonal{})(w.data(), ParameterInfo{"kernel", {2, 4, 1, 1}, 2, 2, 4}, random);
  const std::array<float, 8> expected{-0.00197205786f, 0.663761377f,  -0.57781601f,  0.474916428f,
                                      0.402531803f,    -0.638704121f, -0.230486691f, 0.613922775f};
  double worst = 0.0;  // a CPU without fused multiply-add rounds otherwise
  for (std::size_t i = 0; i < 8; ++i) worst = std::max(worst, double(std::abs(w[i] - expected[i])));
  CHECK(worst < 1e-6);
}

}  // namespace linnet::test::orthogonal
