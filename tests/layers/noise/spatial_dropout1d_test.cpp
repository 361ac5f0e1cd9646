// SPDX-License-Identifier: MIT
#include <linnet/layers/noise/spatial_dropout1d.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>

namespace linnet::test::spatial_dropout1d_layer {

namespace nn = linnet;

constexpr Index steps = 5, channels = 4000;
using Run = LayerRun<float, Shape<steps, channels>, nn::SpatialDropout1D>;

/// The factors of n samples: the output for an input of ones.
Run dropped(float rate, Index n) {
  Run run(nn::SpatialDropout1D{rate}, n);
  std::fill_n(run.x.data(), run.x.size(), 1.0f);
  run.forward(true);
  return run;
}

TEST_CASE("SpatialDropout1D keeps the contract of a layer", "[layers/noise]") {
  check_layer<Shape<4, 9>>(nn::SpatialDropout1D{0.4f});
  check_layer<Shape<4, 9>>(nn::SpatialDropout1D{0.0f});
}

TEST_CASE("SpatialDropout1D drops channels at all steps of a sample, each sample its own", "[layers/noise]") {
  for (const float rate : {0.1f, 0.5f, 0.9f}) {
    const Run run = dropped(rate, 3);
    const double p = static_cast<double>(rate);
    int zeros = 0, both = 0;
    for (Index i = 0; i < 3; ++i) {
      const float* const first = run.y.data() + i * steps * channels;
      for (Index c = 0; c < channels; ++c) {
        for (Index s = 1; s < steps; ++s) REQUIRE(first[s * channels + c] == first[c]);
        if (first[c] != 0.0f && first[c] != 1.0f / (1.0f - rate)) FAIL(first[c] << " at rate " << rate);
        zeros += first[c] == 0.0f;
        both += i > 0 && first[c] == 0.0f && first[c - steps * channels] == 0.0f;
      }
    }
    CHECK_THAT(zeros / (3.0 * channels), WithinAbs(p, 4 * std::sqrt(p * (1 - p) / (3.0 * channels))));
    CHECK_THAT(both / (2.0 * channels), WithinAbs(p * p, 4 * std::sqrt(p * p * (1 - p * p) / (2.0 * channels))));
  }
}

TEST_CASE("SpatialDropout1D backward has the mask of forward", "[layers/noise]") {
  Run run = dropped(0.3f, 2);
  std::fill_n(run.dy.data(), run.dy.size(), 1.0f);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  CHECK(same_bits(run.dx, run.y));
}

TEST_CASE("SpatialDropout1D is the identity in inference and at rate 0", "[layers/noise]") {
  Run run(nn::SpatialDropout1D{0.5f}, 2), none(nn::SpatialDropout1D{0.0f}, 2);
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
  none.forward(true);
  CHECK(same_bits(none.y, none.x));
}

TEST_CASE("A model refuses a SpatialDropout1D whose rate is not in [0, 1)", "[layers/noise]") {
  CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4, 2>{}, nn::SpatialDropout1D{1.0f}, nn::Flatten{}}), nn::InvalidInput,
                       message_contains("SpatialDropout1D: rate must be in [0, 1)"));
}

}  // namespace linnet::test::spatial_dropout1d_layer
