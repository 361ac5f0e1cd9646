// SPDX-License-Identifier: MIT
#include <linnet/layers/noise/gaussian_noise.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>
#include <limits>
#include <numeric>

namespace linnet::test::gaussian_noise_layer {

namespace nn = linnet;

using Wide = Shape<10000>;
using Run = LayerRun<float, Wide, nn::GaussianNoise>;

/// The noise of n samples.
std::vector<double> noise(float stddev, Random& random, Index n = 1) {
  Run run(nn::GaussianNoise{stddev}, n);
  std::fill_n(run.x.data(), run.x.size(), 0.0f);
  run.layer.forward(ForwardPass<Run::B>{n, run.x.data(), run.y.data(), nullptr, nullptr, nullptr, nullptr, &random, true});
  return {run.y.data(), run.y.data() + run.y.size()};
}

double mean_product(const std::vector<double>& a, std::size_t distance) {
  return std::inner_product(a.begin() + static_cast<std::ptrdiff_t>(distance), a.end(), a.begin(), 0.0) /
         static_cast<double>(a.size() - distance);
}

TEST_CASE("GaussianNoise keeps the contract of a layer", "[layers/noise]") {
  check_layer<Shape<2, 9>>(nn::GaussianNoise{0.4f});
  check_layer<Shape<2, 9>>(nn::GaussianNoise{0.0f});
}

TEST_CASE("GaussianNoise adds numbers with the mean, deviation and quantiles of a normal distribution", "[layers/noise]") {
  Random random(1);
  for (const float stddev : {0.1f, 2.0f}) {
    const double deviation = static_cast<double>(stddev);
    const std::vector<double> added = noise(stddev, random, 5);
    const double count = static_cast<double>(added.size());
    CHECK_THAT(std::accumulate(added.begin(), added.end(), 0.0) / count, WithinAbs(0.0, 4 * deviation / std::sqrt(count)));
    CHECK_THAT(mean_product(added, 0) / (deviation * deviation), WithinAbs(1.0, 4 * std::sqrt(2 / count)));
    for (const auto& [limit, share] : {std::pair{-1.0, 0.158655}, std::pair{0.5, 0.691462}, std::pair{2.0, 0.977250}}) {
      const auto is_below = [bound = limit * deviation](double v) { return v < bound; };
      const auto below = std::count_if(added.begin(), added.end(), is_below);
      CHECK_THAT(static_cast<double>(below) / count, WithinAbs(share, 4 * std::sqrt(share * (1 - share) / count)));
    }
  }
}

TEST_CASE("GaussianNoise draws each number by itself", "[layers/noise]") {
  Random random(2);
  const std::vector<double> added = noise(1.0f, random, 4);
  for (const std::size_t distance : {1u, 2u, 16u, 10000u, 20000u}) {  // neighbours, the same place of another sample
    CHECK_THAT(mean_product(added, distance), WithinAbs(0.0, 4 / std::sqrt(static_cast<double>(added.size() - distance))));
  }
}

TEST_CASE("GaussianNoise is the same for the same seed and new in each step", "[layers/noise]") {
  Random random(3), again(3);
  const std::vector<double> first = noise(1.0f, random);
  CHECK(first == noise(1.0f, again));
  CHECK(first != noise(1.0f, random));
}

TEST_CASE("GaussianNoise passes gradients unchanged", "[layers/noise]") {
  Run run(nn::GaussianNoise{0.3f}, 2);
  run.forward(true);
  run.backward(run.x.data(), run.y.data(), run.dy.data(), run.dx.data());
  CHECK(same_bits(run.dx, run.dy));
}

TEST_CASE("GaussianNoise is the identity in inference and without a deviation", "[layers/noise]") {
  Run run(nn::GaussianNoise{0.5f}, 2), none(nn::GaussianNoise{0.0f}, 2);
  run.forward(false);
  CHECK(same_bits(run.y, run.x));
  none.forward(true);
  CHECK(same_bits(none.y, none.x));
}

TEST_CASE("A model refuses a GaussianNoise with a wrong deviation", "[layers/noise]") {
  for (const float stddev : {-0.1f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    CHECK_THROWS_MATCHES((nn::Sequential{nn::Input<4>{}, nn::GaussianNoise{stddev}, nn::Flatten{}}), nn::InvalidInput,
                         message_contains("GaussianNoise: stddev must be finite and not negative"));
  }
}

}  // namespace linnet::test::gaussian_noise_layer
