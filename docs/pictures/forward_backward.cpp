// SPDX-License-Identifier: MIT
// forward_backward.svg: a step of training through a network of two inputs, two hidden units and one output.
#include <linnet/draw/svg.hpp>

#include <string>

namespace nn = linnet;

constexpr const char *ink = "#333333", *blue = "#0072b2", *orange = "#d55e00", *blue_tint = "#dcebf7", *gray_tint = "#f2f2f2";

struct Node {
  double x, y;
  std::string name, value, gradient;
};

int main() {
  nn::Svg svg(860, 420);
  const Node x1{50, 110, "x1", "1", ""}, x2{50, 290, "x2", "2", ""};
  const Node h1{400, 110, "h1", "1", "-0.5"}, h2{400, 290, "h2", "2", "0.5"}, p{690, 200, "p", "0.5", "-0.5"};
  const double radius = 32;

  // A parameter in blue, and below it its gradient in orange.
  const auto parameter = [&](double x, double y, const std::string& value, const std::string& gradient) {
    svg.rectangle(x - 50, y - 22, 100, 44, "#ffffff");
    svg.label(x, y - 3, value, 18, nn::Anchor::middle, blue);
    svg.label(x, y + 17, gradient, 18, nn::Anchor::middle, orange);
  };
  // An edge with its weight, which stands at the share `part` of the way.
  const auto edge = [&](const Node& from, const Node& to, double part, const std::string& weight, const std::string& gradient) {
    svg.line(from.x, from.y, to.x, to.y, "#999999", 1.5);
    parameter(from.x + part * (to.x - from.x), from.y + part * (to.y - from.y), weight, gradient);
  };
  edge(x1, h1, 0.5, "w11 = 0.5", "-0.5");
  edge(x1, h2, 0.28, "w12 = -0.5", "0.5");
  edge(x2, h1, 0.28, "w21 = 0.25", "-1");
  edge(x2, h2, 0.5, "w22 = 1", "1");
  edge(h1, p, 0.5, "v1 = 1", "-0.5");
  edge(h2, p, 0.5, "v2 = -1", "-1");
  parameter(490, 75, "b1 = 0", "-0.5");
  parameter(490, 325, "b2 = 0.5", "0.5");
  parameter(690, 105, "c = 1", "-0.5");

  for (const Node& node : {x1, x2, h1, h2, p}) {
    svg.circle(node.x, node.y, radius, node.gradient.empty() ? gray_tint : blue_tint, ink);
    svg.label(node.x, node.y + 6, node.name, 19, nn::Anchor::middle);
    svg.label(node.x, node.y - radius - 8, node.value, 19, nn::Anchor::middle, blue);
    svg.label(node.x, node.y + radius + 22, node.gradient, 19, nn::Anchor::middle, orange);
  }
  svg.line(p.x + radius, p.y, 742, p.y, "#999999", 1.5);
  svg.label(750, 193, "target 1", 19);
  svg.label(750, 219, "loss 0.693", 19);

  svg.label(50, 32, "forward: values", 19, nn::Anchor::start, blue);
  svg.arrow(215, 26, 350, 26, blue, 2);
  svg.label(810, 398, "backward: gradients", 19, nn::Anchor::end, orange);
  svg.arrow(600, 392, 465, 392, orange, 2);
  svg.save("forward_backward.svg");
}
