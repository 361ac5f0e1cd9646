// SPDX-License-Identifier: MIT
// The nodes of a network as columns of circles, a column for each layer, with lines between neighbouring columns.
#pragma once

#include <linnet/core/shape.hpp>
#include <linnet/draw/svg.hpp>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace linnet::detail {

/// The places of nodes: columns from left to right, each in the middle of the height.
struct NodeColumns {
  std::vector<Index> nodes;  ///< of each column
  double left = 0.0;         ///< of the nodes of the first column
  double top = 0.0;          ///< of the nodes of the highest column
  double step_x = 110.0;     ///< from column to column
  double step_y = 48.0;      ///< from node to node
  double radius = 16.0;

  double x(std::size_t column) const { return left + radius + step_x * static_cast<double>(column); }
  double y(std::size_t column, Index node) const {
    return top + height() / 2.0 + step_y * (static_cast<double>(node) - static_cast<double>(nodes[column] - 1) / 2.0);
  }
  double width() const { return step_x * static_cast<double>(nodes.size() - 1) + 2.0 * radius; }
  double height() const {
    return step_y * static_cast<double>(*std::max_element(nodes.begin(), nodes.end()) - 1) + 2.0 * radius;
  }

  /// Calls line(column, from, to) for each node `from` of a column but the last and each node `to` of the next one.
  template <class Line>
  void each_pair(const Line& line) const {
    for (std::size_t c = 0; c + 1 < nodes.size(); ++c) {
      for (Index from = 0; from < nodes[c]; ++from) {
        for (Index to = 0; to < nodes[c + 1]; ++to) line(c, from, to);
      }
    }
  }
  /// Adds the line between the centres of two nodes. Nodes are drawn over it.
  void connect(Svg& svg, std::size_t column, Index from, Index to, std::string_view color, double thickness = 1.2) const {
    svg.line(x(column), y(column, from), x(column + 1), y(column + 1, to), color, thickness);
  }
  /// Calls node(column, index) for each node.
  template <class Node>
  void each_node(const Node& node) const {
    for (std::size_t c = 0; c < nodes.size(); ++c) {
      for (Index i = 0; i < nodes[c]; ++i) node(c, i);
    }
  }
  /// Adds a node: those of the first column are blue, of the last green, of the others orange.
  void draw_node(Svg& svg, std::size_t column, Index node) const {
    const bool first = column == 0, last = column + 1 == nodes.size();
    svg.circle(x(column), y(column, node), radius,
               first  ? colors::blue_tint
               : last ? colors::green_tint
                      : colors::orange_tint,
               first  ? colors::blue
               : last ? colors::green
                      : colors::orange);
  }
};

}  // namespace linnet::detail
