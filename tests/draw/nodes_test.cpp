// SPDX-License-Identifier: MIT
#include <linnet/draw/nodes.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::nodes {

namespace nn = linnet;

TEST_CASE("Columns of nodes stand in the middle of the highest one", "[draw]") {
  const nn::detail::NodeColumns network{
      .nodes = {1, 3, 2}, .left = 5.0, .top = 7.0, .step_x = 100.0, .step_y = 40.0, .radius = 10.0};
  CHECK(network.width() == 220.0);
  CHECK(network.height() == 100.0);
  CHECK(network.x(0) == 15.0);
  CHECK(network.x(2) == 215.0);
  CHECK(network.y(0, 0) == 57.0);
  CHECK(network.y(1, 0) == 17.0);
  CHECK(network.y(1, 2) == 97.0);
  CHECK(network.y(2, 1) == 77.0);
  nn::Svg svg(300, 120);
  int pairs = 0, nodes = 0;
  network.each_pair([&](std::size_t column, Index from, Index to) {
    network.connect(svg, column, from, to, nn::detail::colors::quiet);
    ++pairs;
  });
  network.each_node([&](std::size_t column, Index node) {
    network.draw_node(svg, column, node);
    ++nodes;
  });
  CHECK(pairs == 3 + 6);
  CHECK(nodes == 6);
  const std::string text = svg.text(nn::Theme::light);
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "stroke=\"#0072b2\"") == 1);
  CHECK(occurrences(text, "stroke=\"#d55e00\"") == 3);
  CHECK(occurrences(text, "stroke=\"#009e73\"") == 2);
  CHECK(occurrences(text, "x1=\"15.00\" y1=\"57.00\" x2=\"115.00\" y2=\"17.00\"") == 1);
}

}  // namespace linnet::test::nodes
