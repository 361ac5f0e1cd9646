// SPDX-License-Identifier: MIT
// arrange: several pictures side by side and below each other, as one.
#pragma once

#include <linnet/draw/svg.hpp>

#include <algorithm>
#include <numeric>

namespace linnet {

/// Returns the pictures in rows of `columns`, each in the middle of its cell. A column is as wide as its widest picture, a row as high as its
/// highest.
LINNET_COLD inline Svg arrange(const std::vector<Svg>& pictures, std::size_t columns) {
  detail::require(!pictures.empty() && columns >= 1, [&] {
    return detail::text("arrange: expected pictures and at least 1 column, found ", pictures.size(), " pictures, ", columns,
                        " columns");
  });
  columns = (std::min)(columns, pictures.size());
  std::vector<double> widths(columns, 0.0), heights((pictures.size() + columns - 1) / columns, 0.0);
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    widths[i % columns] = (std::max)(widths[i % columns], pictures[i].width());
    heights[i / columns] = (std::max)(heights[i / columns], pictures[i].height());
  }
  Svg all(std::accumulate(widths.begin(), widths.end(), 0.0), std::accumulate(heights.begin(), heights.end(), 0.0));
  double x = 0.0, y = 0.0;
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const double width = widths[i % columns], height = heights[i / columns];
    all.place(pictures[i], x + (width - pictures[i].width()) / 2.0, y + (height - pictures[i].height()) / 2.0);
    x += width;
    if ((i + 1) % columns == 0) {
      x = 0.0;
      y += height;
    }
  }
  return all;
}

}  // namespace linnet
