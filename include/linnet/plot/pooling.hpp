// SPDX-License-Identifier: MIT
// Pooling in numbers: a table, its windows in colours, and what pooling keeps of each.
// Sources: keras.layers.MaxPooling2D, keras.layers.AveragePooling2D.
#pragma once

#include <linnet/draw/number_row.hpp>

#include <algorithm>
#include <numeric>

namespace linnet {

namespace detail {

/// The windows of `pool` x `pool` cells in rows and columns, side by side as many as fit.
struct PoolingWindows {
  const NumberTable& table;
  Index pool, rows, columns;

  LINNET_COLD PoolingWindows(const char* who, const NumberTable& numbers, Index size)
      : table(numbers),
        pool(size),
        rows(size < 1 ? 0 : numbers.rows() / size),
        columns(size < 1 ? 0 : numbers.columns() / size) {
    require(pool >= 1 && pool <= table.rows() && pool <= table.columns(), [&] {
      return text(who, ": pool is ", pool, "; it must be from 1 to the extents of the table, ", table.rows(), " x ",
                  table.columns());
    });
  }

  /// Returns the numbers of the window of output (row, column).
  std::vector<double> operator()(Index row, Index column) const {
    std::vector<double> numbers;
    for (Index i = 0; i < pool * pool; ++i) numbers.push_back(table(row * pool + i / pool, column * pool + i % pool));
    return numbers;
  }
  /// Colours that differ between neighbours.
  static std::string color(Index row, Index column) {
    return std::string(colors::palette[static_cast<std::size_t>(row % 2 * 2 + column % 2)]);
  }
};

/// Draws the windows and their results, `formula` below, and the cells `kept` stronger.
LINNET_COLD inline Svg draw_pooling(const PoolingWindows& windows, NumberTable result, const std::vector<ColoredCells>& kept,
                                    const std::string& formula, std::string_view title) {
  std::vector<ColoredCells> areas, cells;
  for (Index r = 0; r < windows.rows; ++r) {
    for (Index c = 0; c < windows.columns; ++c) {
      const std::string color = PoolingWindows::color(r, c);
      areas.push_back({r * windows.pool, c * windows.pool, windows.pool, windows.pool, color});
      cells.push_back({r, c, 1, 1, color});
    }
  }
  areas.insert(areas.end(), kept.begin(), kept.end());
  const std::string words = text(formula, " = ", number_words(result(0, 0), places_of(result)));
  NumberRow row({{windows.table, {}, "\xe2\x86\x92", std::move(areas)}, {std::move(result), {}, {}, std::move(cells)}},
                title.empty() ? 0.0 : 18.0);
  row.widen(text_width(words, 15.0) + 36.0);
  Svg svg(row.width(), row.bottom() + 42.0);
  svg.label(svg.width() / 2.0, 26.0, title, 15.0, Anchor::middle);
  row.draw(svg);
  svg.label(svg.width() / 2.0, row.bottom() + 28.0, words, 15.0, Anchor::middle, PoolingWindows::color(0, 0));
  return svg;
}

/// Returns the numbers of the first window with `between` them.
LINNET_COLD inline std::string first_window(const PoolingWindows& windows, std::string_view between) {
  std::vector<std::string> numbers;
  for (const double v : windows(0, 0)) numbers.push_back(number_words(v, places_of(windows.table)));
  return joined(numbers, between);
}

}  // namespace detail

/// Draws `table`, the largest number of each window of `pool` x `pool` cells, which MaxPooling2D<pool> keeps, and how the first one is
/// found. Throws InvalidInput if `pool` is below 1 or larger than the table.
LINNET_COLD inline Svg plot_max_pooling(const NumberTable& table, Index pool = 2, std::string_view title = "Max pooling") {
  const detail::PoolingWindows windows("plot_max_pooling", table, pool);
  std::vector<ColoredCells> kept;
  auto result = NumberTable::filled(windows.rows, windows.columns, [&](Index r, Index c) {
    const std::vector<double> numbers = windows(r, c);
    const auto best = std::max_element(numbers.begin(), numbers.end());
    const auto at = static_cast<Index>(best - numbers.begin());
    kept.push_back({r * pool + at / pool, c * pool + at % pool, 1, 1, windows.color(r, c)});
    return *best;
  });
  return detail::draw_pooling(windows, std::move(result), kept, "max(" + detail::first_window(windows, ", ") + ")", title);
}

/// The same for the averages of the windows, which AveragePooling2D<pool> computes.
LINNET_COLD inline Svg plot_average_pooling(const NumberTable& table, Index pool = 2,
                                            std::string_view title = "Average pooling") {
  const detail::PoolingWindows windows("plot_average_pooling", table, pool);
  auto result = NumberTable::filled(windows.rows, windows.columns, [&](Index r, Index c) {
    const std::vector<double> numbers = windows(r, c);
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(pool * pool);
  });
  return detail::draw_pooling(windows, std::move(result), {},
                              detail::text("(", detail::first_window(windows, " + "), ") / ", pool * pool), title);
}

}  // namespace linnet
