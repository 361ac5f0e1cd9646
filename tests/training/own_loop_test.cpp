// SPDX-License-Identifier: MIT
// A loop in one's own hands: compute_gradients and apply_gradients, and gradients of several batches.
#include <linnet/training/train_step.hpp>

#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace linnet::test::own_loop {

namespace nn = linnet;

TEST_CASE("compute_gradients and apply_gradients are the two halves of train_on_batch", "[training]") {
  const Samples s = three_classes(12);
  Classifier whole_model = classifier(), half_model = classifier();
  auto whole = compile(whole_model), half = compile(half_model);
  for (int step = 0; step < 4; ++step) {
    const auto before = parameters_of(half_model);
    const auto want = whole.train_on_batch(s.x, s.y);
    nn::Results<2> have;
    CHECK(allocations_of([&] { have = half.compute_gradients(s.x, s.y); }) == 0);
    CHECK(have.values == want.values);
    CHECK(same_bits(half.gradients(), whole.gradients()));
    CHECK(same_bits(before, half_model.parameters()));
    bool moved = false;
    CHECK(allocations_of([&] { moved = half.apply_gradients(); }) == 0);
    CHECK(moved);
    CHECK(same_bits(half_model.parameters(), whole_model.parameters()));
    CHECK(half.steps() == whole.steps());
  }
}

TEST_CASE("Gradients are read and changed by layer between the halves of a step", "[training]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model, {.learning_rate = 0.5f});
  training.compute_gradients(s.x, s.y);
  const auto bias = training.gradient(model.parameter<0>(1));
  CHECK(bias.size() == 6);
  CHECK(bias.data() - training.gradients().data() == model.parameter<0>(1).data() - model.parameters().data());
  CHECK(std::ranges::any_of(bias, [](float g) { return g != 0.0f; }));
  const auto before = parameters_of(model);
  std::ranges::fill(training.gradients(), 0.0f);
  training.gradient(model.parameter<1>(1))[2] = 1.0f;
  training.apply_gradients();
  auto want = before;
  want[static_cast<std::size_t>(model.parameter<1>(1).data() - model.parameters().data()) + 2] -= 0.5f;
  CHECK(same_bits(want, model.parameters()));

  std::vector<float> other(6);
  Classifier second = classifier();
  CHECK_THROWS_MATCHES(training.gradient(other), nn::InvalidInput, message_contains("no parameters of the training's model"));
  CHECK_THROWS_AS(training.gradient(second.parameter<0>(1)), nn::InvalidInput);
  CHECK_THROWS_AS(training.gradient({}), nn::InvalidInput);
}

TEST_CASE("Gradients that are not finite are not applied, a loss that is not finite computes none", "[training]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model);
  training.compute_gradients(s.x, s.y);
  const std::vector<float> gradients(training.gradients().begin(), training.gradients().end());
  const auto before = parameters_of(model);
  training.gradients()[3] = std::numeric_limits<float>::quiet_NaN();
  CHECK_FALSE(training.apply_gradients());
  CHECK(training.steps() == 0);
  CHECK(same_bits(before, model.parameters()));
  training.compute_gradients(s.x, s.y);
  CHECK(same_bits(gradients, training.gradients()));

  nn::Sequential line{nn::Input<1>{}, nn::Dense<1>{}};
  auto steep = line.compile(nn::MeanSquaredError{}, nn::InPlaceSGD{});
  const std::vector<float> one{1.0f};
  CHECK_THROWS_MATCHES(steep.compute_gradients(one, one), nn::InvalidInput, message_contains("InPlaceSGD has no memory"));
  CHECK_THROWS_MATCHES(steep.apply_gradients(), nn::InvalidInput, message_contains("InPlaceSGD has no memory"));
}

TEST_CASE("A batch whose loss is not finite does not apply gradients that were there before it", "[training]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model, {.gradient_accumulation_steps = 2});
  training.compute_gradients(s.x, s.y);
  training.compute_gradients(s.x, s.y);
  const auto before = parameters_of(model);
  const std::vector<float> gradients(training.gradients().begin(), training.gradients().end());
  const std::vector<float> heavy(12, std::numeric_limits<float>::max());
  CHECK_FALSE(std::isfinite(training.train_on_batch(s.x, s.y, heavy).loss()));
  CHECK(training.steps() == 0);
  CHECK(same_bits(before, model.parameters()));
  CHECK(same_bits(gradients, training.gradients()));
  CHECK(training.apply_gradients());
}

/// Data of `n` samples for a model: numbers in [-1, 1), or indices below 11.
template <class Model>
struct Data {
  std::vector<float> x, y;
  std::vector<std::int32_t> indices;
  Index n;

  explicit Data(Index count) : n(count) {
    Random random(3);
    for (Index i = 0; i < n * Model::Input::size; ++i) {
      x.push_back(random.uniform(-1.0f, 1.0f));
      indices.push_back(static_cast<std::int32_t>(random.below(11)));
    }
    for (Index i = 0; i < n * Model::Output::size; ++i) y.push_back(random.uniform(-1.0f, 1.0f));
  }
  auto x_part(Index first, Index count) const {
    if constexpr (Model::vocabulary > 0) {
      return std::span(indices).subspan(static_cast<std::size_t>(first * Model::Input::size),
                                        static_cast<std::size_t>(count * Model::Input::size));
    } else {
      return std::span(x).subspan(static_cast<std::size_t>(first * Model::Input::size),
                                  static_cast<std::size_t>(count * Model::Input::size));
    }
  }
  auto y_part(Index first, Index count) const {
    return std::span(y).subspan(static_cast<std::size_t>(first * Model::Output::size),
                                static_cast<std::size_t>(count * Model::Output::size));
  }
};

/// Calls f(large, data, small, batch) for steps on 4 x 8 and 3 x 10 samples: `large` trains on all of them at once, `small` accumulates.
template <class Make, class O>
void accumulate(const Make& make, const O& optimizer, bool same = true) {
  for (const auto& [batches, batch] : {std::pair<std::int32_t, Index>{4, 8}, {3, 10}}) {
    CAPTURE(batches);
    auto large_model = make(), small_model = make();
    using Model = decltype(large_model);
    const Data<Model> data(batches * batch);
    auto large = large_model.compile(nn::MeanSquaredError{}, optimizer);
    O accumulating = optimizer;
    accumulating.gradient_accumulation_steps = batches;
    auto small = small_model.compile(nn::MeanSquaredError{}, accumulating);
    const auto check = [&] {
      if (same) {
        CHECK(same_bits(large_model.parameters(), small_model.parameters()));
        return;
      }
      for (std::size_t i = 0; i < large_model.parameters().size(); ++i) {
        CHECK_THAT(small_model.parameters()[i], WithinAbs(static_cast<double>(large_model.parameters()[i]), 2e-5));
      }
    };
    for (int step = 0; step < 3; ++step) {
      large.compute_gradients(data.x_part(0, data.n), data.y_part(0, data.n));
      large.apply_gradients();
      for (std::int32_t i = 0; i < batches; ++i) {
        CHECK(small.steps() == static_cast<std::uint64_t>(step));
        small.train_on_batch(data.x_part(i * batch, batch), data.y_part(i * batch, batch));
      }
      CHECK(small.steps() == static_cast<std::uint64_t>(step + 1));
      check();
    }
    if (same) CHECK(same_bits(large.gradients(), small.gradients()));
  }
}

TEST_CASE("Gradients of 4 x 8 samples give the bits of 32: dense layers, penalties, clipping", "[training]") {
  const auto make = [] {
    return nn::Sequential{nn::Input<7>{}, nn::Dense<21, nn::relu>{.kernel_regularizer = nn::L2{1e-2f}},
                          nn::Dense<16, nn::gelu>{}, nn::Dense<3, nn::tanh>{}};
  };
  accumulate(make, nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f});
  accumulate(make, nn::Adam{.learning_rate = 0.01f, .global_clipnorm = 0.05f});
  accumulate(make, nn::RMSprop{.clipvalue = 0.01f});
  accumulate([] { return nn::Sequential{nn::Input<100>{}, nn::Dense<64, nn::relu>{}, nn::Dense<37>{}}; }, nn::AdamW{});
}

TEST_CASE("Gradients of 4 x 8 samples give the bits of 32: convolutions and branches", "[training]") {
  accumulate(
      [] {
        return nn::Sequential{
            nn::Input<8, 8, 2>{},
            nn::Conv2D<6, 3, nn::relu, nn::ConvOptions{.padding = nn::Padding::same}>{},
            nn::Residual{nn::Conv2D<6, 1, nn::relu>{},
                         nn::DepthwiseConv2D<3, 1, nn::linear, nn::ConvOptions{.padding = nn::Padding::same}>{}},
            nn::MaxPooling2D<2>{},
            nn::Conv2DTranspose<3, 2, nn::relu, nn::ConvOptions{.strides = 2}>{},
            nn::SeparableConv2D<5, 3, nn::relu, nn::ConvOptions{.use_bias = false}>{},
            nn::Flatten{},
            nn::Concatenate{nn::Branch{nn::Dense<4, nn::relu>{}}, nn::Branch{nn::Dense<3>{}}},
            nn::Dense<2>{}};
      },
      nn::Adam{});
}

TEST_CASE("Gradients of 4 x 8 samples give the bits of 32: attention, tables, sequences", "[training]") {
  const auto attention = [] {
    return nn::Sequential{nn::Input<5>{},
                          nn::Embedding<11, 8>{},
                          nn::Residual{nn::MultiHeadAttention<2, 4>{}},
                          nn::TimeDistributed{nn::Dense<4, nn::relu>{}},
                          nn::Flatten{},
                          nn::Dense<2>{}};
  };
  accumulate(attention, nn::Adam{});
  accumulate(attention, nn::SGD{.momentum = 0.9f});
}

TEST_CASE("Layers that sum over the whole batch in another order accumulate but for rounding", "[training]") {
  accumulate([] { return nn::Sequential{nn::Input<6, 3>{}, nn::GRU<5>{}, nn::Dense<2>{}}; }, nn::SGD{}, false);
  accumulate(
      [] {
        return nn::Sequential{nn::Input<6, 3>{},
                              nn::Bidirectional{nn::LSTM<4, nn::RecurrentOptions{.return_sequences = true}>{}},
                              nn::LayerNormalization<>{}, nn::SimpleRNN<5>{}, nn::Dense<2>{}};
      },
      nn::SGD{}, false);
}

TEST_CASE("BatchNormalization sees each batch by itself, and moves its statistics with each", "[training]") {
  nn::Sequential model{nn::Input<3>{}, nn::BatchNormalization<>{}, nn::Dense<1>{}};
  auto plain_model = model;
  const Data<decltype(model)> data(16);
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{.gradient_accumulation_steps = 2});
  auto plain = plain_model.compile(nn::MeanSquaredError{}, nn::SGD{});
  std::vector<float> sum(plain.gradients().size());
  for (const Index first : {0, 8}) {
    training.compute_gradients(data.x_part(first, 8), data.y_part(first, 8));
    plain.compute_gradients(data.x_part(first, 8), data.y_part(first, 8));
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += 0.5f * plain.gradients()[i];
  }
  for (std::size_t i = 0; i < sum.size(); ++i)
    CHECK_THAT(training.gradients()[i], WithinAbs(static_cast<double>(sum[i]), 1e-6));
  CHECK(same_bits(model.state(), plain_model.state()));
}

TEST_CASE("fit accumulates across its batches, and goes on from a checkpoint between them", "[training]") {
  const Samples s = three_classes(40);
  Classifier small_model = classifier(), large_model = classifier(), resumed_model = classifier();
  auto small = compile(small_model, {.learning_rate = 0.1f, .momentum = 0.9f, .gradient_accumulation_steps = 2});
  auto large = compile(large_model);
  small.fit(s.x, s.y, {.epochs = 3, .batch_size = 4, .shuffle = false, .verbose = 0});
  large.fit(s.x, s.y, {.epochs = 3, .batch_size = 8, .shuffle = false, .verbose = 0});
  CHECK(small.steps() == 15);
  CHECK(same_bits(small_model.parameters(), large_model.parameters()));

  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  small.train_on_batch(s.x_part(0, 4), s.y_part(0, 4));
  nn::save_checkpoint(small, path);
  auto resumed = compile(resumed_model, {.learning_rate = 0.1f, .momentum = 0.9f, .gradient_accumulation_steps = 2});
  nn::resume(resumed, path);
  resumed.train_on_batch(s.x_part(4, 4), s.y_part(4, 4));
  large.train_on_batch(s.x_part(0, 8), s.y_part(0, 8));
  CHECK(resumed.steps() == 16);
  CHECK(same_bits(resumed_model.parameters(), large_model.parameters()));

  auto other = compile(resumed_model, {.learning_rate = 0.1f, .momentum = 0.9f, .gradient_accumulation_steps = 3});
  CHECK_THROWS_MATCHES(nn::resume(other, path), std::runtime_error, message_contains(", steps of 2 batches; the training has"));

  // More batches to a step than an epoch has.
  Classifier rare_model = classifier();
  auto rare = compile(rare_model, {.gradient_accumulation_steps = 15});
  const nn::History history = rare.fit(s.x, s.y, {.epochs = 3, .batch_size = 4, .verbose = 0});
  CHECK(history.stop_reason.empty());
  CHECK(rare.steps() == 2);
  CHECK_THROWS_MATCHES(compile(rare_model, {.gradient_accumulation_steps = 0}), nn::InvalidInput,
                       message_contains("gradient_accumulation_steps is 0; it must be at least 1"));
}

TEST_CASE("A table's rows of earlier batches do not train after compute_gradients", "[training]") {
  const auto make = [] { return nn::Sequential{nn::Input<2>{}, nn::Embedding<11, 4>{}, nn::Flatten{}, nn::Dense<1>{}}; };
  auto model = make(), want_model = make();
  auto training = model.compile(nn::MeanSquaredError{}, nn::SGD{}),
       want = want_model.compile(nn::MeanSquaredError{}, nn::SGD{});
  const std::vector<std::int32_t> first{1, 2}, second{3, 4};
  const std::vector<float> y{1.0f};
  training.compute_gradients(first, y);
  for (const auto& x : {second, first, second}) {
    training.train_on_batch(x, y);
    want.train_on_batch(x, y);
    CHECK(same_bits(model.parameters(), want_model.parameters()));
    CHECK(same_bits(training.gradients(), want.gradients()));
  }
}

TEST_CASE("A StaticSequential has the same halves, and accumulates with the same bits", "[training]") {
  const Samples s = three_classes(12);
  Classifier model = classifier();
  auto training = compile(model);
  static nn::StaticSequential inside{nn::Input<4>{}, nn::Dense<6, nn::tanh>{}, nn::Dense<3, nn::softmax>{}};
  inside.initialize(7);
  auto in_place = inside.compile<4>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f});
  const std::span<const float> x(s.x.data(), 48);
  const std::span<const std::int32_t> y(s.y.data(), 12);
  for (int step = 0; step < 3; ++step) {
    training.train_on_batch(s.x, s.y);
    CHECK(allocations_of([&] {
            for (std::size_t i = 0; i < 12; i += 4) in_place.compute_gradients<3>(x.subspan(4 * i, 16), y.subspan(i, 4));
            CHECK(in_place.apply_gradients());
          }) == 0);
    CHECK(same_bits(inside.parameters(), model.parameters()));
    CHECK(same_bits(in_place.gradients(), training.gradients()));
  }
  CHECK(in_place.gradient(inside.parameter<1>(0)).size() == 18);
  CHECK_THROWS_MATCHES(inside.compile<4>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.gradient_accumulation_steps = 2}),
                       nn::InvalidInput, message_contains("accumulates with compute_gradients<steps>"));
}

}  // namespace linnet::test::own_loop
