// SPDX-License-Identifier: MIT
// Models of convolutions that are more than a classifier: a temporal convolutional network (Bai et al., 2018) and an autoencoder.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <cmath>
#include <vector>

namespace linnet::test::convolutional_models {

namespace nn = linnet;

/// A level: two causal convolutions around which the input goes. Two levels of dilation d see 4 d steps more.
template <Index Dilation>
auto level() {
  constexpr nn::ConvOptions causal{.padding = Padding::causal, .dilation_rate = Dilation};
  return nn::Residual{nn::Conv1D<12, 3, nn::relu, causal>{}, nn::SpatialDropout1D{0.05f},
                      nn::Conv1D<12, 3, nn::linear, causal>{}};
}

constexpr Index steps = 40;

auto tcn() {
  return nn::Sequential{nn::Input<steps, 1>{},
                        nn::Conv1D<12, 1>{},
                        level<1>(),
                        nn::Activation<nn::relu>{},
                        level<2>(),
                        nn::Activation<nn::relu>{},
                        level<4>(),
                        nn::Activation<nn::relu>{},
                        level<8>(),
                        nn::Activation<nn::relu>{},
                        nn::Conv1D<1, 1>{}};
}

TEST_CASE("A temporal convolutional network of four levels learns a mean over earlier steps", "[models]") {
  constexpr Index samples = 200, window = 20;
  nn::Random random(1);
  nn::Tensor<3> x(samples, steps, 1), y(samples, steps, 1);
  for (Index i = 0; i < samples; ++i) {
    for (Index s = 0; s < steps; ++s) {
      x(i, s, 0) = random.uniform(-1.0f, 1.0f);
      float sum = 0.0f;
      for (Index k = std::max<Index>(0, s - window + 1); k <= s; ++k) sum += x(i, k, 0);
      y(i, s, 0) = sum / 5.0f;
    }
  }
  auto model = tcn();
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 0.005f});
  const nn::History history = training.fit(x, y, {.epochs = 15, .batch_size = 20, .seed = 1, .verbose = 0});
  CHECK(history["loss"].back() < 0.2 * history["loss"].front());
  CHECK(training.evaluate(x, y).loss() < 0.02);

  const nn::Tensor<3> before = model.predict(x);
  for (Index i = 0; i < samples; ++i) x(i, 25, 0) += 5.0f;
  const nn::Tensor<3> after = model.predict(x);
  for (Index i = 0; i < samples; ++i) {
    for (Index s = 0; s < 25; ++s) {
      if (before(i, s, 0) != after(i, s, 0)) FAIL("sample " << i << " knows step 25 at step " << s);
    }
    CHECK(before(i, 25, 0) != after(i, 25, 0));
  }
}

TEST_CASE("A convolutional autoencoder learns to draw its input", "[models]") {
  constexpr Index samples = 120, side = 12;
  constexpr nn::ConvOptions half{.strides = 2, .padding = Padding::same};
  nn::Random random(2);
  nn::Tensor<4> x(samples, side, side, 1);
  for (Index i = 0; i < samples; ++i) {  // a disc each
    const float row = random.uniform(3.0f, 8.0f), column = random.uniform(3.0f, 8.0f), radius = random.uniform(1.5f, 3.5f);
    for (Index h = 0; h < side; ++h) {
      for (Index w = 0; w < side; ++w) {
        const float distance = std::hypot(static_cast<float>(h) - row, static_cast<float>(w) - column);
        x(i, h, w, 0) = distance < radius ? 1.0f : 0.0f;
      }
    }
  }
  nn::Sequential model{nn::Input<side, side, 1>{},
                       nn::GaussianNoise{0.05f},
                       nn::Conv2D<8, 3, nn::relu, half>{},
                       nn::Conv2D<6, 3, nn::relu, half>{},
                       nn::Conv2DTranspose<8, 3, nn::relu, half>{},
                       nn::Conv2DTranspose<1, 3, nn::sigmoid, half>{}};
  STATIC_REQUIRE(std::is_same_v<decltype(model)::Output, Shape<side, side, 1>>);
  auto training = model.compile(nn::BinaryCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
  const nn::History history = training.fit(x, x, {.epochs = 15, .batch_size = 20, .seed = 1, .verbose = 0});
  CHECK(history["loss"].back() < 0.3 * history["loss"].front());
  const nn::Tensor<4> drawn = model.predict(x);
  Index right = 0;
  for (Index k = 0; k < x.size(); ++k) right += (drawn.data()[k] > 0.5f) == (x.data()[k] > 0.5f);
  CHECK(static_cast<double>(right) / static_cast<double>(x.size()) > 0.95);
}

}  // namespace linnet::test::convolutional_models
