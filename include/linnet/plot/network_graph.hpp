// SPDX-License-Identifier: MIT
// A network of fully connected layers as a graph: a column of units for each layer, a line for each weight.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/draw/nodes.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/draw/text_width.hpp>
#include <linnet/plot/layer_view.hpp>

#include <algorithm>
#include <cmath>

namespace linnet::detail {

/// The units of one layer, or the inputs.
struct UnitColumn {
  Index units = 0;
  std::vector<std::string> words{};  ///< below the column
  const LayerView* layer = nullptr;  ///< null: the inputs
};

/// Returns the columns of a network that is only fully connected layers, and layers that stay in place; otherwise none.
LINNET_COLD inline std::vector<UnitColumn> unit_columns(const std::vector<LayerView>& layers, std::span<const Index> input) {
  Index inputs = 1;
  for (const Index dim : input) inputs *= dim;
  std::vector<UnitColumn> columns{{inputs}};
  if (input.size() > 1) columns[0].words.push_back(shape_words(input));
  for (const LayerView& layer : layers) {
    if (layer.fully_connected) {
      columns.push_back({layer.out[0], {}, &layer});
      if (!layer.activation.empty()) columns.back().words.push_back(layer.activation);
      columns.back().words.push_back(grouped(layer.parameters) + " parameters");
    } else if (layer.stays) {
      columns.back().words.push_back(layer.name);
    } else if (!layer.reshapes || columns.size() > 1) {
      return {};
    }
  }
  return columns.size() > 1 ? columns : std::vector<UnitColumn>{};
}

/// The places of a column: one for each unit up to 16; of more units as many as there is room for, the last two of them behind dots.
struct Slots {
  Index units, count;

  Slots(Index all, Index room) : units(all), count(all <= 16 ? all : room) {}
  /// Returns the unit in place `slot`, or -1 for the dots.
  Index unit(Index slot) const {
    return units == count || slot < count - 3 ? slot : slot == count - 3 ? -1 : units - count + slot;
  }
};

/// Draws the columns. With `parameters`, the model's, a line shows its weight: thicker for a larger one (of the layer), blue for a positive
/// and orange for a negative one; `parameters` may be empty.
LINNET_COLD inline Svg draw_network_graph(const std::vector<UnitColumn>& columns, const std::vector<double>& parameters) {
  Index room = 8, most = 1;
  for (const UnitColumn& column : columns) room = (std::max)(room, column.units <= 16 ? column.units : 0);
  const auto shown = [&](std::size_t column) { return Slots(columns[column].units, room); };
  std::size_t lines = 0;
  double words = 100.0;
  NodeColumns places;
  for (const UnitColumn& column : columns) {
    places.nodes.push_back(Slots(column.units, room).count);
    most = (std::max)(most, places.nodes.back());
    lines = (std::max)(lines, column.words.size());
    for (const std::string& line : column.words) words = (std::max)(words, text_width(line, 13.0));
  }
  const double radius = most <= 8 ? 14.0 : 10.0, step = most <= 8 ? 40.0 : 28.0, spacing = words + 24.0, top = 48.0;
  const double height = step * static_cast<double>(most), bottom = top + height;
  Svg svg(spacing * static_cast<double>(columns.size()), bottom + 32.0 + 19.0 * static_cast<double>(lines));
  places.left = spacing / 2.0 - radius;
  places.top = top + step / 2.0 - radius;
  places.step_x = spacing;
  places.step_y = step;
  places.radius = radius;

  for (std::size_t c = 1; c < columns.size(); ++c) {
    const Index from = columns[c - 1].units, to = columns[c].units;
    double largest = 0.0;
    const auto weight = [&](Index i, Index j) {
      return parameters[static_cast<std::size_t>(columns[c].layer->kernel + i * to + j)];
    };
    for (Index i = 0; i < from && !parameters.empty(); ++i) {
      for (Index j = 0; j < to; ++j) {
        require(math::is_finite(weight(i, j)), [&] {
          return text("plot_topology: weight (", i, ", ", j, ") of column ", c, " is ", weight(i, j),
                      "; weights must be finite");
        });
        largest = (std::max)(largest, (std::abs)(weight(i, j)));
      }
    }
    for (Index a = 0; a < shown(c - 1).count; ++a) {
      for (Index b = 0; b < shown(c).count; ++b) {
        const Index i = shown(c - 1).unit(a), j = shown(c).unit(b);
        if (i < 0 || j < 0) continue;
        const double w = largest > 0.0 ? weight(i, j) / largest : 0.0;
        const std::string_view color = parameters.empty() ? colors::quiet : w < 0.0 ? colors::orange : colors::blue;
        places.connect(svg, c - 1, a, b, color, parameters.empty() ? 0.7 : 0.3 + 3.2 * (std::abs)(w));
      }
    }
  }
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const bool first = c == 0, last = c + 1 == columns.size();
    for (Index slot = 0; slot < shown(c).count; ++slot) {
      if (shown(c).unit(slot) >= 0) {
        places.draw_node(svg, c, slot);
      } else {
        for (const double dot : {-9.0, 0.0, 9.0}) svg.circle(places.x(c), places.y(c, slot) + dot, 2.0, colors::ink);
      }
    }
    const std::string hidden = columns.size() > 3 ? text("hidden ", c) : "hidden";
    svg.label(places.x(c), 24.0, first ? "input" : last ? "output" : hidden, 15.0, Anchor::middle);
    const std::string_view unit = first ? " input" : " unit", plural = columns[c].units == 1 ? "" : "s";
    svg.label(places.x(c), bottom + 18.0, text(grouped(columns[c].units), unit, plural), 13.0, Anchor::middle);
    for (std::size_t i = 0; i < columns[c].words.size(); ++i) {
      svg.label(places.x(c), bottom + 37.0 + 19.0 * static_cast<double>(i), columns[c].words[i], 13.0, Anchor::middle);
    }
  }
  return svg;
}

}  // namespace linnet::detail
