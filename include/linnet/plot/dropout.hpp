// SPDX-License-Identifier: MIT
// plot_dropout: a small network whose hidden nodes drop out in training, and which is whole in inference. Source: Srivastava et al. (2014).
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/draw/nodes.hpp>

#include <cmath>
#include <cstdint>

namespace linnet {

namespace detail {

/// Returns, for each node, 1 if it drops out: in each hidden layer as many as `rate` says, but not all.
LINNET_COLD inline std::vector<std::vector<char>> dropped_nodes(const std::vector<Index>& layers, float rate, Random& random) {
  std::vector<std::vector<char>> dropped;
  for (std::size_t c = 0; c < layers.size(); ++c) {
    const bool hidden = c > 0 && c + 1 < layers.size();
    dropped.emplace_back(static_cast<std::size_t>(layers[c]), char{0});
    Index left = hidden ? (std::min)(static_cast<Index>(std::lround(rate * static_cast<float>(layers[c]))), layers[c] - 1) : 0;
    while (left > 0) {
      char& node = dropped.back()[random.below(static_cast<std::uint32_t>(layers[c]))];
      left -= node == 0;
      node = 1;
    }
  }
  return dropped;
}

/// Adds the network with its top left corner at (x, y), without the nodes that dropped out, which are crossed out.
LINNET_COLD inline void draw_dropout(Svg& svg, const NodeColumns& network, const std::vector<std::vector<char>>& dropped) {
  const auto gone = [&](std::size_t column, Index node) { return dropped[column][static_cast<std::size_t>(node)] != 0; };
  network.each_pair([&](std::size_t c, Index from, Index to) {
    if (!gone(c, from) && !gone(c + 1, to)) network.connect(svg, c, from, to, colors::quiet);
  });
  network.each_node([&](std::size_t c, Index i) {
    if (!gone(c, i)) return network.draw_node(svg, c, i);
    const double x = network.x(c), y = network.y(c, i), r = network.radius * 0.6;
    svg.circle(x, y, network.radius, colors::gray_tint, colors::edge);
    svg.line(x - r, y - r, x + r, y + r, colors::quiet, 2.0);
    svg.line(x - r, y + r, x + r, y - r, colors::quiet, 2.0);
  });
}

}  // namespace detail

/// Draws a network of dense `layers`, a number of nodes each, with Dropout{rate} after each hidden layer: in two steps of training, whose
/// nodes are drawn from `seed`, and in inference. Nodes that dropped out are crossed out and not connected. Throws InvalidInput for fewer
/// than 3 layers, layers of other than 1 to 16 nodes, and a rate that is not in [0, 1).
LINNET_COLD inline Svg plot_dropout(const std::vector<Index>& layers = {3, 5, 5, 2}, float rate = 0.4f,
                                    std::uint64_t seed = 0) {
  namespace colors = detail::colors;
  detail::require(
      layers.size() >= 3 && std::all_of(layers.begin(), layers.end(), [](Index n) { return n >= 1 && n <= 16; }), [&] {
        return detail::text("plot_dropout: expected at least 3 layers of 1 to 16 nodes, found ", detail::joined(layers, ", "));
      });
  detail::require(rate >= 0.0f && rate < 1.0f,
                  [&] { return detail::text("plot_dropout: rate is ", rate, "; it must be in [0, 1)"); });
  constexpr double margin = 20.0, gap = 44.0, top = 48.0;
  detail::NodeColumns network{.nodes = layers, .top = top, .step_x = 66.0, .step_y = 44.0};
  const double step = network.width() + gap;
  Svg svg(2.0 * margin + 3.0 * network.width() + 2.0 * gap, top + network.height() + 44.0);
  Random random(seed);
  const std::string factor = detail::text("kept \xc3\x97 1 / (1 \xe2\x88\x92 ", rate, ")");
  for (int k = 0; k < 3; ++k) {
    const bool training = k < 2;
    network.left = margin + step * k;
    const double middle = network.left + network.width() / 2.0;
    svg.label(middle, 28.0, training ? detail::text("training, step ", k + 1) : "inference", 15.0, Anchor::middle);
    detail::draw_dropout(svg, network, detail::dropped_nodes(layers, training ? rate : 0.0f, random));
    svg.label(middle, svg.height() - 14.0, training ? factor : "all nodes", 14.0, Anchor::middle, colors::quiet);
  }
  return svg;
}

}  // namespace linnet
