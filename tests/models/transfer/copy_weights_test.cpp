// SPDX-License-Identifier: MIT
#include <linnet/models/transfer/copy_weights.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <utility>

namespace linnet::test::copy_weights {

namespace nn = linnet;

template <nn::Index Classes>
using Head = nn::Dense<Classes, nn::softmax>;

TEST_CASE("Models that begin alike share the numbers of these layers, in any home", "[models/transfer]") {
  nn::Sequential digits{nn::Input<6>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, Head<3>{}};
  digits.initialize(5);
  for (float& number : digits.state()) number += 0.25f;
  nn::StaticSequential letters{nn::Input<6>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, Head<5>{},
                               nn::Dropout{0.5f}};
  const std::vector<float> head(letters.parameter<2>(0).begin(), letters.parameter<2>(0).end());
  nn::copy_weights<-1>(digits, letters);
  CHECK(same_bits(digits.parameter<0>(0), letters.parameter<0>(0)));
  CHECK(same_bits(digits.parameter<1>(1), letters.parameter<1>(1)));
  CHECK(same_bits(digits.state<1>(1), letters.state<1>(1)));
  CHECK(same_bits(std::span<const float>(head), std::span<const float>(letters.parameter<2>(0))));

  nn::Sequential first{nn::Input<6>{}, nn::Dense<4, nn::relu>{}, nn::Dense<2>{}};
  nn::copy_weights<"dense">(letters, first);
  CHECK(same_bits(digits.parameter<0>(0), first.parameter<0>(0)));
  nn::copy_weights<2>(digits, letters);
  const nn::FrozenSequential flash(digits.parameters().data(), digits.state().data(), nn::Input<6>{}, nn::Dense<4, nn::relu>{},
                                   nn::BatchNormalization{}, Head<3>{});
  nn::Sequential whole{nn::Input<6>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, Head<3>{}};
  nn::copy_weights<3>(flash, whole);
  CHECK(same_bits(whole.parameters(), digits.parameters()));
}

TEST_CASE("A model that was moved from has no weights to copy, nor room for any", "[models/transfer]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dense<2>{}}, to = model;
  const auto other = std::move(model);
  CHECK_THROWS_MATCHES(nn::copy_weights<1>(model, to), nn::InvalidInput, message_contains("it was moved from"));
  CHECK_THROWS_MATCHES(nn::copy_weights<1>(to, model), nn::InvalidInput, message_contains("it was moved from"));
}

}  // namespace linnet::test::copy_weights
