// SPDX-License-Identifier: MIT
#include <linnet/layers/recurrent/gru.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::gru_layer {

namespace nn = linnet;

constexpr nn::RecurrentOptions sequences{.return_sequences = true};
constexpr nn::RecurrentOptions backwards{.return_sequences = true, .go_backwards = true};

TEST_CASE("GRU keeps the contract of a layer through 1, 2, 5 and 30 steps", "[layers/recurrent]") {
  check_layer<Shape<1, 3>>(nn::GRU<5>{});
  check_layer<Shape<2, 3>>(nn::GRU<5>{});
  check_layer<Shape<5, 3>>(nn::GRU<5>{});
  check_layer<Shape<30, 3>>(nn::GRU<5>{});
}

TEST_CASE("GRU keeps it with each option", "[layers/recurrent]") {
  check_layer<Shape<5, 3>>(nn::GRU<17, sequences>{}, "return_sequences");
  check_layer<Shape<5, 3>>(nn::GRU<4, backwards>{}, "go_backwards");
  check_layer<Shape<5, 3>>(nn::GRU<4, nn::RecurrentOptions{.use_bias = false}>{}, "without bias");
  check_layer<Shape<5, 3>>(nn::GRU<4>{.dropout = 0.4f}, "dropout");
  check_layer<Shape<5, 3>>(nn::GRU<4, sequences, nn::relu, nn::hard_sigmoid>{}, "other activations");
  constexpr nn::RecurrentOptions before{.return_sequences = true, .reset_after = false};
  check_layer<Shape<1, 3>>(nn::GRU<5, nn::RecurrentOptions{.reset_after = false}>{}, "reset before");
  check_layer<Shape<5, 3>>(nn::GRU<7, before>{}, "reset before");
}

TEST_CASE("GRU declares its shapes, parameters and multiply-accumulates", "[layers/recurrent]") {
  using Last = Bound<float, nn::GRU<6>, Shape<5, 3>>;
  STATIC_REQUIRE(std::is_same_v<Last::Output, Shape<6>>);
  STATIC_REQUIRE(Last::parameter_count == 3 * (3 * 6 + 6 * 6) + 2 * 3 * 6);
  STATIC_REQUIRE(Last::multiply_accumulates == 5 * (3 + 6) * 3 * 6);
  STATIC_REQUIRE(Last::parameters[1].name == "recurrent_kernel");
  STATIC_REQUIRE(std::is_same_v<Bound<float, nn::GRU<6, sequences>, Shape<5, 3>>::Output, Shape<5, 6>>);
  STATIC_REQUIRE(Bound<float, nn::GRU<6, nn::RecurrentOptions{.use_bias = false}>, Shape<5, 3>>::parameter_count == 3 * 9 * 6);
}

TEST_CASE("GRU gives the numbers of its formula", "[layers/recurrent]") {
  using Run = LayerRun<double, Shape<3, 2>, nn::GRU<4, sequences>>;
  Run run(nn::GRU<4, sequences>{}, 2);
  run.forward(true);
  const double* kernel = run.parameters.data();
  const double* recurrent = kernel + Run::B::parameter_offset(1);
  const double* bias = kernel + Run::B::parameter_offset(2);
  const auto logistic = [](double v) { return 1.0 / (1.0 + std::exp(-v)); };
  double worst = 0.0;
  for (Index n = 0; n < 2; ++n) {
    std::array<double, 4> h{};
    for (Index s = 0; s < 3; ++s) {
      const double* x = run.x.data() + (n * 3 + s) * 2;
      const auto input = [&](std::size_t j) { return bias[j] + x[0] * kernel[j] + x[1] * kernel[3 * 4 + j]; };
      const auto before = h;
      const auto state = [&](std::size_t j) {
        double sum = bias[12 + j];
        for (std::size_t u = 0; u < 4; ++u) sum += before[u] * recurrent[u * 3 * 4 + j];
        return sum;
      };
      for (std::size_t u = 0; u < 4; ++u) {
        const double z = logistic(input(u) + state(u)), r = logistic(input(4 + u) + state(4 + u));
        const double g = std::tanh(input(8 + u) + r * state(8 + u));
        h[u] = z * before[u] + (1.0 - z) * g;
        worst = std::max(worst, std::abs(h[u] - run.y.data()[(n * 3 + s) * 4 + static_cast<Index>(u)]));
      }
    }
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("GRU that goes backwards reads the reversed sequence", "[layers/recurrent]") {
  using Forwards = LayerRun<float, Shape<5, 3>, nn::GRU<4, sequences>>;
  Forwards forwards({}, 2);
  LayerRun<float, Shape<5, 3>, nn::GRU<4, backwards>> reversed({}, 2);
  for (Index n = 0; n < 2; ++n) {
    for (Index s = 0; s < 5; ++s) std::copy_n(forwards.x.data() + (n * 5 + s) * 3, 3, reversed.x.data() + (n * 5 + 4 - s) * 3);
  }
  forwards.forward(true);
  reversed.forward(true);
  CHECK(same_bits(forwards.y, reversed.y));
}

TEST_CASE("GRU without reset_after has one bias, and multiplies the state before its product", "[layers/recurrent]") {
  using Run = LayerRun<double, Shape<2, 1>, nn::GRU<2, nn::RecurrentOptions{.reset_after = false}>>;
  STATIC_REQUIRE(Run::B::parameters[2].rank == 1);
  Run run({}, 1);
  run.forward(true);
  const double* kernel = run.parameters.data();
  const double* recurrent = kernel + Run::B::parameter_offset(1);
  const double* bias = kernel + Run::B::parameter_offset(2);
  const auto logistic = [](double v) { return 1.0 / (1.0 + std::exp(-v)); };
  std::array<double, 2> h{};
  for (Index s = 0; s < 2; ++s) {
    const double x = run.x.data()[s];
    std::array<double, 2> z{}, r{}, g{};
    const auto sum = [&](std::size_t j, const std::array<double, 2>& state) {
      return bias[j] + x * kernel[j] + state[0] * recurrent[j] + state[1] * recurrent[6 + j];
    };
    for (std::size_t u = 0; u < 2; ++u) {
      z[u] = logistic(sum(u, h));
      r[u] = logistic(sum(2 + u, h));
    }
    for (std::size_t u = 0; u < 2; ++u) g[u] = std::tanh(sum(4 + u, {r[0] * h[0], r[1] * h[1]}));
    for (std::size_t u = 0; u < 2; ++u) h[u] = z[u] * h[u] + (1.0 - z[u]) * g[u];
  }
  CHECK(std::abs(h[0] - run.y.data()[0]) < 1e-15);
  CHECK(std::abs(h[1] - run.y.data()[1]) < 1e-15);
}

}  // namespace linnet::test::gru_layer
