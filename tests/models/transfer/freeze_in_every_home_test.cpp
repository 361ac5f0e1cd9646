// SPDX-License-Identifier: MIT
// Frozen layers in static memory, with tables of indices, in checkpoints, and in what a training costs.
#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>
#include <linnet/models/transfer/freeze_layers.hpp>
#include <linnet/training/static_training.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace linnet::test::freeze_in_every_home {

namespace nn = linnet;

constexpr Index samples = 24;
const nn::SparseCategoricalCrossentropy loss;

struct Data {
  nn::Tensor<3> x{samples, 6, 6};
  nn::Labels y{samples};
  Data() {
    nn::Random random(3);
    fill_uniform(x.data(), x.size(), random, -1.0f, 1.0f);
    for (Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(random.below(3));
  }
};

template <template <class...> class Home>
using ModelIn = Home<nn::Input<6, 6, 1>, nn::Conv2D<4, 3, nn::relu>, nn::BatchNormalization<>, nn::Flatten,
                     nn::Dense<8, nn::relu>, nn::Dense<3, nn::softmax>>;
template <class Model>
Model made() {
  return Model(nn::Input<6, 6, 1>{}, nn::Conv2D<4, 3, nn::relu>{}, nn::BatchNormalization{}, nn::Flatten{},
               nn::Dense<8, nn::relu>{}, nn::Dense<3, nn::softmax>{});
}
using OnHost = ModelIn<nn::Sequential>;
using OnChip = ModelIn<nn::StaticSequential>;

TEST_CASE("A static model with frozen layers trains to the bits of one on the heap, without allocating", "[models/transfer]") {
  const Data data;
  const auto check = [&](const auto& freeze) {
    OnHost model = made<OnHost>();
    auto training = freeze(model).compile(loss, nn::Adam{});
    training.fit(data.x, data.y, {.epochs = 2, .batch_size = 7, .seed = 3, .verbose = 0});
    OnChip chip = made<OnChip>();
    const std::uint64_t allocated = allocations_of([&] {
      auto fixed = freeze(chip).template compile<7, samples>(loss, nn::Adam{});
      fixed.seed(3);
      fixed.fit(data.x, data.y, {.epochs = 2});
    });
    CHECK(allocated == 0);
    CHECK(same_bits(model.parameters(), chip.parameters()));
    CHECK(same_bits(model.state(), chip.state()));
  };
  check([](auto& model) { return nn::freeze_layers<3>(model); });
  check([](auto& model) { return nn::freeze_layers<1, 4>(model); });
  check([](auto& model) { return nn::freeze_layers<-1>(model); });
}

TEST_CASE("A step of a training with frozen layers allocates nothing", "[models/transfer]") {
  const Data data;
  OnHost model = made<OnHost>();
  auto training = nn::freeze_layers<1, 4>(model).compile(loss, nn::Adam{});
  training.train_on_batch(data.x, data.y);
  CHECK(allocations_of([&] { training.train_on_batch(data.x, data.y); }) == 0);
}

TEST_CASE("Only layers that train have gradients and moments", "[models/transfer]") {
  OnHost model = made<OnHost>();
  auto head = nn::freeze_layers<-1>(model);
  STATIC_REQUIRE(decltype(head)::parameter_count() == OnHost::parameter_count() - 27);
  auto last = nn::freeze_layers<4>(model);
  STATIC_REQUIRE(decltype(last)::parameter_count() == 27);
  STATIC_REQUIRE(decltype(last)::state_count() == 0);
  STATIC_REQUIRE(decltype(last)::Topology::first_trained == 4);
  STATIC_REQUIRE(decltype(last)::multiply_accumulates() == OnHost::multiply_accumulates());
  // A gradient and two moments less for each number that is frozen; the scratch of both depends on the CPU.
  constexpr Index less = 3 * (OnHost::parameter_count() - 27) * static_cast<Index>(sizeof(float));
  STATIC_REQUIRE(decltype(last)::training_bytes(nn::Adam{}, 1) + less <= OnHost::training_bytes(nn::Adam{}, 1));
  OnChip chip = made<OnChip>();
  auto frozen = nn::freeze_layers<4>(chip).compile<1>(loss, nn::Adam{});
  auto whole = chip.compile<1>(loss, nn::Adam{});
  STATIC_REQUIRE(sizeof(frozen) + static_cast<std::size_t>(less) <= sizeof(whole));
  CHECK(frozen.gradients().size() < 64);
}

TEST_CASE("InPlaceSGD trains the layers that are not frozen", "[models/transfer]") {
  const Data data;
  const auto check = [&](const auto& freeze) {
    const auto make = [] {
      return nn::StaticSequential{nn::Input<36>{}, nn::Dense<8, nn::relu>{}, nn::Dense<8, nn::tanh>{},
                                  nn::Dense<3, nn::softmax>{}};
    };
    auto a = make(), b = make();
    const std::span<const float> x(data.x.data(), static_cast<std::size_t>(data.x.size()));
    freeze(a).template compile<4>(loss, nn::InPlaceSGD{}).fit(x, data.y, {.epochs = 2});
    freeze(b).template compile<4>(loss, nn::SGD{}).fit(x, data.y, {.epochs = 2});
    CHECK(same_but_for_rounding(std::span<const float>(a.parameters()), std::span<const float>(b.parameters())));
    CHECK(!same_bits(a.parameters(), make().parameters()));
  };
  check([](auto& model) { return nn::freeze_layers<1>(model); });
  check([](auto& model) { return nn::freeze_layers<1, 2>(model); });
  check([](auto& model) { return nn::freeze_layers<2, 3>(model); });
}

TEST_CASE("An Embedding is frozen, or trains before frozen layers, row by row", "[models/transfer]") {
  nn::Tensor<2> numbers(samples, 5);
  std::vector<std::int32_t> x(samples * 5);
  nn::Random random(1);
  for (std::int32_t& index : x) index = static_cast<std::int32_t>(random.below(9));
  const Data data;
  const auto make = [] {
    return nn::Sequential{nn::Input<5>{}, nn::Embedding<12, 4>{}, nn::GRU<6>{}, nn::Dense<3, nn::softmax>{}};
  };
  auto model = make();
  auto frozen = nn::freeze_layers<"embedding">(model).compile(loss, nn::Adam{});
  frozen.fit(x, data.y, {.epochs = 2, .batch_size = 8, .seed = 1, .verbose = 0});
  CHECK(same_bits(model.parameter<0>(0), make().parameter<0>(0)));
  CHECK(!same_bits(model.parameter<1>(0), make().parameter<1>(0)));

  auto middle = make();
  nn::freeze_layers<"gru">(middle).compile(loss, nn::Adam{}).fit(x, data.y, {.epochs = 2, .batch_size = 8, .verbose = 0});
  CHECK(same_bits(middle.parameter<1>(0), make().parameter<1>(0)));
  CHECK(!same_bits(middle.parameter<2>(0), make().parameter<2>(0)));
  const auto untrained = make();
  const std::span<const float> table = middle.parameter<0>(0), before = untrained.parameter<0>(0);
  CHECK(!same_bits(table.first(36), before.first(36)));
  CHECK(same_bits(table.subspan(36), before.subspan(36)));  // rows 9, 10, 11
}

TEST_CASE("A checkpoint of a training with frozen layers holds the whole model, and says what is frozen", "[models/transfer]") {
  const Data data;
  const TempDir folder;
  const std::string path = (folder.path() / "frozen.ck").string();
  OnHost model = made<OnHost>();
  model.initialize(4);
  auto training = nn::freeze_layers<1, 4>(model).compile(loss, nn::Adam{});
  training.fit(data.x, data.y, {.epochs = 1, .batch_size = 8, .seed = 1, .verbose = 0});
  nn::save_checkpoint(training, path);

  OnHost loaded = made<OnHost>();
  nn::load_checkpoint(loaded, path);
  CHECK(same_bits(loaded.parameters(), model.parameters()));
  CHECK(same_bits(loaded.state(), model.state()));

  OnHost resumed = made<OnHost>();
  auto again = nn::freeze_layers<1, 4>(resumed).compile(loss, nn::Adam{});
  nn::resume(again, path);
  CHECK(same_bits(resumed.parameters(), model.parameters()));
  again.fit(data.x, data.y, {.epochs = 2, .batch_size = 8, .verbose = 0});
  auto other = nn::freeze_layers<2, 4>(resumed).compile(loss, nn::Adam{});
  CHECK_THROWS_MATCHES(nn::resume(other, path), std::runtime_error,
                       message_contains("frozen layers 1, 2, 3; the training has"));
  auto whole = resumed.compile(loss, nn::Adam{});
  CHECK_THROWS_AS(nn::resume(whole, path), std::runtime_error);
}

TEST_CASE("EarlyStopping puts back the best parameters of the layers that train", "[models/transfer]") {
  const Data data;
  OnHost model = made<OnHost>();
  auto training = nn::freeze_layers<2>(model).compile(loss, nn::SGD{.learning_rate = 0.05f});
  const nn::History history =
      training.fit(data.x, data.y,
                   {.epochs = 30,
                    .batch_size = 4,
                    .validation_data = {data.x, data.y},
                    .seed = 1,
                    .callbacks = {nn::EarlyStopping{.monitor = "val_loss", .patience = 2, .restore_best = true}},
                    .verbose = 0});
  const std::vector<double>& losses = history["val_loss"];
  CHECK_THAT(training.evaluate(data.x, data.y, 4).loss(), WithinAbs(*std::min_element(losses.begin(), losses.end()), 1e-6));
}

TEST_CASE("A model that was moved from cannot be frozen", "[models/transfer]") {
  OnHost model = made<OnHost>();
  const auto other = std::move(model);
  CHECK_THROWS_MATCHES(nn::freeze_layers<1>(model), nn::InvalidInput, message_contains("it was moved from"));
}

}  // namespace linnet::test::freeze_in_every_home
