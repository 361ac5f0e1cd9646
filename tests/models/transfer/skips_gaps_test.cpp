// SPDX-License-Identifier: MIT
// A step with frozen layers between those that train, besides the optimizer's update: averages, clipping, rates of tensors.
#include <linnet/models/transfer/skips_gaps.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <vector>

namespace linnet::test::skips_gaps {

namespace nn = linnet;

auto make() {
  return nn::Sequential{nn::Input<12>{}, nn::Dense<11, nn::tanh>{}, nn::Dense<7, nn::tanh>{}, nn::Dense<5, nn::tanh>{},
                        nn::Dense<3, nn::softmax>{}};
}

/// Trains a model whose layers 1 and 2 of 4 are frozen, as `prepare` sets its training up, beside one that is trained as a whole and gets
/// its layers 1 and 2 back after each step: layers that train have the same bits, frozen ones those of the start.
template <class O, class Prepare>
void check_against_whole(const O& optimizer, const Prepare& prepare) {
  nn::Random random(3);
  nn::Tensor<2> x(16, 12);
  fill_uniform(x.data(), x.size(), random, -1.0f, 1.0f);
  nn::Labels y(16);
  for (Index i = 0; i < y.size(); ++i) y(i) = static_cast<std::int32_t>(random.below(3));
  auto model = make(), whole = make();
  auto training = nn::freeze_layers<1, 3>(model).compile(nn::SparseCategoricalCrossentropy{}, optimizer);
  auto of_whole = whole.compile(nn::SparseCategoricalCrossentropy{}, optimizer);
  prepare(training, model);
  prepare(of_whole, whole);
  using Top = decltype(model)::Topology;
  const std::vector<float> start(whole.parameters().begin(), whole.parameters().end());
  const auto put_back = [&] {
    std::copy(start.begin() + Top::parameter_offsets[1], start.begin() + Top::parameter_offsets[3],
              whole.parameters().begin() + Top::parameter_offsets[1]);
  };
  for (int step = 0; step < 6; ++step) {
    training.train_on_batch(x, y);
    of_whole.train_on_batch(x, y);
    put_back();
    CHECK(same_bits(model.parameters(), whole.parameters()));
  }
  training.finalize_variable_values();
  of_whole.finalize_variable_values();
  put_back();
  CHECK(same_bits(model.parameters(), whole.parameters()));
  CHECK(!same_bits(model.parameters(), std::span<const float>(start)));
}

TEST_CASE("An average of weights leaves frozen layers alone", "[models/transfer]") {
  const auto nothing = [](auto&, auto&) {};
  check_against_whole(nn::SGD{.use_ema = true}, nothing);
  check_against_whole(nn::Adam{.use_ema = true, .ema_momentum = 0.7f, .ema_overwrite_frequency = 2}, nothing);
}

TEST_CASE("Norms of tensors are clipped with frozen layers between them as without", "[models/transfer]") {
  check_against_whole(nn::AdamW{.learning_rate = 0.01f, .weight_decay = 0.1f, .clipnorm = 0.05f}, [](auto&, auto&) {});
}

TEST_CASE("Layers around frozen ones have learning rates of their own", "[models/transfer]") {
  const auto rates = [](auto& training, auto& model) {
    training.scale_learning_rate(model.template parameter<0>(0), 0.1f);
    training.scale_learning_rate(model.template parameter<3>(1), 3.0f);
  };
  check_against_whole(nn::AdamW{.learning_rate = 0.01f, .weight_decay = 0.1f}, rates);
  check_against_whole(nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f}, rates);
  auto model = make();
  auto training = nn::freeze_layers<1, 3>(model).compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  CHECK_THROWS_MATCHES(training.scale_learning_rate(model.parameter<1>(0), 0.1f), nn::InvalidInput, message_contains("frozen"));
}

}  // namespace linnet::test::skips_gaps
