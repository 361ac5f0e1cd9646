// SPDX-License-Identifier: MIT
#include <linnet/models/adapt.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <cmath>
#include <limits>
#include <vector>

namespace linnet::test::adapting {

namespace nn = linnet;

nn::Tensor<2> samples_of_four() {
  nn::Tensor<2> x(4, 2);
  x.setValues({{1.0f, 10.0f}, {2.0f, 10.0f}, {3.0f, 30.0f}, {6.0f, 30.0f}});
  return x;
}

template <class Numbers>
std::vector<float> copy_of(const Numbers& numbers) {
  return {numbers.begin(), numbers.end()};
}

TEST_CASE("adapt sets the statistics of the first layer, and again", "[models]") {
  nn::Sequential model{nn::Input<2>{}, nn::Normalization{}, nn::Dense<1>{}};
  nn::adapt(model, samples_of_four());
  CHECK(copy_of(model.state<0>(0)) == std::vector<float>{3.0f, 20.0f});
  CHECK(copy_of(model.state<0>(1)) == std::vector<float>{3.5f, 100.0f});
  nn::Tensor<2> other(1, 2);
  other.setValues({{5.0f, 6.0f}});
  nn::adapt(model, other);
  CHECK(copy_of(model.state<0>(0)) == std::vector<float>{5.0f, 6.0f});
  CHECK(copy_of(model.state<0>(1)) == std::vector<float>{0.0f, 0.0f});
}

TEST_CASE("adapt looks behind Flatten and Reshape", "[models]") {
  nn::Tensor<3> x(2, 2, 2);
  x.setValues({{{1.0f, 2.0f}, {3.0f, 4.0f}}, {{5.0f, 6.0f}, {7.0f, 8.0f}}});
  nn::Sequential flat{nn::Input<2, 2>{}, nn::Flatten{}, nn::Normalization{}};
  nn::adapt(flat, x);
  CHECK(copy_of(flat.state<1>(0)) == std::vector<float>{3.0f, 4.0f, 5.0f, 6.0f});
  nn::Sequential reshaped{nn::Input<2, 2>{}, nn::Flatten{}, nn::Reshape<4, 1>{}, nn::Normalization{}};
  nn::adapt(reshaped, x);
  CHECK(copy_of(reshaped.state<2>(0)) == std::vector<float>{4.5f});
  CHECK(copy_of(reshaped.state<2>(1)) == std::vector<float>{5.25f});
}

TEST_CASE("adapt gives a StaticSequential the same bits, without a heap", "[models]") {
  nn::Random random(1);
  nn::Tensor<2> x(100, 19);
  fill_uniform(x.data(), x.size(), random, 3.0f, 4.0f);
  nn::Sequential model{nn::Input<19>{}, nn::Normalization{}, nn::Dense<1>{}};
  nn::StaticSequential on_chip{nn::Input<19>{}, nn::Normalization{}, nn::Dense<1>{}};
  nn::adapt(model, x);
  const std::span<const float> numbers(x.data(), static_cast<std::size_t>(x.size()));
  CHECK(allocations_of([&] { nn::adapt(on_chip, numbers); }) == 0);
  CHECK(same_bits(model.state(), on_chip.state()));
  CHECK(model.state<0>(0)[18] != 0.0f);
  CHECK_THROWS_MATCHES(nn::adapt(on_chip, numbers.first(20)), nn::InvalidInput,
                       message_contains("adapt: x is not a whole number of samples"));
  CHECK_THROWS_MATCHES(nn::adapt(on_chip, numbers.first(0)), nn::InvalidInput,
                       message_contains("adapt: x is not a whole number of samples"));
}

TEST_CASE("adapt refuses data that a model would, and then changes nothing", "[models]") {
  nn::Sequential model{nn::Input<2>{}, nn::Normalization{}};
  nn::adapt(model, samples_of_four());
  const std::vector<float> state = copy_of(model.state());
  const auto refuses = [&](const nn::Tensor<2>& x, const std::string& reason) {
    CHECK_THROWS_MATCHES(nn::adapt(model, x), nn::InvalidInput, message_contains("adapt: " + reason));
    CHECK(same_bits(model.state(), state));
  };
  refuses(nn::Tensor<2>(0, 2), "x has no samples");
  refuses(nn::Tensor<2>(4, 3), "x has 3 numbers per sample, the model's Input<...> needs 2");
  nn::Tensor<2> x = samples_of_four();
  x(3, 1) = std::numeric_limits<float>::quiet_NaN();
  refuses(x, "x has nan in sample 3");
  x(3, 1) = -1.1e18f;
  refuses(x, "x has numbers that are not finite, or so large that their variance overflows");
  x(3, 1) = 1e18f;
  x(2, 1) = -1e18f;
  nn::adapt(model, x);
  CHECK(std::isfinite(model.state<0>(1)[1]));
}

}  // namespace linnet::test::adapting
