// SPDX-License-Identifier: MIT
#include <linnet/training/on_chip/accumulation.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/static_models.hpp>

namespace linnet::test::accumulation {

namespace nn = linnet;

constexpr nn::SparseCategoricalCrossentropy crossentropy{};

/// A depthwise separable CNN of both homes.
auto separable() {
  return TwoHomes{nn::Input<6, 6, 1>{},
                  nn::Conv2D<4, 3, nn::relu>{},
                  nn::DepthwiseConv2D<3, 1, nn::relu>{},
                  nn::Conv2D<6, 1, nn::relu>{},
                  nn::GlobalAveragePooling2D{},
                  nn::Dense<3, nn::softmax>{.kernel_regularizer = nn::L2{1e-3f}}};
}

TEST_CASE("A fit of 4 x 8 samples to a step has the bits of batches of 32, in less memory", "[training/on_chip]") {
  auto homes = separable();
  const RandomSamples<float> s(96, 36);
  auto large_model = homes.inside;
  const nn::Adam adam{.learning_rate = 0.01f, .clipvalue = 0.05f};
  auto small = homes.inside.compile<8>(crossentropy, adam, nn::Accuracy{});
  auto large = large_model.compile<32>(crossentropy, adam, nn::Accuracy{});
  const auto wanted = large.fit(s.x, s.y, {.epochs = 3}, nn::sample_weight(s.weights));
  CHECK(allocations_of([&] {
          const auto results =
              small.fit(s.x, s.y, {.epochs = 3}, nn::gradient_accumulation_steps(4), nn::sample_weight(s.weights));
          CHECK(results["accuracy"] == wanted["accuracy"]);
        }) == 0);
  CHECK(small.steps() == 9);
  CHECK(same_bits(homes.inside.parameters(), large_model.parameters()));
  CHECK(same_bits(small.gradients(), large.gradients()));
  CHECK(sizeof(small) < sizeof(large));
}

TEST_CASE("A fit accumulates across epochs, as Training does", "[training/on_chip]") {
  auto homes = separable();
  const RandomSamples<float> s(45, 36);
  auto training = homes.heap.compile(crossentropy, nn::SGD{.momentum = 0.9f, .gradient_accumulation_steps = 4});
  auto inside = homes.inside.compile<8, 45>(crossentropy, nn::SGD{.momentum = 0.9f});
  inside.seed(3);
  training.fit(s.tensor(6, 6, 1), s.labels(), {.epochs = 3, .batch_size = 8, .seed = 3, .verbose = 0});
  inside.fit(s.x, s.y, {.epochs = 3}, nn::gradient_accumulation_steps(4));
  CHECK(inside.steps() == 4);
  CHECK(inside.steps() == training.steps());
  CHECK(homes.same());
  CHECK_THROWS_MATCHES(inside.fit(s.x, s.y, {}, nn::gradient_accumulation_steps(0)), InvalidInput,
                       message_contains("gradient_accumulation_steps must be at least 1"));
}

}  // namespace linnet::test::accumulation
