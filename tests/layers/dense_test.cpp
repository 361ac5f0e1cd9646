// SPDX-License-Identifier: MIT
#include <linnet/layers/dense.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace linnet::test::dense_layer {

namespace nn = linnet;

// Numbers that are no multiples of a vector, so that every tail of the kernels is reached; the same for all, to compile once.
constexpr Index inputs = 19, units = 21;
using In = Shape<inputs>;
template <class A>
using DenseOf = nn::Dense<units, A>;

template <class A>
void check_dense(const A& a) {
  check_layer<In>(DenseOf<A>{.activation = a}, "dense " + std::string(A::name));
}

TEST_CASE("Dense with each activation keeps the contract of a layer", "[layers]") {
  check_dense(nn::linear{});
  check_dense(nn::relu{});
  check_dense(nn::leaky_relu{.slope = 0.2f});
  check_dense(nn::elu{.alpha = 0.7f});
  check_dense(nn::sigmoid{});
  check_dense(nn::tanh{});
  check_dense(nn::gelu{});
  check_dense(nn::softmax{});
}

TEST_CASE("Dense without a bias keeps the contract of a layer", "[layers]") {
  check_layer<In>(nn::Dense<units, nn::tanh, nn::DenseOptions{.use_bias = false}>{});
}

TEST_CASE("Dense on several axes keeps the contract of a layer", "[layers]") {
  check_layer<Shape<3, inputs>>(nn::Dense<units, nn::tanh>{});
  check_layer<Shape<2, 2, inputs>>(nn::Dense<units, nn::softmax>{});
}

TEST_CASE("Dense declares its shapes, parameters and multiply-accumulates", "[layers]") {
  using Flat = Bound<float, DenseOf<nn::relu>, In>;
  STATIC_REQUIRE(Flat::Output::dims == std::array<Index, 1>{21});
  STATIC_REQUIRE(Flat::parameter_count == 19 * 21 + 21);
  STATIC_REQUIRE(Flat::parameter_offset(1) == 400);  // 399 up to the next 64 bytes
  STATIC_REQUIRE(Flat::parameter_slice == 400 + 32);
  STATIC_REQUIRE(Flat::multiply_accumulates == 19 * 21);
  STATIC_REQUIRE(Flat::parameters[0].name == "kernel");
  STATIC_REQUIRE(Flat::parameters[0].fan_in == 19);
  STATIC_REQUIRE(Flat::parameters[0].fan_out == 21);
  STATIC_REQUIRE(Flat::parameters[1].name == "bias");

  using Rows = Bound<float, nn::Dense<5, nn::linear, nn::DenseOptions{.use_bias = false}>, Shape<4, 6>>;
  STATIC_REQUIRE(Rows::Output::dims == std::array<Index, 2>{4, 5});
  STATIC_REQUIRE(Rows::parameter_count == 6 * 5);
  STATIC_REQUIRE(Rows::multiply_accumulates == 4 * 6 * 5);
}

TEST_CASE("Dense is x kernel + bias, and its gradients are the products of the matrices", "[layers]") {
  using Run = LayerRun<double, In, DenseOf<nn::linear>>;
  constexpr Index n = 7;
  Run run(DenseOf<nn::linear>{}, n);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  const auto x = [&](Index i, Index k) { return run.x.data()[i * inputs + k]; };
  const auto kernel = [&](Index k, Index j) { return run.parameters.data()[k * units + j]; };
  const auto dy = [&](Index i, Index j) { return run.dy.data()[i * units + j]; };
  const double* bias = run.parameters.data() + Run::B::parameter_offset(1);
  const double* bias_gradient = run.gradients.data() + Run::B::parameter_offset(1);

  double worst = 0.0;  // largest difference to sums in plain order
  const auto compare = [&](double have, Index terms, const auto& term) {
    double sum = 0.0;
    for (Index t = 0; t < terms; ++t) sum += term(t);
    worst = std::max(worst, std::abs(have - sum));
  };
  for (Index j = 0; j < units; ++j) {
    for (Index i = 0; i < n; ++i) {
      compare(run.y.data()[i * units + j] - bias[j], inputs, [&](Index k) { return x(i, k) * kernel(k, j); });
    }
    for (Index k = 0; k < inputs; ++k) {
      compare(run.gradients.data()[k * units + j], n, [&](Index i) { return x(i, k) * dy(i, j); });
    }
    compare(bias_gradient[j], n, [&](Index i) { return dy(i, j); });
  }
  for (Index i = 0; i < n; ++i) {
    for (Index k = 0; k < inputs; ++k) {
      compare(run.dx.data()[i * inputs + k], units, [&](Index j) { return dy(i, j) * kernel(k, j); });
    }
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("A NaN stays a NaN behind relu, in every lane", "[layers]") {
  LayerRun<float, In, DenseOf<nn::relu>> run(DenseOf<nn::relu>{}, 7);
  float* bias = run.parameters.data() + decltype(run)::B::parameter_offset(1);
  for (Index j = 0; j < units; ++j) {
    const float before = std::exchange(bias[j], std::numeric_limits<float>::quiet_NaN());
    run.forward(true);
    Index found = 0;
    for (Index i = 0; i < run.y.size(); ++i) found += std::isnan(run.y.data()[i]) && i % units == j;
    CHECK(found == 7);
    bias[j] = before;
  }
}

TEST_CASE("An initializer that is not named is Keras's default", "[layers]") {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<2>{}};
  const nn::Sequential named{nn::Input<4>{},
                             nn::Dense<2>{.kernel_initializer = nn::GlorotUniform{}, .bias_initializer = nn::Zeros{}}};
  CHECK(std::ranges::equal(model.parameters(), named.parameters()));
  const nn::Sequential other{nn::Input<4>{}, nn::Dense<2>{.kernel_initializer = nn::Ones{}}};
  CHECK(other.parameter<0>(0)[0] == 1.0f);
  CHECK(other.parameter<0>(1)[0] == 0.0f);
}

TEST_CASE("Dense with an activation has the bits of Dense and Activation", "[layers]") {
  using Plain = LayerRun<float, In, DenseOf<nn::linear>>;
  Plain plain(DenseOf<nn::linear>{}, 7);
  plain.forward(true);
  const auto check = [&](const auto& a) {
    using A = std::remove_cvref_t<decltype(a)>;
    LayerRun<float, In, DenseOf<A>> fused(DenseOf<A>{.activation = a}, 7);
    LayerRun<float, Shape<units>, nn::Activation<A>> apart(nn::Activation<A>{a}, 7);
    fused.forward(true);
    apart.forward(plain.y.data(), apart.y.data(), true);
    CHECK(same_bits(fused.y, apart.y));
  };
  check(nn::relu{});
  check(nn::leaky_relu{.slope = 0.2f});
  check(nn::elu{.alpha = 0.7f});
  check(nn::sigmoid{});
  check(nn::tanh{});
  check(nn::softmax{});
}

}  // namespace linnet::test::dense_layer
