// SPDX-License-Identifier: MIT
// Values and gradients against PyTorch: tests/kernels/activations_test.cpp. Here: the ends of the ranges.
#include <linnet/kernels/activations.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <limits>
#include <type_traits>

namespace linnet::test::smooth_activations {

namespace nn = linnet;

TEMPLATE_TEST_CASE("gelu, gelu_tanh, silu and softplus are straight lines far from 0", "[kernels]", float, double) {
  using T = TestType;
  const auto check = [](const auto& a) {
    constexpr bool from_input = kernels::from_input<std::remove_cvref_t<decltype(a)>>;
    for (const T x : {T(200), T(1e6), T(1e30), std::numeric_limits<T>::max()}) {
      const T high = a(x), low = a(-x);
      CAPTURE(a.name, x);
      CHECK(high == x);
      CHECK((low <= T(0) || low < T(1e-30)));
      CHECK(low > T(-1e-30));
      CHECK(a.gradient(from_input ? x : high, T(3)) == T(3));
      CHECK(std::abs(a.gradient(from_input ? -x : low, T(3))) < T(1e-30));
    }
  };
  check(nn::gelu{});
  check(nn::gelu_tanh{});
  check(nn::silu{});
  check(nn::softplus{});
}

TEST_CASE("swish is silu, and softplus of 0 is log 2", "[kernels]") {
  STATIC_REQUIRE(std::is_same_v<nn::swish, nn::silu>);
  CHECK(nn::softplus{}(0.0f) == 0.693147181f);
  CHECK((nn::gelu{}(0.0f) == 0.0f && nn::gelu_tanh{}(0.0f) == 0.0f && nn::silu{}(0.0f) == 0.0f));
}

TEST_CASE("Every layer with an activation remembers the inputs of one that needs them", "[kernels]") {
  constexpr nn::ConvOptions same{.padding = nn::Padding::same};
  check_layer<Shape<3, 7>>(nn::Dense<5, nn::gelu>{});
  check_layer<Shape<6, 5, 3>>(nn::Conv2D<5, 3, nn::silu>{});
  check_layer<Shape<6, 5, 3>>(nn::Conv2D<5, 1, nn::gelu_tanh>{});
  check_layer<Shape<9, 3>>(nn::Conv1D<5, 3, nn::softplus>{});
  check_layer<Shape<6, 5, 3>>(nn::DepthwiseConv2D<3, 2, nn::gelu, same>{});
  check_layer<Shape<6, 5, 3>>(nn::SeparableConv2D<4, 3, nn::silu, same>{});
  check_layer<Shape<4, 5, 3>>(nn::Conv2DTranspose<4, 3, nn::gelu, nn::ConvOptions{.strides = 2}>{});
  STATIC_REQUIRE(Bound<float, nn::Dense<5, nn::gelu>, Shape<3, 7>>::memory.per_sample == 15);
  STATIC_REQUIRE(Bound<float, nn::Dense<5, nn::softplus>, Shape<3, 7>>::memory.per_sample == 0);
}

}  // namespace linnet::test::smooth_activations
