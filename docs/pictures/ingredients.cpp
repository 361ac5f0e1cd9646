// SPDX-License-Identifier: MIT
// ingredients.svg: dataset, model, loss and optimizer, and what each gives to the next.
#include <linnet/draw/svg.hpp>

#include <string>

namespace nn = linnet;

constexpr const char *ink = "#333333", *blue = "#0072b2", *orange = "#d55e00", *quiet = "#999999";

int main() {
  nn::Svg svg(860, 310);
  const auto box = [&](double x, double y, const std::string& name, const std::string& what, const char* fill) {
    svg.rectangle(x, y, 180, 76, fill, ink, 1.0, 10.0);
    svg.label(x + 90, y + 33, name, 20, nn::Anchor::middle);
    svg.label(x + 90, y + 59, what, 16, nn::Anchor::middle);
  };
  box(20, 46, "dataset", "x and targets t", "#f2f2f2");
  box(330, 46, "model", "p = f(x)", "#dcebf7");
  box(640, 46, "loss", "L(p, t)", "#fbe6d8");
  box(330, 216, "optimizer", "w -= rate * slope", "#d8f0e7");

  svg.arrow(200, 84, 328, 84, blue, 2);
  svg.label(264, 74, "samples x", 16, nn::Anchor::middle, blue);
  svg.arrow(510, 84, 638, 84, blue, 2);
  svg.label(574, 74, "predictions p", 16, nn::Anchor::middle, blue);
  svg.polyline({{110, 46}, {110, 12}, {730, 12}}, quiet, 1.8);
  svg.arrow(730, 11, 730, 44, quiet, 2);
  svg.label(420, 32, "targets t", 16, nn::Anchor::middle);
  svg.line(730, 122, 730, 254, orange, 2);
  svg.arrow(731, 254, 512, 254, orange, 2);
  svg.label(621, 244, "slopes of L", 16, nn::Anchor::middle, orange);
  svg.arrow(420, 216, 420, 124, orange, 2);
  svg.label(432, 176, "better parameters", 16, nn::Anchor::start, orange);
  svg.save("ingredients.svg");
}
