// SPDX-License-Identifier: MIT
#include <linnet/layers/dropout.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>
#include <numeric>

namespace linnet::test::dropout_layer {

namespace nn = linnet;

using Wide = Shape<10000>;
using Run = LayerRun<float, Wide, nn::Dropout>;

/// The output for an input of ones with the mask that `random` gives.
std::vector<float> dropped(float rate, Random& random, Index n = 1) {
  Run run(nn::Dropout{rate}, n);
  std::fill_n(run.x.data(), run.x.size(), 1.0f);
  run.layer.forward(
      ForwardPass<Run::B>{n, run.x.data(), run.y.data(), nullptr, nullptr, run.remembered.data(), nullptr, &random, true});
  return {run.y.data(), run.y.data() + run.y.size()};
}

double share_of_zeros(const std::vector<float>& y) {
  return static_cast<double>(std::count(y.begin(), y.end(), 0.0f)) / static_cast<double>(y.size());
}

TEST_CASE("Dropout keeps the contract of a layer", "[layers]") {
  check_layer<Shape<2, 9>>(nn::Dropout{0.4f});
  check_layer<Shape<2, 9>>(nn::Dropout{0.0f});
}

TEST_CASE("Dropout drops the share `rate` and scales the rest so that the mean stays", "[layers]") {
  Random random(1);
  for (const float rate : {0.1f, 0.25f, 0.5f, 0.9f}) {
    const std::vector<float> y = dropped(rate, random, 5);
    const double p = static_cast<double>(rate);
    const double deviation = std::sqrt(p * (1 - p) / 50000);
    CHECK_THAT(share_of_zeros(y), WithinAbs(p, 4 * deviation));
    for (const float v : y) {
      if (v != 0.0f && v != 1.0f / (1.0f - rate)) FAIL(v << " at rate " << rate);
    }
  }
}

TEST_CASE("Dropout decides for each number by itself", "[layers]") {
  Random random(2);
  const std::vector<float> y = dropped(0.5f, random, 4);
  for (const std::size_t distance :
       {1u, 2u, 3u, 16u, 64u, 10000u}) {  // a neighbour, a vector, the same place of the next sample
    int both = 0, all = 0;
    for (std::size_t i = 0; i + distance < y.size(); ++i, ++all) both += y[i] == 0.0f && y[i + distance] == 0.0f;
    CHECK_THAT(static_cast<double>(both) / all, WithinAbs(0.25, 4 * std::sqrt(0.25 * 0.75 / all)));
  }
}

TEST_CASE("Dropout has the same mask for the same seed and a new one in each step", "[layers]") {
  Random random(3), again(3), other(4);
  const std::vector<float> first = dropped(0.5f, random);
  CHECK(first == dropped(0.5f, again));
  const auto agreement = [&](const std::vector<float>& y) {
    return static_cast<double>(std::inner_product(y.begin(), y.end(), first.begin(), 0, std::plus{}, std::equal_to{})) / 10000;
  };
  CHECK_THAT(agreement(dropped(0.5f, random)), WithinAbs(0.5, 0.02));
  CHECK_THAT(agreement(dropped(0.5f, other)), WithinAbs(0.5, 0.02));
}

TEST_CASE("Dropout backward has the mask of forward", "[layers]") {
  Run run(nn::Dropout{0.3f}, 2);
  std::fill_n(run.x.data(), run.x.size(), 1.0f);
  std::fill_n(run.dy.data(), run.dy.size(), 1.0f);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  CHECK(same_bits(run.dx, run.y));
}

TEST_CASE("Dropout is the identity in inference and at rate 0", "[layers]") {
  Run run(nn::Dropout{0.5f}, 2);
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
  Findings findings;
  CHECK(same_bits(infer<float, Wide>(run.layer, run.x.data(), 2, nullptr, nullptr, findings), run.x));
  CHECK(findings.text == "");
  Run none(nn::Dropout{0.0f}, 2);
  none.forward(true);
  CHECK(same_bits(none.y, none.x));
}

TEST_CASE("A model refuses a Dropout whose rate is not in [0, 1)", "[layers]") {
  const auto make = [](float rate) { nn::Sequential{nn::Input<4>{}, nn::Dropout{rate}, nn::Flatten{}}; };
  CHECK_NOTHROW(make(0.0f));
  CHECK_NOTHROW(make(0.999f));
  for (const float rate : {-0.1f, 1.0f, 1.5f, std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_THROWS_MATCHES(make(rate), nn::InvalidInput, message_contains("Dropout: rate must be in [0, 1)"));
  }
}

}  // namespace linnet::test::dropout_layer
