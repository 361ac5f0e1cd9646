// SPDX-License-Identifier: MIT
#include <linnet/models/predict_in_training.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <cmath>
#include <limits>
#include <utility>

namespace linnet::test::predict_in_training {

namespace nn = linnet;

TEST_CASE("Dropout drops in training, by the seed, and divides what it keeps", "[models]") {
  nn::Sequential model{nn::Input<1000>{}, nn::Dropout{0.25f}};
  nn::Tensor<2> x(1, 1000);
  x.setConstant(3.0f);
  const nn::Tensor<2> y = nn::predict_in_training(model, x);
  Index kept = 0;
  for (Index i = 0; i < 1000; ++i) {
    CHECK((y(0, i) == 0.0f || std::abs(y(0, i) - 4.0f) < 1e-6f));
    kept += y(0, i) != 0.0f;
  }
  CHECK(std::abs(kept - 750) < 60);
  CHECK(same_bits(nn::predict_in_training(model, x), y));
  CHECK(!same_bits(nn::predict_in_training(model, x, 1), y));
  CHECK(same_bits(model.predict(x), x));
}

TEST_CASE("BatchNormalization takes the statistics of the batch, and the model does not change", "[models]") {
  const nn::Sequential model{nn::Input<2>{}, nn::BatchNormalization{}};
  const std::vector<float> state(model.state().begin(), model.state().end());
  nn::Tensor<2> x(4, 2);
  x.setValues({{1.0f, 10.0f}, {2.0f, 20.0f}, {3.0f, 30.0f}, {6.0f, 40.0f}});
  const nn::Tensor<2> y = nn::predict_in_training(model, x);
  for (Index c = 0; c < 2; ++c) {
    double mean = 0.0, variance = 0.0;
    for (Index i = 0; i < 4; ++i) mean += static_cast<double>(y(i, c)) / 4.0;
    for (Index i = 0; i < 4; ++i) variance += std::pow(static_cast<double>(y(i, c)) - mean, 2.0) / 4.0;
    CHECK_THAT(mean, WithinAbs(0.0, 1e-6));
    CHECK_THAT(variance, WithinAbs(1.0, 1e-3));  // epsilon
  }
  CHECK(same_bits(model.state(), state));
}

TEST_CASE("A model without random layers and statistics of batches gives its predictions", "[models]") {
  nn::Sequential model{nn::TypedInput<double, 6, 6, 1>{}, nn::Conv2D<3, 3, nn::relu>{}, nn::Residual{nn::Conv2D<3, 1>{}},
                       nn::Flatten{}, nn::Dense<4, nn::softmax>{}};
  nn::Random random(1);
  nn::Tensor<3, double> x(5, 6, 6);  // without the channel, as predict takes it
  fill_uniform(x.data(), x.size(), random);
  const nn::Tensor<2, double> expected = model.predict(x), y = nn::predict_in_training(model, x);
  for (Index i = 0; i < y.size(); ++i) CHECK_THAT(y.data()[i], WithinAbs(expected.data()[i], 1e-12));
  const nn::Sequential flat{nn::Input<2, 2>{}, nn::Flatten{}};
  CHECK(same_bits(nn::predict_in_training(flat, std::vector<float>{1, 2, 3, 4}), std::vector<float>{1, 2, 3, 4}));
}

TEST_CASE("predict_in_training refuses what predict refuses", "[models]") {
  nn::Sequential model{nn::Input<2>{}, nn::Dropout{}};
  CHECK_THROWS_MATCHES(nn::predict_in_training(model, nn::Tensor<2>(0, 2)), nn::InvalidInput,
                       message_contains("predict_in_training: x has no samples"));
  CHECK_THROWS_MATCHES(nn::predict_in_training(model, nn::Tensor<2>(1, 3)), nn::InvalidInput,
                       message_contains("x has 3 numbers per sample, the model's Input<...> needs 2"));
  nn::Tensor<2> x(1, 2);
  x.setConstant(std::numeric_limits<float>::infinity());
  CHECK_THROWS_AS(nn::predict_in_training(model, x), nn::InvalidInput);
  const auto other = std::move(model);
  CHECK_THROWS_MATCHES(nn::predict_in_training(model, x), nn::InvalidInput, message_contains("it was moved from"));
}

}  // namespace linnet::test::predict_in_training
