// SPDX-License-Identifier: MIT
#include <linnet/kernels/activations.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace {

using linnet::Index;
using linnet::OutputUse;
using linnet::test::converted;
using linnet::test::equal_bits;
using linnet::test::Fenced;
using linnet::test::random_numbers;

/// Every activation with its name in the golden file, as called by f(name, activation).
template <class Function>
void for_each_elementwise(const Function& f) {
  f("linear", linnet::linear{});
  f("relu", linnet::relu{});
  f("leaky_relu_0.3", linnet::leaky_relu{});
  f("leaky_relu_0.1", linnet::leaky_relu{0.1f});
  f("sigmoid", linnet::sigmoid{});
  f("tanh", linnet::tanh{});
  f("elu_1", linnet::elu{});
  f("elu_0.5", linnet::elu{0.5f});
  f("relu6", linnet::relu6{});
  f("hard_sigmoid", linnet::hard_sigmoid{});
  f("gelu", linnet::gelu{});
  f("gelu_tanh", linnet::gelu_tanh{});
  f("silu", linnet::silu{});
  f("softplus", linnet::softplus{});
}
template <class Function>
void for_each_activation(const Function& f) {
  for_each_elementwise(f);
  f("softmax", linnet::softmax{});
}

/// The numbers from which the gradient of A is computed.
template <class A, class Numbers>
const Numbers& source(const A&, const Numbers& x, const Numbers& y) {
  return linnet::kernels::from_input<A> ? x : y;
}

/// Error relative to the expected number, or to `scale` where that is larger.
template <class T>
double greatest_error(const std::vector<T>& ours, const std::vector<double>& expected, const std::vector<double>& scale) {
  REQUIRE(ours.size() == expected.size());
  double greatest = 0.0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double error = std::abs(static_cast<double>(ours[i]) - expected[i]);
    const double size = std::max(std::abs(expected[i]), scale[i]);
    if (error > 0.0) greatest = std::max(greatest, error / size);
  }
  return greatest;
}

TEMPLATE_TEST_CASE("Activations agree with PyTorch", "[kernels]", float, double) {
  using T = TestType;
  const linnet::test::Golden golden("activations");
  // In units of the last place: the functions of linnet::math have 2.5, and slopes are floats in both types.
  const double unit = static_cast<double>(std::numeric_limits<T>::epsilon());
  for_each_activation([&](const std::string& name, const auto& activation) {
    const std::string group = name == "softmax" ? "softmax." : "";
    const std::vector<double> upstream = golden.values(group + "upstream");
    const std::vector<T> x = converted<T>(golden.values(group + "input")), dy = converted<T>(upstream);
    const Index width = group.empty() ? 5 : 10;
    const Index size = static_cast<Index>(x.size());
    const bool slope_is_rounded = name == "leaky_relu_0.3" || name == "leaky_relu_0.1";
    const double tolerance = slope_is_rounded ? 1e-7 : 4.0 * unit;

    Fenced<T> y(size), dx(size);
    linnet::kernels::activate(activation, x.data(), y.data(), size / width, width);
    linnet::kernels::activation_gradient(activation, source(activation, x, y.values()).data(), dy.data(), dx.data(),
                                         size / width, width);
    CAPTURE(name);
    // Golden inputs are decimal: in float, softmax sees each of up to 100 rounded by half a unit, and gelu_tanh its exponent. PyTorch's own
    // doubles are a few units off for functions whose slopes are differences.
    const bool rounded_exponent = name == "softmax" || name == "gelu_tanh";
    const bool difference = linnet::kernels::from_input<std::remove_cvref_t<decltype(activation)>>;
    const double conditioning = sizeof(T) == 8 ? (difference ? 10.0 : 1.0) : (rounded_exponent ? 50.0 : 1.0);
    const std::vector<double> least(x.size(), static_cast<double>(std::numeric_limits<T>::min()));
    CHECK(greatest_error(y.values(), golden.values(name + ".forward"), least) < conditioning * tolerance);
    // The derivative is taken from the output: near 1 it has the absolute error of the output.
    std::vector<double> scale;
    for (const double g : upstream) scale.push_back(std::abs(g));
    CHECK(greatest_error(dx.values(), golden.values(name + ".gradient"), scale) < conditioning * tolerance);
    CHECK((y.intact() && dx.intact()));
  });
}

TEST_CASE("Gradients of activations are their derivatives", "[kernels]") {
  for_each_activation([](const std::string& name, const auto& activation) {
    std::vector<double> x = random_numbers<double>(60, 1, -3.0, 3.0);
    for (double& v : x) v += v > 0.0 ? 0.01 : -0.01;  // not at the kinks
    const std::vector<double> dy = random_numbers<double>(60, 2);
    std::vector<double> y(x.size()), dx(x.size());
    const auto loss = [&] {
      linnet::kernels::activate(activation, x.data(), y.data(), 4, 15);
      return std::inner_product(y.begin(), y.end(), dy.begin(), 0.0);
    };
    const std::vector<double> expected = linnet::test::finite_differences(x.data(), 60, loss);
    linnet::kernels::activate(activation, x.data(), y.data(), 4, 15);
    linnet::kernels::activation_gradient(activation, source(activation, x, y).data(), dy.data(), dx.data(), 4, 15);
    CAPTURE(name);
    CHECK(linnet::test::relative_error(dx, expected) < 1e-6);
  });
}

TEMPLATE_TEST_CASE("Activations in place, in vector lanes and alone have the same bits", "[kernels]", float, double) {
  using T = TestType;
  for_each_elementwise([](const std::string& name, const auto& activation) {
    const std::vector<T> x = random_numbers<T>(77, 3, T(-12), T(12)), upstream = random_numbers<T>(77, 4);
    Fenced<T> y(77), dx(77), in_place(x), gradient_in_place(upstream);
    linnet::kernels::activate(activation, x.data(), y.data(), 11, 7);
    linnet::kernels::activate(activation, in_place.data(), in_place.data(), 11, 7);
    const std::vector<T> from = source(activation, x, y.values());
    linnet::kernels::activation_gradient(activation, from.data(), upstream.data(), dx.data(), 11, 7);
    linnet::kernels::activation_gradient(activation, from.data(), gradient_in_place.data(), gradient_in_place.data(), 11, 7);
    CAPTURE(name);
    CHECK(equal_bits(y.data(), in_place.data(), 77));
    CHECK(equal_bits(dx.data(), gradient_in_place.data(), 77));
    for (std::size_t i = 0; i < x.size(); ++i) {
      const volatile T input = x[i], output = y[static_cast<Index>(i)], known = from[i], up = upstream[i];
      REQUIRE(equal_bits(activation(T(input)), T(output)));
      REQUIRE(equal_bits(activation.gradient(T(known), T(up)), dx[static_cast<Index>(i)]));
    }
    CHECK((y.intact() && dx.intact() && in_place.intact() && gradient_in_place.intact()));
  });
}

/// Numbers of every size, the smallest and the largest among them.
template <class T>
std::vector<T> all_sizes() {
  using Limits = std::numeric_limits<T>;
  std::vector<T> numbers{T(0), -T(0), Limits::denorm_min(), Limits::min(), Limits::max(), Limits::infinity()};
  for (int exponent = -120; exponent < 120; ++exponent) numbers.push_back(std::ldexp(T(1.3), exponent));
  const std::size_t count = numbers.size();
  for (std::size_t i = 0; i < count; ++i) numbers.push_back(-numbers[i]);
  return numbers;
}

TEMPLATE_TEST_CASE("Activations tell the memory plan the truth", "[kernels]", float, double) {
  using T = TestType;
  for_each_elementwise([]<class A>(const std::string& name, const A& activation) {
    CAPTURE(name);
    for (const T x : all_sizes<T>()) {
      const T y = activation(x);
      CAPTURE(x, y);
      if constexpr (A::keeps_sign) {
        REQUIRE((y > T(0)) == (x > T(0)));
      }
      if constexpr (A::output_use == OutputUse::nothing && !linnet::kernels::from_input<A>) {
        REQUIRE(activation.gradient(y, T(3)) == activation.gradient(T(-5), T(3)));
      }
      if constexpr (A::output_use == OutputUse::sign) {
        REQUIRE(activation.gradient(y, T(3)) == activation.gradient(y > T(0) ? T(7) : T(-7), T(3)));
      }
    }
  });
  STATIC_REQUIRE(linnet::softmax::output_use == OutputUse::value);
  STATIC_REQUIRE_FALSE(linnet::softmax::keeps_sign);
  STATIC_REQUIRE_FALSE(linnet::sigmoid::keeps_sign);
  STATIC_REQUIRE(linnet::relu6::output_use == OutputUse::value);
  STATIC_REQUIRE(linnet::hard_sigmoid::output_use == OutputUse::value);
  STATIC_REQUIRE_FALSE(linnet::hard_sigmoid::keeps_sign);
}

TEMPLATE_TEST_CASE("Activations pass a NaN on, so that training notices it", "[kernels]", float, double) {
  for_each_activation([](const std::string& name, const auto& activation) {
    const TestType x = std::numeric_limits<TestType>::quiet_NaN();
    TestType y = 0;
    linnet::kernels::activate(activation, &x, &y, 1, 1);
    CAPTURE(name);
    CHECK(std::isnan(y));
  });
}

template <class T, class A>
void check_piece(const A& activation, double input, double value, double slope) {
  const T x = static_cast<T>(input), y = activation(x);
  CAPTURE(A::name, input);
  CHECK(std::abs(static_cast<double>(y) - value) <= static_cast<double>(std::numeric_limits<T>::epsilon()));
  CHECK(activation.gradient(y, T(3)) == static_cast<T>(3.0 * slope));
}

TEMPLATE_TEST_CASE("relu6 and hard_sigmoid are straight lines, flat at their kinks and beyond", "[kernels]", float, double) {
  using T = TestType;
  const linnet::relu6 relu6{};
  for (const double x : {-100.0, -1.0, -1e-30, 0.0}) check_piece<T>(relu6, x, 0.0, 0.0);
  for (const double x : {0.25, 3.0, 5.75}) check_piece<T>(relu6, x, x, 1.0);
  for (const double x : {6.0, 6.25, 100.0}) check_piece<T>(relu6, x, 6.0, 0.0);
  const linnet::hard_sigmoid hard{};
  for (const double x : {-100.0, -3.25, -3.0}) check_piece<T>(hard, x, 0.0, 0.0);
  for (const double x : {-2.75, -1.5, 0.0, 1.5, 2.75}) check_piece<T>(hard, x, x / 6.0 + 0.5, 1.0 / 6.0);
  for (const double x : {3.0, 3.25, 100.0}) check_piece<T>(hard, x, 1.0, 0.0);
  constexpr T infinity = std::numeric_limits<T>::infinity();
  CHECK((relu6(infinity) == T(6) && relu6(-infinity) == T(0) && hard(infinity) == T(1) && hard(-infinity) == T(0)));
}

TEST_CASE("Activations have Keras's names and defaults", "[kernels]") {
  for_each_activation([](const std::string& name, const auto& activation) {
    CHECK(name.substr(0, activation.name.size()) == activation.name);
  });
  CHECK(linnet::leaky_relu{}.slope == 0.3f);
  CHECK(linnet::elu{}.alpha == 1.0f);
}

}  // namespace
