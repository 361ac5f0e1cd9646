// SPDX-License-Identifier: MIT
// Regression: a network learns a curve from noisy points. Validation points show whether it has learned only the noise.
#include <linnet/linnet.hpp>

#include <cmath>
#include <cstdio>
#include <string>

namespace nn = linnet;

namespace {

float curve(float x) { return std::sin(3.0f * x) + 0.5f * x; }

/// Prints one line of text per row: '*' for the network, '.' for the true curve.
void draw(nn::Sequential<nn::Input<1>, nn::Dense<32, nn::tanh>, nn::Dense<32, nn::tanh>, nn::Dense<1>>& model) {
  nn::Tensor<2> x(25, 1);
  for (nn::Index i = 0; i < 25; ++i) x(i, 0) = -1.5f + 0.125f * static_cast<float>(i);
  const nn::Tensor<2> p = model.predict(x);
  const auto column = [](float y) { return static_cast<std::size_t>(30.0f + 15.0f * y); };
  for (nn::Index i = 0; i < 25; ++i) {
    std::string line(60, ' ');
    line[column(curve(x(i, 0)))] = '.';
    line[column(p(i, 0))] = '*';
    std::printf("x = %6.3f |%s|\n", static_cast<double>(x(i, 0)), line.c_str());
  }
}

}  // namespace

int main() {
  constexpr nn::Index samples = 512;
  nn::Tensor<2> x(samples, 1);
  nn::Tensor<2> y(samples, 1);
  nn::Random random(1);
  for (nn::Index i = 0; i < samples; ++i) {
    x(i, 0) = random.uniform(-1.5f, 1.5f);
    y(i, 0) = curve(x(i, 0)) + 0.05f * random.normal<float>();
  }

  nn::Sequential model{
      nn::Input<1>{},
      nn::Dense<32, nn::tanh>{},
      nn::Dense<32, nn::tanh>{},
      nn::Dense<1>{},
  };
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 0.01f});
  const nn::History history = training.fit(x, y, {.epochs = 200, .batch_size = 32, .validation_split = 0.25f, .verbose = 0});

  for (std::size_t epoch = 0; epoch < history.epochs(); epoch += 40) {
    std::printf("epoch %3zu: loss %.4f, validation loss %.4f\n", epoch + 1, history["loss"][epoch], history["val_loss"][epoch]);
  }
  draw(model);
  const double final_loss = history["val_loss"].back();
  std::printf("validation loss %.4f; the noise alone is %.4f\n", final_loss, 0.05 * 0.05);
  return final_loss < 0.01 ? 0 : 1;
}
