// SPDX-License-Identifier: MIT
// A convolution in numbers: an image, a kernel, their feature map, and the sum of one window. Source: keras.layers.Conv2D.
#pragma once

#include <linnet/core/window.hpp>
#include <linnet/draw/number_row.hpp>
#include <linnet/draw/weighted_sum.hpp>

namespace linnet {

/// The convolution of a picture, and the window whose sum is written out: that of cell (row, column) of the feature map.
struct ConvolutionPicture {
  Padding padding = Padding::valid;
  Index strides = 1;
  Index row = 0;
  Index column = 0;
  std::string title{};
};

namespace detail {

/// The windows of `kernel` over `image`, and all numbers that they see: the image, with zeros around it.
struct ConvolutionNumbers {
  Window rows, columns;
  NumberTable padded, output;

  ConvolutionNumbers(const NumberTable& image, const NumberTable& kernel, Index strides, Padding padding)
      : rows(make_window(image.rows(), kernel.rows(), strides, 1, padding)),
        columns(make_window(image.columns(), kernel.columns(), strides, 1, padding)),
        padded(surrounded(image)),
        output(NumberTable::filled(rows.out, columns.out, [&](Index r, Index c) {
          double sum = 0.0;
          for (Index i = 0; i < kernel.rows(); ++i) {
            for (Index j = 0; j < kernel.columns(); ++j) sum += padded(r * strides + i, c * strides + j) * kernel(i, j);
          }
          return sum;
        })) {}

  /// The strips of zeros around the image.
  LINNET_COLD std::vector<ColoredCells> zeros() const {
    const std::string gray(colors::quiet);
    const Index below = padded.rows() - rows.before - rows.in, after = padded.columns() - columns.before - columns.in;
    std::vector<ColoredCells> strips{{0, 0, rows.before, padded.columns(), gray},
                                     {padded.rows() - below, 0, below, padded.columns(), gray},
                                     {rows.before, 0, rows.in, columns.before, gray},
                                     {rows.before, padded.columns() - after, rows.in, after, gray}};
    std::erase_if(strips, [](const ColoredCells& s) { return s.rows == 0 || s.columns == 0; });
    return strips;
  }

 private:
  NumberTable surrounded(const NumberTable& image) const {
    const auto extent = [](const Window& w) { return (std::max)(w.seen(), w.before + w.in); };
    return NumberTable::filled(extent(rows), extent(columns), [&](Index r, Index c) {
      const Index i = r - rows.before, j = c - columns.before;
      return i >= 0 && j >= 0 && i < image.rows() && j < image.columns() ? image(i, j) : 0.0;
    });
  }
};

LINNET_COLD inline void require_convolution(const NumberTable& image, const NumberTable& kernel, const ConvolutionPicture& o) {
  require(o.strides >= 1, [&] { return text("plot_convolution: strides is ", o.strides, "; it must be at least 1"); });
  require(o.padding != Padding::causal || (image.rows() == 1 && kernel.rows() == 1), [&] {
    return text("plot_convolution: Padding::causal is for signals of one row; the image has ", image.rows(), " and the kernel ",
                kernel.rows());
  });
  require(o.padding != Padding::valid || (kernel.rows() <= image.rows() && kernel.columns() <= image.columns()), [&] {
    return text("plot_convolution: the kernel of ", kernel.rows(), " x ", kernel.columns(), " is larger than the image of ",
                image.rows(), " x ", image.columns());
  });
}

}  // namespace detail

/// Draws `image`, `kernel` and their feature map, with one window and its sum: what Conv2D computes for one channel and one filter without
/// bias; an image of one row is a signal, as for Conv1D. With Padding::same or causal the zeros around the image are gray. With strides above 1 the next window is dashed.
///
///   plot_convolution({{0, 0, 1, 1}, {0, 0, 1, 1}, {0, 0, 1, 1}}, {{-1, 1}, {-1, 1}}, {.row = 1, .column = 1}).save("edge.svg");
///
/// Throws InvalidInput if the kernel does not fit, or the feature map has no cell (row, column).
LINNET_COLD inline Svg plot_convolution(const NumberTable& image, const NumberTable& kernel, const ConvolutionPicture& o = {}) {
  namespace colors = detail::colors;
  detail::require_convolution(image, kernel, o);
  const Index strides = (std::min)(o.strides, (std::max)(image.rows(), image.columns()));  // larger ones skip no more
  const detail::ConvolutionNumbers n(image, kernel, strides, o.padding);
  detail::require(o.row >= 0 && o.column >= 0 && o.row < n.rows.out && o.column < n.columns.out, [&] {
    return detail::text("plot_convolution: there is no cell (", o.row, ", ", o.column, ") in the feature map of ", n.rows.out,
                        " x ", n.columns.out);
  });
  const bool signal = image.rows() == 1;
  const auto words = [&](const char* name, const NumberTable& t) {
    return signal ? detail::text(name, " of ", t.columns()) : detail::text(name, " ", t.rows(), " \xc3\x97 ", t.columns());
  };
  const Index first_row = o.row * strides, first_column = o.column * strides;
  const ColoredCells window{first_row, first_column, kernel.rows(), kernel.columns(), std::string(colors::blue)};
  const ColoredCells all_of_kernel{0, 0, kernel.rows(), kernel.columns(), std::string(colors::orange)};
  const ColoredCells cell{o.row, o.column, 1, 1, std::string(colors::green)};
  std::vector<ColoredCells> areas = n.zeros();
  const bool zeros = !areas.empty();
  areas.push_back(window);
  detail::NumberRow row({{n.padded, words(signal ? "signal" : "image", image) + (zeros ? ", zeros around it" : ""),
                          "\xe2\x88\x97", std::move(areas)},
                         {kernel, words("kernel", kernel), "=", {all_of_kernel}},
                         {n.output, words("feature map", n.output), "", {cell}}},
                        o.title.empty() ? 12.0 : 44.0);
  const detail::WeightedSum sum(
      NumberTable::filled(kernel.rows(), kernel.columns(),
                          [&](Index i, Index j) { return n.padded(first_row + i, first_column + j); }),
      kernel, detail::number_words(n.output(o.row, o.column), detail::places_of(n.output)));
  row.widen(sum.width() + 36.0);
  Svg svg(row.width(), row.bottom() + sum.height() + 32.0);
  svg.label(svg.width() / 2.0, 26.0, o.title, 15.0, Anchor::middle);
  row.draw(svg);
  if (zeros) {
    row.frame(svg, 0, {n.rows.before, n.columns.before, image.rows(), image.columns(), std::string(colors::ink)}, 1.0);
  }
  if (strides > 1 && o.column + 1 < n.columns.out) {
    row.frame(svg, 0, {window.row, window.column + strides, window.rows, window.columns, window.color}, 3.0, "5 4");
    row.frame(svg, 2, {cell.row, cell.column + 1, 1, 1, cell.color}, 3.0, "5 4");
  }
  row.frame(svg, 0, window, 3.0);
  row.frame(svg, 2, cell, 3.0);
  sum.draw(svg, svg.width() / 2.0, row.bottom() + 18.0);
  return svg;
}

}  // namespace linnet
