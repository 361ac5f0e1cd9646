// SPDX-License-Identifier: MIT
// Recurrent layers in each home of a model, in files, and as first layers that are frozen.
#include <linnet/io/checkpoint.hpp>
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/static_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <sstream>
#include <string>
#include <vector>

namespace linnet::test::recurrent_homes {

namespace nn = linnet;

constexpr Index samples = 24;

/// Every recurrent layer.
auto homes() {
  constexpr nn::RecurrentOptions sequences{.return_sequences = true};
  constexpr nn::RecurrentOptions backwards{.return_sequences = true, .go_backwards = true, .reset_after = false};
  return TwoHomes{nn::Input<6, 4>{},
                  nn::Bidirectional{nn::LSTM<3, sequences>{}},
                  nn::GRU<4, backwards>{.dropout = 0.25f},
                  nn::TimeDistributed{nn::Dense<5, nn::relu>{}},
                  nn::Bidirectional{nn::GRU<4, sequences>{}, nn::merge_mode::sum},
                  nn::SimpleRNN<3>{},
                  nn::Dense<3, nn::softmax>{}};
}

const nn::SparseCategoricalCrossentropy crossentropy{};

TEST_CASE("Recurrent layers train without a heap in a StaticSequential, with the bits of a Sequential", "[models]") {
  auto models = homes();
  const RandomSamples<float> s(samples, 24);
  auto training = models.heap.compile(crossentropy, nn::Adam{});
  auto inside = models.inside.compile<8>(crossentropy, nn::Adam{});
  training.fit(s.tensor(6, 4), s.labels(), {.epochs = 2, .batch_size = 8, .shuffle = false, .seed = 5, .verbose = 0});
  inside.seed(5);
  CHECK(allocations_of([&] { inside.fit(s.x, s.y, {.epochs = 2, .shuffle = false}); }) == 0);
  CHECK(models.same());
}

TEST_CASE("A FrozenSequential of recurrent layers predicts the bits of the model, without a heap", "[models]") {
  const auto model = homes().heap;
  const RandomSamples<float> s(samples, 24);
  const auto wanted = model.predict(s.tensor(6, 4));
  std::apply(
      [&](const auto&... layers) {
        const nn::FrozenSequential here(model.parameters().data(), nullptr, nn::Input<6, 4>{}, layers...);
        std::vector<float> y(static_cast<std::size_t>(wanted.size()));
        CHECK(allocations_of([&] { here.predict(s.x, y); }) == 0);
        CHECK(same_bits(y, std::span(wanted.data(), y.size())));
      },
      model.layers());
}

TEST_CASE("A head trains behind a frozen recurrent layer", "[models]") {
  nn::Sequential base{nn::Input<6, 4>{}, nn::GRU<5>{}, nn::Dense<3, nn::softmax>{}};
  nn::Sequential first{nn::Input<6, 4>{}, nn::GRU<5>{}};
  base.initialize(5);
  const RandomSamples<float> s(samples, 24);
  const std::vector<float> before(base.parameters().begin(), base.parameters().end());
  nn::Sequential model{nn::Input<6, 4>{}, nn::freeze<1>(base), nn::Dense<3, nn::softmax>{}};
  nn::Sequential head{nn::Input<5>{}, nn::Dense<3, nn::softmax>{}};
  STATIC_REQUIRE(decltype(model)::parameter_count() == decltype(head)::parameter_count());
  std::copy_n(base.parameters().begin(), first.parameters().size(), first.parameters().begin());
  auto training = model.compile(crossentropy, nn::Adam{});
  auto head_training = head.compile(crossentropy, nn::Adam{});
  const nn::FitOptions<float> options{.epochs = 2, .batch_size = 7, .seed = 3, .verbose = 0};
  training.fit(s.tensor(6, 4), s.labels(), options);
  head_training.fit(first.predict(s.tensor(6, 4)), s.labels(), options);
  CHECK(same_bits(model.parameters(), head.parameters()));
  CHECK(same_bits(base.parameters(), before));
}

TEST_CASE("Files and checkpoints keep recurrent models", "[models]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  auto one = homes().heap, other = homes().heap;
  one.initialize(9);
  nn::save(one, path);
  nn::load(other, path);
  CHECK(same_bits(one.parameters(), other.parameters()));
  other.initialize(7);
  CHECK(nn::load_weights(other, path).complete());
  CHECK(same_bits(one.parameters(), other.parameters()));
  other.initialize(7);
  nn::save_checkpoint(one, path);
  nn::load_checkpoint(other, path);
  CHECK(same_bits(one.parameters(), other.parameters()));

  // What the weights mean changes with the direction: the file is of another model.
  nn::Sequential forwards{nn::Input<6, 4>{}, nn::GRU<3>{}};
  nn::Sequential backwards{nn::Input<6, 4>{}, nn::GRU<3, nn::RecurrentOptions{.go_backwards = true}>{}};
  nn::save(forwards, path);
  CHECK_THROWS_AS(nn::load(backwards, path), std::runtime_error);
}

TEST_CASE("The compiler knows the bytes of recurrent models, and the summary shows their layers", "[models]") {
  using Model = decltype(homes().inside);
  STATIC_REQUIRE(sizeof(Model) >= static_cast<std::size_t>(Model::parameter_count()) * sizeof(float));
  STATIC_REQUIRE(Model::parameter_count() ==
                 2 * (4 + 3 + 1) * 12 + (6 + 4 + 1) * 12 + 5 * 5 + 2 * (5 + 4 + 2) * 12 + (4 + 3 + 1) * 3 + 12);
  STATIC_REQUIRE(Model::inference_bytes() < 2048);
  STATIC_REQUIRE(Model::training_bytes(nn::Adam{}, 8) > Model::training_bytes(nn::Adam{}, 1));
  std::ostringstream out;
  homes().heap.summary(out);
  for (const char* const layer : {"bidirectional", "lstm_1", "gru_2", "time_distributed", "simple_rnn"}) {
    INFO(layer);
    CHECK(out.str().find(layer) != std::string::npos);
  }
}

}  // namespace linnet::test::recurrent_homes
