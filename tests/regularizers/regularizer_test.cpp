// SPDX-License-Identifier: MIT
#include <linnet/regularizers/regularizer.hpp>

#include <linnet/layers/dense.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/numbers.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace {

using linnet::Index;
using linnet::L1;
using linnet::L1L2;
using linnet::L2;
using linnet::Regularizer;
using linnet::test::random_numbers;

TEST_CASE("Regularizers have Keras's defaults", "[regularizers]") {
  STATIC_REQUIRE_FALSE(Regularizer{}.active());
  STATIC_REQUIRE(Regularizer(L1{}).l1 == 0.01f);
  STATIC_REQUIRE(Regularizer(L1{}).l2 == 0.0f);
  STATIC_REQUIRE(Regularizer(L2{}).l1 == 0.0f);
  STATIC_REQUIRE(Regularizer(L2{}).l2 == 0.01f);
  STATIC_REQUIRE(Regularizer(L1L2{}).l1 == 0.01f);
  STATIC_REQUIRE(Regularizer(L1L2{}).l2 == 0.01f);
  STATIC_REQUIRE(Regularizer(L1{0.5f}).active());
  STATIC_REQUIRE(Regularizer(L2{0.5f}).active());
  STATIC_REQUIRE_FALSE(Regularizer(L1L2{0.0f, 0.0f}).active());
}

TEST_CASE("Dense regularizes its kernel only", "[regularizers]") {
  const linnet::Dense<3> layer{.kernel_regularizer = L2{0.25f}};
  CHECK(layer.regularizer(0).l2 == 0.25f);
  CHECK_FALSE(layer.regularizer(1).active());
  CHECK_FALSE(linnet::Dense<3>{}.regularizer(0).active());
}

TEMPLATE_TEST_CASE("The penalty is l1 sum |w| + l2 sum w^2", "[regularizers]", float, double) {
  using T = TestType;
  const std::vector<T> w{T(1), T(-2), T(0), T(0.5), T(-0.25)};
  CHECK(Regularizer{}.penalty(w.data(), 5) == T(0));
  CHECK(Regularizer(L1{0.5f}).penalty(w.data(), 5) == T(1.875));
  CHECK(Regularizer(L2{0.5f}).penalty(w.data(), 5) == T(2.65625));
  CHECK(Regularizer(L1L2{0.5f, 0.25f}).penalty(w.data(), 5) == T(1.875) + T(1.328125));
  CHECK(Regularizer(L1L2{0.5f, 0.25f}).penalty(w.data(), 0) == T(0));

  const std::vector<T> many = random_numbers<T>(1001, 1);
  double magnitudes = 0.0, squares = 0.0;
  for (const T v : many) {
    magnitudes += std::abs(static_cast<double>(v));
    squares += static_cast<double>(v) * static_cast<double>(v);
  }
  const double expected = 0.125 * magnitudes + 2.0 * squares;
  const double tolerance = 20.0 * static_cast<double>(std::numeric_limits<T>::epsilon());
  CHECK(std::abs(static_cast<double>(Regularizer{0.125f, 2.0f}.penalty(many.data(), 1001)) - expected) < tolerance * expected);
}

TEMPLATE_TEST_CASE("The gradient of the penalty is added: l1 sign w + 2 l2 w", "[regularizers]", float, double) {
  using T = TestType;
  const std::vector<T> w{T(1), T(-2), T(0), T(0.5), T(-0.25)}, before{T(8), T(16), T(-1), T(0), T(4)};
  const auto after = [&](const Regularizer& regularizer) {
    linnet::test::Fenced<T> dw(before);
    regularizer.add_gradient(w.data(), dw.data(), 5);
    CHECK(dw.intact());
    return dw.values();
  };
  CHECK(after(Regularizer{}) == before);
  CHECK(after(L1{0.5f}) == std::vector<T>{T(8.5), T(15.5), T(-1), T(0.5), T(3.5)});
  CHECK(after(L2{0.5f}) == std::vector<T>{T(9), T(14), T(-1), T(0.5), T(3.75)});
  CHECK(after(L1L2{0.5f, 0.5f}) == std::vector<T>{T(9.5), T(13.5), T(-1), T(1), T(3.25)});
}

TEST_CASE("The gradient of the penalty is its derivative", "[regularizers]") {
  std::vector<double> w = random_numbers<double>(37, 2);
  for (double& v : w) v += v > 0.0 ? 0.01 : -0.01;  // not at the kink of |w|
  for (const Regularizer& regularizer : {Regularizer(L1{}), Regularizer(L2{}), Regularizer(L1L2{0.3f, 0.7f})}) {
    std::vector<double> dw(w.size());
    regularizer.add_gradient(w.data(), dw.data(), 37);
    const auto penalty = [&] { return regularizer.penalty(w.data(), 37); };
    CHECK(linnet::test::relative_error(dw, linnet::test::finite_differences(w.data(), 37, penalty)) < 1e-6);
  }
}

}  // namespace
