// SPDX-License-Identifier: MIT
// A network as figures of its layers' outputs, from left to right in rows; the branches of a layer are paths below each other.
#pragma once

#include <linnet/plot/layer_figure.hpp>

#include <optional>

namespace linnet::detail {

struct PathStep;

/// Steps from left to right. Arrows run along its axis, `above` and `below` are the room on both sides of it.
struct Path {
  std::vector<PathStep> steps;
  double width = 0.0, above = 12.0, below = 12.0;
  double half = 0.0;  ///< from the axis to the lower edge of the highest figure: words begin there
};

/// A figure, or paths that fork and meet again.
struct PathStep {
  std::optional<LayerFigure> figure{};
  std::string title{}, shape{};
  Merge merge = Merge::add;
  std::vector<Path> paths{};
  double width = 0.0, above = 0.0, below = 0.0;
};

inline constexpr double gap_between_steps = 30.0, fork_width = 28.0, merge_width = 56.0, merge_radius = 13.0;

/// Returns the room that the words above a fork take.
LINNET_COLD inline double title_width(const PathStep& fork) { return text_width(fork.title + ", " + fork.shape, 13.0) + 20.0; }

/// Adds the sizes of steps up to those of the path.
LINNET_COLD inline void measure(Path& path) {
  path.width = gap_between_steps * (static_cast<double>((std::max<std::size_t>)(path.steps.size(), 1)) - 1.0);
  for (const PathStep& step : path.steps) {
    if (step.figure) path.half = (std::max)(path.half, step.figure->figure_height() / 2.0);
  }
  for (const PathStep& step : path.steps) {
    path.width += step.width;
    path.above = (std::max)(path.above, step.figure ? path.half : step.above);
    path.below = (std::max)(path.below, step.figure ? path.half + 8.0 + step.figure->words_height() : step.below);
  }
}

inline Path path_of(std::vector<PathStep> steps, const std::vector<LayerView>& layers, double scale);

/// Returns the step of a layer made of branches.
LINNET_COLD inline PathStep fork_of(const LayerView& layer, double scale) {
  PathStep step{.title = layer.name, .shape = shape_words(layer.out), .merge = layer.merge};
  double inner = 0.0;
  for (const std::vector<LayerView>& branch : layer.branches) {
    step.paths.push_back(path_of({}, branch, scale));
    inner = (std::max)(inner, step.paths.back().width);
    step.below += step.paths.back().above + step.paths.back().below + 16.0;
  }
  step.above = 30.0 + step.paths.front().above;
  step.below -= step.paths.front().above;
  step.width = (std::max)(fork_width + inner + merge_width, title_width(step));
  return step;
}

/// Returns the path of `steps` and then `layers`; those that stay in place join the step before them.
inline Path path_of(std::vector<PathStep> steps, const std::vector<LayerView>& layers, double scale) {
  Path path{.steps = std::move(steps)};
  for (const LayerView& layer : layers) {
    if (!layer.branches.empty()) {
      path.steps.push_back(fork_of(layer, scale));
    } else if (layer.stays && !path.steps.empty()) {
      PathStep& last = path.steps.back();
      if (last.figure) {
        last.figure->add(layer);
        last.width = last.figure->width();
      } else {
        last.title += " + " + layer.name;
        last.width = (std::max)(last.width, title_width(last));
      }
    } else {
      path.steps.push_back({.figure = LayerFigure(layer, scale)});
      path.steps.back().width = path.steps.back().figure->width();
    }
  }
  measure(path);
  return path;
}

/// The points at which arrows arrive and leave.
struct Ports {
  double left, right;
};

inline Ports draw_path(Svg& svg, const Path& path, double x, double axis);

LINNET_COLD inline Ports draw_fork(Svg& svg, const PathStep& step, double x, double axis) {
  svg.rectangle(x, axis - step.above, step.width, step.above + step.below, "none", colors::edge, 1.0, 8.0);
  svg.label(x + 10.0, axis - step.above + 19.0, step.title + ", " + step.shape, 13.0);
  const double fork = x + 12.0, meet = x + step.width - 26.0, inner = step.width - fork_width - merge_width;
  double at = axis;
  svg.line(x, axis, fork, axis, colors::ink, 1.5);
  for (std::size_t i = 0; i < step.paths.size(); ++i) {
    const Path& path = step.paths[i];
    if (i > 0) {
      const double before = at;
      at += step.paths[i - 1].below + 16.0 + path.above;
      svg.line(fork, before, fork, at, colors::ink, 1.5);
    }
    if (path.steps.empty()) {
      svg.line(fork, at, i == 0 ? meet - merge_radius : meet, at, colors::ink, 1.5);
    } else {
      const Ports ports = draw_path(svg, path, x + fork_width + (inner - path.width) / 2.0, at);
      svg.arrow(fork, at, ports.left, at, colors::ink);
      if (i == 0) svg.arrow(ports.right, at, meet - merge_radius, at, colors::ink);
      if (i > 0) svg.line(ports.right, at, meet, at, colors::ink, 1.5);
    }
  }
  if (step.paths.size() > 1) svg.arrow(meet, at, meet, axis + merge_radius, colors::ink);
  svg.circle(meet, axis, merge_radius, colors::paper, colors::ink);
  svg.label(meet, axis + 6.0, step.merge == Merge::add ? "+" : "C", 17.0, Anchor::middle);
  svg.line(meet + merge_radius, axis, x + step.width, axis, colors::ink, 1.5);
  return {x, x + step.width};
}

/// Draws a path from x on.
inline Ports draw_path(Svg& svg, const Path& path, double x, double axis) {
  Ports all{x, x};
  for (std::size_t i = 0; i < path.steps.size(); ++i) {
    const PathStep& step = path.steps[i];
    Ports ports{};
    if (step.figure) {
      const double middle = x + step.width / 2.0, half = step.figure->figure_width() / 2.0;
      step.figure->draw(svg, middle, axis, axis + path.half + 8.0);
      ports = {middle - half, middle + half};
    } else {
      ports = draw_fork(svg, step, x, axis);
    }
    if (i == 0) all.left = ports.left;
    if (i > 0) svg.arrow(all.right + 3.0, axis, ports.left - 3.0, axis, colors::ink);
    all.right = ports.right;
    x += step.width + gap_between_steps;
  }
  return all;
}

/// Returns the largest extent of a feature map.
LINNET_COLD inline Index largest_extent(const std::vector<LayerView>& layers, Index largest) {
  for (const LayerView& layer : layers) {
    for (std::size_t axis = 0; axis < 2 && layer.out.size() >= 2; ++axis) largest = (std::max)(largest, layer.out[axis]);
    for (const auto& branch : layer.branches) largest = largest_extent(branch, largest);
  }
  return largest;
}

/// Draws the layers in rows of about `width` pixels.
LINNET_COLD inline Svg draw_network_boxes(const std::vector<LayerView>& layers, std::span<const Index> input, double width) {
  const Index first = input.size() >= 2 ? (std::max)(input[0], input[1]) : 1;
  const double scale = 100.0 / static_cast<double>(largest_extent(layers, first));
  std::vector<PathStep> start(1);
  start[0].figure = LayerFigure(input, scale);
  start[0].width = start[0].figure->width();
  std::vector<Path> rows(1);
  double widest = 0.0, height = 0.0;
  for (PathStep& step : path_of(std::move(start), layers, scale).steps) {
    measure(rows.back());
    if (!rows.back().steps.empty() && rows.back().width + gap_between_steps + step.width > width) rows.emplace_back();
    rows.back().steps.push_back(std::move(step));
  }
  for (Path& row : rows) {
    measure(row);
    widest = (std::max)(widest, row.width);
    height += row.above + row.below + 26.0;
  }
  Svg svg(widest + 80.0, height);
  double top = 14.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double axis = top + rows[i].above;
    const Ports ports = draw_path(svg, rows[i], 40.0, axis);
    if (i > 0) svg.arrow(ports.left - 30.0, axis, ports.left - 3.0, axis, colors::ink);
    if (i + 1 < rows.size()) svg.arrow(ports.right + 3.0, axis, ports.right + 30.0, axis, colors::ink);
    top += rows[i].above + rows[i].below + 26.0;
  }
  return svg;
}

}  // namespace linnet::detail
