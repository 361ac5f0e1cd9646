// SPDX-License-Identifier: MIT
// A table of numbers as a grid of cells: a piece of an image, a kernel, a matrix. Pictures of convolution and pooling are made of it.
#pragma once

#include <linnet/draw/number_table.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/draw/text_width.hpp>

#include <algorithm>
#include <cmath>

namespace linnet {

/// Cells of a table in a colour (CSS; empty: the next one of the palette).
struct ColoredCells {
  Index row = 0;
  Index column = 0;
  Index rows = 1;
  Index columns = 1;
  std::string color{};
};

namespace detail {

/// Returns the decimals, 0 to 2, that show all numbers of `table`.
LINNET_COLD inline int places_of(const NumberTable& table) {
  int places = 0;
  double parts = 1.0;
  for (const double v : table.numbers()) {
    for (; places < 2 && (std::abs)(v - (std::round)(v * parts) / parts) > 0.005; parts *= 10.0) ++places;
  }
  return places;
}

/// Returns a number with a minus sign as long as a plus, and without a sign if it is shown as 0.
LINNET_COLD inline std::string number_words(double value, int places) {
  std::string digits = fixed((std::abs)(value), places);
  const bool zero = digits.find_first_not_of("0.") == digits.npos;
  return value < 0.0 && !zero ? "\xe2\x88\x92" + digits : digits;
}

/// The size of the cells of grids, which all their numbers fit in.
struct CellSize {
  double width = 36.0, height = 36.0;

  LINNET_COLD void fit(const NumberTable& table) {
    const int places = places_of(table);
    for (const double v : table.numbers()) {
      width = (std::max)(width, 15.0 + text_width(number_words(v, places), 15.0));
    }
  }
};

/// Adds the grid of `table` with its top left corner at (x, y). Areas are drawn first, in their order.
LINNET_COLD inline void draw_number_grid(Svg& svg, const NumberTable& table, double x, double y, const CellSize& cell,
                                         const std::vector<ColoredCells>& areas = {}) {
  const double width = cell.width * static_cast<double>(table.columns()),
               height = cell.height * static_cast<double>(table.rows());
  const auto left = [&](Index column) { return x + cell.width * static_cast<double>(column); };
  const auto top = [&](Index row) { return y + cell.height * static_cast<double>(row); };
  for (std::size_t i = 0; i < areas.size(); ++i) {
    const ColoredCells& a = areas[i];
    const std::string color = a.color.empty() ? std::string(colors::palette[i % colors::palette.size()]) : a.color;
    svg.rectangle(left(a.column), top(a.row), cell.width * static_cast<double>(a.columns),
                  cell.height * static_cast<double>(a.rows), color, "none", 0.28);
  }
  for (Index r = 1; r < table.rows(); ++r) svg.line(x, top(r), x + width, top(r), colors::edge);
  for (Index c = 1; c < table.columns(); ++c) svg.line(left(c), y, left(c), y + height, colors::edge);
  svg.rectangle(x, y, width, height, "none", colors::ink);
  const int places = places_of(table);
  for (Index r = 0; r < table.rows(); ++r) {
    for (Index c = 0; c < table.columns(); ++c) {
      svg.label(left(c) + cell.width / 2.0, top(r) + cell.height / 2.0 + 5.0, number_words(table(r, c), places), 15.0,
                Anchor::middle);
    }
  }
}

}  // namespace detail

/// Draws `table` with its numbers, rounded to at most two decimals, and a title above. `colored` areas may overlap; later ones lie on
/// earlier ones. Throws InvalidInput for an area beyond the table.
LINNET_COLD inline Svg plot_number_grid(const NumberTable& table, const std::vector<ColoredCells>& colored = {},
                                        std::string_view title = {}) {
  for (const ColoredCells& a : colored) {
    detail::require(a.row >= 0 && a.column >= 0 && a.rows >= 1 && a.columns >= 1 && a.rows <= table.rows() - a.row &&
                        a.columns <= table.columns() - a.column,
                    [&] {
                      return detail::text("plot_number_grid: colored cells ", a.rows, " x ", a.columns, " at (", a.row, ", ",
                                          a.column, ") lie beyond the table of ", table.rows(), " x ", table.columns());
                    });
  }
  detail::CellSize cell;
  cell.fit(table);
  const double margin = 14.0, top = title.empty() ? margin : 40.0, width = cell.width * static_cast<double>(table.columns());
  const double whole = (std::max)(width, detail::text_width(title, 15.0));
  Svg svg(whole + 2.0 * margin, top + cell.height * static_cast<double>(table.rows()) + margin);
  svg.label(svg.width() / 2.0, 26.0, title, 15.0, Anchor::middle);
  detail::draw_number_grid(svg, table, (svg.width() - width) / 2.0, top, cell, colored);
  return svg;
}

}  // namespace linnet
