// SPDX-License-Identifier: MIT
#include <linnet/layers/transformer/multi_head_attention.hpp>

#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace linnet::test::multi_head_attention_layer {

namespace nn = linnet;

constexpr nn::MultiHeadAttentionOptions causal{.causal = true}, no_bias{.use_bias = false};

TEST_CASE("MultiHeadAttention keeps the contract of a layer", "[layers/transformer]") {
  check_layer<Shape<1, 3>>(nn::MultiHeadAttention<1, 2>{}, "one step");
  check_layer<Shape<5, 6>>(nn::MultiHeadAttention<2, 4>{}, "two heads");
  check_layer<Shape<19, 7>>(nn::MultiHeadAttention<3, 5>{}, "more steps than a vector has lanes");
}

TEST_CASE("MultiHeadAttention keeps it with each option", "[layers/transformer]") {
  check_layer<Shape<6, 5>>(nn::MultiHeadAttention<2, 3, causal>{}, "causal");
  check_layer<Shape<6, 5>>(nn::MultiHeadAttention<2, 3, no_bias>{}, "without bias");
  check_layer<Shape<6, 5>>(nn::MultiHeadAttention<2, 3>{.dropout = 0.4f}, "dropout");
}

TEST_CASE("MultiHeadAttention declares its shapes, parameters, memory and multiply-accumulates", "[layers/transformer]") {
  using B = Bound<float, nn::MultiHeadAttention<3, 4>, Shape<5, 7>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<5, 7>>);
  STATIC_REQUIRE(B::parameter_count == 4 * 7 * 12 + 3 * 12 + 7);
  STATIC_REQUIRE(B::parameters.size() == 8);
  STATIC_REQUIRE(B::parameters[2].name == "key/kernel");
  STATIC_REQUIRE(B::parameters[2].dims == std::array<Index, 4>{7, 3, 4, 1});
  STATIC_REQUIRE(B::parameters[3].dims == std::array<Index, 4>{3, 4, 1, 1});
  STATIC_REQUIRE(B::parameters[6].dims == std::array<Index, 4>{3, 4, 7, 1});
  STATIC_REQUIRE(B::parameters[0].fan_in == 21);  // Keras's, from the shape of the kernel
  STATIC_REQUIRE(B::parameters[0].fan_out == 28);
  STATIC_REQUIRE(B::memory.per_sample == 4 * 5 * 12 + 3 * 25);
  STATIC_REQUIRE(B::multiply_accumulates == 4 * 5 * 7 * 12 + 2 * 25 * 12);
  STATIC_REQUIRE(Bound<float, nn::MultiHeadAttention<3, 4, no_bias>, Shape<5, 7>>::parameter_count == 4 * 7 * 12);
}

TEST_CASE("MultiHeadAttention gives the numbers of its formula", "[layers/transformer]") {
  constexpr Index S = 6, C = 5, H = 2, K = 3, D = H * K;
  using Run = LayerRun<double, Shape<S, C>, nn::MultiHeadAttention<H, K, causal>>;
  Run run(nn::MultiHeadAttention<H, K, causal>{}, 2);
  run.forward(true);
  const auto tensor = [&](std::size_t i) { return run.parameters.data() + Run::B::parameter_offset(i); };
  double worst = 0.0;
  for (Index n = 0; n < 2; ++n) {
    const double* x = run.x.data() + n * S * C;
    const auto projected = [&](std::size_t which, Index s, Index d) {
      double sum = tensor(2 * which + 1)[d];
      for (Index c = 0; c < C; ++c) sum += x[s * C + c] * tensor(2 * which)[c * D + d];
      return sum;
    };
    for (Index query = 0; query < S; ++query) {
      std::vector<double> y(tensor(7), tensor(7) + C);
      for (Index h = 0; h < H; ++h) {
        std::vector<double> score;
        for (Index s = 0; s <= query; ++s) {
          double z = 0.0;
          for (Index d = h * K; d < (h + 1) * K; ++d) z += projected(0, query, d) * projected(1, s, d);
          score.push_back(std::exp(z / std::sqrt(double{K})));
        }
        const double total = std::accumulate(score.begin(), score.end(), 0.0);
        for (Index d = h * K; d < (h + 1) * K; ++d) {
          double o = 0.0;
          for (Index s = 0; s <= query; ++s) o += score[static_cast<std::size_t>(s)] / total * projected(2, s, d);
          for (Index c = 0; c < C; ++c) y[static_cast<std::size_t>(c)] += o * tensor(6)[d * C + c];
        }
      }
      for (Index c = 0; c < C; ++c) {
        worst = std::max(worst, std::abs(run.y.data()[(n * S + query) * C + c] - y[static_cast<std::size_t>(c)]));
      }
    }
  }
  CHECK(worst < 1e-13);
}

TEST_CASE("Steps of a causal MultiHeadAttention see nothing of later ones, to the bit", "[layers/transformer]") {
  constexpr Index S = 19, C = 6;
  LayerRun<float, Shape<S, C>, nn::MultiHeadAttention<2, 4, causal>> run(nn::MultiHeadAttention<2, 4, causal>{}, 1);
  run.forward(true);
  const std::vector<float> before(run.y.data(), run.y.data() + S * C);
  for (Index j = 11 * C; j < S * C; ++j) run.x.data()[j] += 1.0f;
  run.forward(true);
  CHECK(same_bits(std::span<const float>(before).first(11 * C), run.y.numbers().first(11 * C)));
  CHECK_FALSE(same_bits(std::span<const float>(before).subspan(11 * C), run.y.numbers().subspan(11 * C)));
}

TEST_CASE("The order of steps makes no difference to MultiHeadAttention without a mask", "[layers/transformer]") {
  constexpr Index S = 5, C = 4;
  LayerRun<double, Shape<S, C>, nn::MultiHeadAttention<2, 3>> run(nn::MultiHeadAttention<2, 3>{}, 1);
  run.forward(true);
  const std::vector<double> before(run.y.data(), run.y.data() + S * C);
  std::rotate(run.x.data(), run.x.data() + C, run.x.data() + S * C);
  run.forward(true);
  for (Index s = 0; s < S; ++s) {
    for (Index c = 0; c < C; ++c) {
      CHECK(std::abs(run.y.data()[s * C + c] - before[static_cast<std::size_t>((s + 1) % S * C + c)]) < 1e-14);
    }
  }
}

TEST_CASE("MultiHeadAttention drops probabilities in training, a share of rate, and divides the others",
          "[layers/transformer]") {
  // Values of 1 and an output of 1: y is the sum of the probabilities that are left.
  constexpr Index S = 40;
  using Run = LayerRun<double, Shape<S, 1>, nn::MultiHeadAttention<1, 1>>;
  Run run(nn::MultiHeadAttention<1, 1>{.dropout = 0.25f}, 50);
  for (std::size_t i = 0; i < 8; ++i) run.parameters.data()[Run::B::parameter_offset(i)] = i == 5 || i == 6 ? 1.0 : 0.0;
  run.forward(false);
  for (const double y : run.y.numbers()) REQUIRE(std::abs(y - 1.0) < 1e-12);
  run.forward(true);
  double mean = 0.0, squares = 0.0;
  for (const double y : run.y.numbers()) mean += y / (50.0 * S);
  for (const double y : run.y.numbers()) squares += (y - mean) * (y - mean) / (50.0 * S);
  CHECK(std::abs(mean - 1.0) < 0.01);
  CHECK(std::abs(squares - 0.25 / 0.75 / S) < 0.001);
}

TEST_CASE("A model refuses a dropout of MultiHeadAttention outside of [0, 1)", "[layers/transformer]") {
  for (const float wrong : {-0.1f, 1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4, 3>{}, nn::MultiHeadAttention<1, 2>{.dropout = wrong}}), nn::InvalidInput,
                         message_contains("MultiHeadAttention: dropout must be in [0, 1)"));
  }
}

TEST_CASE("A transformer encoder of two blocks learns, and its files keep its numbers", "[layers/transformer]") {
  const auto attention = [] { return nn::Residual{nn::LayerNormalization{}, nn::MultiHeadAttention<2, 4>{.dropout = 0.1f}}; };
  const auto feed_forward = [] { return nn::Residual{nn::LayerNormalization{}, nn::Dense<16, nn::gelu>{}, nn::Dense<8>{}}; };
  nn::Sequential model{
      nn::Input<6, 8>{},          attention(), feed_forward(), attention(), feed_forward(), nn::GlobalAveragePooling1D{},
      nn::Dense<2, nn::softmax>{}};
  // Class 1: two steps of the sequence are alike. No step alone, nor their mean, tells it.
  constexpr Index samples = 400;
  nn::Tensor<3> x(samples, 6, 8);
  nn::Labels labels(samples);
  nn::Random random(3);
  for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal<float>();
  for (Index i = 0; i < samples; ++i) {
    labels(i) = static_cast<std::int32_t>(i % 2);
    float* steps = x.data() + i * 48;
    if (i % 2 == 1) std::copy_n(steps + 8 * (i % 3), 8, steps + 8 * (3 + i % 3));
  }
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.003f}, nn::Accuracy{});
  const double before = training.evaluate(x, labels).loss();
  training.fit(x, labels, {.epochs = 40, .batch_size = 20, .seed = 5, .verbose = 0});
  const double after = training.evaluate(x, labels).loss();
  CHECK(before > 0.6);
  CHECK(after < 0.3);

  const TempDir folder;
  const std::string path = (folder.path() / "encoder.safetensors").string();
  nn::save(model, path);
  nn::Sequential copy = model;
  copy.initialize(9);
  nn::load(copy, path);
  const nn::Tensor<2> wanted = model.predict(x), found = copy.predict(x);
  CHECK(std::equal(wanted.data(), wanted.data() + wanted.size(), found.data()));
}

}  // namespace linnet::test::multi_head_attention_layer
