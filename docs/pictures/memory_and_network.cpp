// SPDX-License-Identifier: MIT
// memory_and_network.svg: what two classifiers would answer for every fruit, above the sixty fruits from which they have learned.
#include <linnet/draw/arrange.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/linnet.hpp>

#include <functional>
#include <string>

namespace nn = linnet;

constexpr const char *ink = "#333333", *blue = "#0072b2", *orange = "#d55e00", *blue_tint = "#dcebf7", *orange_tint = "#fbe6d8";
constexpr nn::Index count = 60;

/// Draws the answers of `is_apple` to features from -0.15 to 1.15, and the fruits.
nn::Svg draw(const std::string& title, const nn::Tensor<2>& x, const std::function<bool(float, float)>& is_apple) {
  constexpr double left = 44, top = 44, size = 360;
  constexpr int cells = 120;
  constexpr double height = size / cells + 0.5;  // rows overlap, so that no seam shows
  const auto feature = [](int cell) { return -0.15f + 1.3f * (static_cast<float>(cell) + 0.5f) / cells; };
  const auto pixel = [](float value) { return size * (static_cast<double>(value) + 0.15) / 1.3; };
  nn::Svg svg(430, 450);
  svg.rectangle(left, top, size, size, blue_tint);
  for (int row = 0; row < cells; ++row) {
    for (int column = 0; column < cells;) {
      const int first = column;
      while (column < cells && is_apple(feature(column), feature(cells - 1 - row))) ++column;
      const double width = size * (column - first) / cells;
      if (column == first) ++column;
      if (width > 0) svg.rectangle(left + size * first / cells, top + size * row / cells, width, height, orange_tint);
    }
  }
  const auto lemon = [&](double px, double py) { svg.circle(px, py, 5, blue, "#ffffff"); };
  const auto apple = [&](double px, double py) { svg.rectangle(px - 4.5, py - 4.5, 9, 9, orange, "#ffffff"); };
  for (nn::Index i = 0; i < count; ++i) {
    const double px = left + pixel(x(i, 0)), py = top + size - pixel(x(i, 1));
    i % 2 == 0 ? lemon(px, py) : apple(px, py);
  }
  svg.label(left + size / 2, 28, title, 18, nn::Anchor::middle);
  svg.label(left, top + size + 26, "how round", 16);
  svg.label(28, top + size, "how red", 16, nn::Anchor::start, ink, -90);
  lemon(left + 212, top + size + 20);
  svg.label(left + 222, top + size + 26, "lemon", 16);
  apple(left + 294, top + size + 20);
  svg.label(left + 304, top + size + 26, "apple", 16);
  return svg;
}

int main() {
  nn::Random random(2);
  nn::Tensor<2> x(count, 2);
  nn::Labels y(count);
  for (nn::Index i = 0; i < count; ++i) {
    y(i) = i % 2 == 0 ? 0 : 1;
    for (nn::Index k = 0; k < 2; ++k) x(i, k) = (y(i) == 0 ? 0.38f : 0.62f) + 0.16f * random.normal<float>();
  }
  nn::Sequential model{nn::Input<2>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
  training.fit(x, y, {.epochs = 100, .seed = 1, .verbose = 0});

  const auto network = [&](float round, float red) {
    nn::Tensor<2> fruit(1, 2);
    fruit.setValues({{round, red}});
    return model.predict(fruit)(0, 1) > 0.5f;
  };
  const auto memory = [&](float round, float red) {
    nn::Index best = 0;
    const auto distance = [&](nn::Index i) { return std::hypot(x(i, 0) - round, x(i, 1) - red); };
    for (nn::Index i = 1; i < count; ++i) best = distance(i) < distance(best) ? i : best;
    return y(best) == 1;
  };
  nn::arrange({draw("memory", x, memory), draw("network", x, network)}, 2).save("memory_and_network.svg");
}
