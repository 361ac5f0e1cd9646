// SPDX-License-Identifier: MIT
// The figure of a layer's output in a picture of a network: feature maps as sheets behind each other, to scale, numbers as a bar; and the
// words below it.
#pragma once

#include <linnet/core/number_text.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/draw/text_width.hpp>
#include <linnet/plot/layer_view.hpp>

#include <algorithm>
#include <cmath>

namespace linnet::detail {

/// The output of a layer, or of several of which the later ones stay in place.
class LayerFigure {
 public:
  /// The figure of the network's input.
  LINNET_COLD LayerFigure(std::span<const Index> shape, double scale) : LayerFigure("input", shape, scale) {
    fill(colors::blue_tint, colors::blue);
  }

  /// The figure of the output of `layer`; `scale` is the pixels of one step along an axis of a feature map.
  LINNET_COLD LayerFigure(const LayerView& layer, double scale) : LayerFigure(layer.name, layer.out, scale) {
    const std::string between = layer.window.empty() || layer.activation.empty() ? "" : ", ";
    if (!layer.window.empty() || !layer.activation.empty()) words_.push_back(layer.window + between + layer.activation);
    learn(layer.parameters);
  }

  /// Adds a layer that changes the numbers where they are.
  LINNET_COLD void add(const LayerView& layer) {
    words_.push_back("+ " + layer.name);
    learn(layer.parameters);
  }

  double width() const { return (std::max)(figure_width(), words_width()); }
  double figure_width() const { return width_ + behind(); }
  double figure_height() const { return height_ + behind(); }
  double words_height() const { return 18.0 * static_cast<double>(all_words().size()); }

  /// Draws the figure around (x, y), and the words below `words_top`.
  LINNET_COLD void draw(Svg& svg, double x, double y, double words_top) const {
    const double left = x - figure_width() / 2.0, top = y - figure_height() / 2.0 + behind();
    for (int sheet = sheets_ - 1; sheet >= 0; --sheet) {
      svg.rectangle(left + offset * sheet, top - offset * sheet, width_, height_, tint_, edge_);
    }
    double baseline = words_top + 14.0;
    for (const std::string& line : all_words()) {
      svg.label(x, baseline, line, 13.0, Anchor::middle);
      baseline += 18.0;
    }
  }

 private:
  LINNET_COLD LayerFigure(std::string name, std::span<const Index> shape, double scale)
      : words_{std::move(name)}, shape_(shape_words(shape)) {
    if (shape.size() >= 2) {
      height_ = (std::max)(6.0, scale * static_cast<double>(shape[0]));
      width_ = (std::max)(6.0, scale * static_cast<double>(shape[1]));
      const double maps = shape.size() > 2 ? static_cast<double>(shape[2]) : 1.0;
      sheets_ = maps <= 4.0 ? static_cast<int>(maps) : (std::min)(12, static_cast<int>(std::lround(2.0 * std::log2(maps))));
    } else {
      const double numbers = shape.empty() ? 1.0 : static_cast<double>(shape[0]);
      height_ = (std::min)(120.0, 14.0 + 26.0 * std::log10(numbers));
    }
  }
  LINNET_COLD void fill(std::string_view tint, std::string_view edge) {
    tint_ = tint;
    edge_ = edge;
  }
  LINNET_COLD void learn(Index parameters) {
    parameters_ += parameters;
    if (parameters > 0) fill(colors::orange_tint, colors::orange);
  }
  double behind() const { return offset * (sheets_ - 1); }
  LINNET_COLD double words_width() const {
    double width = 0.0;
    for (const std::string& line : all_words()) width = (std::max)(width, text_width(line, 13.0));
    return width;
  }
  LINNET_COLD std::vector<std::string> all_words() const {
    std::vector<std::string> all = words_;
    all.push_back(shape_);
    if (parameters_ > 0) all.push_back(grouped(parameters_) + " parameters");
    return all;
  }

  static constexpr double offset = 4.0;
  std::vector<std::string> words_;
  std::string shape_;
  Index parameters_ = 0;
  double width_ = 14.0, height_ = 14.0;
  int sheets_ = 1;
  std::string_view tint_ = colors::gray_tint, edge_ = colors::quiet;
};

}  // namespace linnet::detail
