// SPDX-License-Identifier: MIT
// The picture of a confusion matrix, for any number of classes: cells, names and letters find their sizes.
#pragma once

#include <linnet/core/number_text.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/draw/text_width.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linnet::detail {

/// The sizes in a picture of `names.size()` classes, in pixels. Cells hold the longest count; of at most four classes also the names.
struct ConfusionLayout {
  double letters, cell, names_width = 0.0;
  bool tilted;  ///< names below the matrix do not fit side by side

  LINNET_COLD ConfusionLayout(std::span<const std::int64_t> counts, const std::vector<std::string>& names)
      : letters(names.size() <= 12 ? 13.0 : 11.0) {
    const std::size_t n = names.size();
    cell = n <= 4 ? 72.0 : n <= 6 ? 56.0 : n <= 12 ? 42.0 : 28.0;
    cell = (std::max)(cell, 10.0 + text_width(grouped(*std::max_element(counts.begin(), counts.end())), letters));
    for (const std::string& name : names) names_width = (std::max)(names_width, text_width(name, letters));
    if (n <= 4 && names_width < 140.0) cell = (std::max)(cell, names_width + 12.0);
    tilted = names_width + 8.0 > cell;
  }
};

/// Draws the confusion matrix `counts`, row-major; `shares` are the colours, 0 to 1. Counts of 0 off the diagonal appear only if there is room.
LINNET_COLD inline Svg draw_confusion_matrix(std::span<const std::int64_t> counts, std::span<const double> shares,
                                             const std::vector<std::string>& names, std::string_view title) {
  const ConfusionLayout layout(counts, names);
  const std::size_t n = names.size();
  const double letters = layout.letters, cell = layout.cell, size = cell * static_cast<double>(n);
  const double natural = 52.0 + layout.names_width + size + 20.0, widened = (std::max)(natural, text_width(title, 13.0) + 16.0);
  const double left = (widened - natural) / 2.0 + 52.0 + layout.names_width, top = title.empty() ? 16.0 : 46.0;
  const double bottom = top + size, names_height = layout.tilted ? 0.75 * (layout.names_width + letters) : letters;
  Svg svg(widened, bottom + names_height + 42.0);
  const double title_size = size_to_fit(title, 16.0, widened - 16.0), half = text_width(title, title_size) / 2.0 + 8.0;
  svg.label(std::clamp(left + size / 2.0, half, (std::max)(half, widened - half)), 26.0, title, title_size, Anchor::middle);
  for (std::size_t i = 0; i < n; ++i) {
    const double begin = cell * static_cast<double>(i), middle = begin + cell / 2.0;
    svg.label(left - 8.0, top + middle + 0.36 * letters, names[i], letters, Anchor::end);
    if (layout.tilted) {
      svg.label(left + middle + 0.36 * letters, bottom + letters + 1.0, names[i], letters, Anchor::end, colors::ink, -45.0);
    } else {
      svg.label(left + middle, bottom + letters + 5.0, names[i], letters, Anchor::middle);
    }
    for (std::size_t j = 0; j < n; ++j) {
      const double x = left + cell * static_cast<double>(j), share = shares[i * n + j];
      svg.rectangle(x, top + begin, cell, cell, colors::heat, colors::paper, std::sqrt(share));
      if (counts[i * n + j] == 0 && i != j && n > 4) continue;
      svg.label(x + cell / 2.0, top + middle + 0.36 * letters, grouped(counts[i * n + j]), letters, Anchor::middle,
                share > 0.35 ? colors::white : colors::ink);
    }
  }
  svg.rectangle(left, top, size, size, "none", colors::ink);
  svg.label(left + size / 2.0, bottom + names_height + 28.0, "predicted class", 13.0, Anchor::middle);
  svg.label(left - layout.names_width - 28.0, top + size / 2.0, "true class", 13.0, Anchor::middle, colors::ink, -90.0);
  return svg;
}

}  // namespace linnet::detail
