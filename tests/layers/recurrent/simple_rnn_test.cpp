// SPDX-License-Identifier: MIT
#include <linnet/layers/recurrent/simple_rnn.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

namespace linnet::test::simple_rnn_layer {

namespace nn = linnet;

constexpr nn::RecurrentOptions sequences{.return_sequences = true};
constexpr nn::RecurrentOptions backwards{.return_sequences = true, .go_backwards = true};

TEST_CASE("SimpleRNN keeps the contract of a layer through 1, 2, 5 and 30 steps", "[layers/recurrent]") {
  check_layer<Shape<1, 3>>(nn::SimpleRNN<5>{});
  check_layer<Shape<2, 3>>(nn::SimpleRNN<5>{});
  check_layer<Shape<5, 3>>(nn::SimpleRNN<5>{});
  check_layer<Shape<30, 3>>(nn::SimpleRNN<5>{});
}

TEST_CASE("SimpleRNN keeps it with each option", "[layers/recurrent]") {
  check_layer<Shape<5, 3>>(nn::SimpleRNN<17, sequences>{}, "return_sequences");
  check_layer<Shape<5, 3>>(nn::SimpleRNN<4, backwards>{}, "go_backwards");
  check_layer<Shape<5, 3>>(nn::SimpleRNN<4, nn::RecurrentOptions{.use_bias = false}>{}, "without bias");
  check_layer<Shape<5, 3>>(nn::SimpleRNN<4>{.dropout = 0.4f}, "dropout");
  check_layer<Shape<5, 3>>(nn::SimpleRNN<4, sequences, nn::relu>{}, "other activations");
}

TEST_CASE("SimpleRNN declares its shapes, parameters and multiply-accumulates", "[layers/recurrent]") {
  using Last = Bound<float, nn::SimpleRNN<6>, Shape<5, 3>>;
  STATIC_REQUIRE(std::is_same_v<Last::Output, Shape<6>>);
  STATIC_REQUIRE(Last::parameter_count == 1 * (3 * 6 + 6 * 6) + 1 * 1 * 6);
  STATIC_REQUIRE(Last::multiply_accumulates == 5 * (3 + 6) * 1 * 6);
  STATIC_REQUIRE(Last::parameters[1].name == "recurrent_kernel");
  STATIC_REQUIRE(std::is_same_v<Bound<float, nn::SimpleRNN<6, sequences>, Shape<5, 3>>::Output, Shape<5, 6>>);
  STATIC_REQUIRE(Bound<float, nn::SimpleRNN<6, nn::RecurrentOptions{.use_bias = false}>, Shape<5, 3>>::parameter_count ==
                 1 * 9 * 6);
}

TEST_CASE("SimpleRNN gives the numbers of its formula", "[layers/recurrent]") {
  using Run = LayerRun<double, Shape<3, 2>, nn::SimpleRNN<4, sequences>>;
  Run run(nn::SimpleRNN<4, sequences>{}, 2);
  run.forward(true);
  const double* kernel = run.parameters.data();
  const double* recurrent = kernel + Run::B::parameter_offset(1);
  const double* bias = kernel + Run::B::parameter_offset(2);
  double worst = 0.0;
  for (Index n = 0; n < 2; ++n) {
    std::array<double, 4> h{};
    for (Index s = 0; s < 3; ++s) {
      const double* x = run.x.data() + (n * 3 + s) * 2;
      const auto input = [&](std::size_t j) { return bias[j] + x[0] * kernel[j] + x[1] * kernel[1 * 4 + j]; };
      const auto before = h;
      const auto state = [&](std::size_t j) {
        double sum = 0.0;
        for (std::size_t u = 0; u < 4; ++u) sum += before[u] * recurrent[u * 1 * 4 + j];
        return sum;
      };
      for (std::size_t u = 0; u < 4; ++u) {
        h[u] = std::tanh(input(u) + state(u));
        worst = std::max(worst, std::abs(h[u] - run.y.data()[(n * 3 + s) * 4 + static_cast<Index>(u)]));
      }
    }
  }
  CHECK(worst < 1e-14);
}

TEST_CASE("SimpleRNN that goes backwards reads the reversed sequence", "[layers/recurrent]") {
  using Forwards = LayerRun<float, Shape<5, 3>, nn::SimpleRNN<4, sequences>>;
  Forwards forwards({}, 2);
  LayerRun<float, Shape<5, 3>, nn::SimpleRNN<4, backwards>> reversed({}, 2);
  for (Index n = 0; n < 2; ++n) {
    for (Index s = 0; s < 5; ++s) std::copy_n(forwards.x.data() + (n * 5 + s) * 3, 3, reversed.x.data() + (n * 5 + 4 - s) * 3);
  }
  forwards.forward(true);
  reversed.forward(true);
  CHECK(same_bits(forwards.y, reversed.y));
}

}  // namespace linnet::test::simple_rnn_layer
