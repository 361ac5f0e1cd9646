// SPDX-License-Identifier: MIT
// plot_folds: the samples that train and those that validate, run by run of a cross-validation.
#pragma once

#include <linnet/draw/axes.hpp>
#include <linnet/model_selection/splits.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

namespace detail {

/// A row of samples over `width` pixels: a column for each, or for several if they are many.
struct SampleRow {
  Index samples;
  double left, width;
  Index columns = (std::min<Index>)(samples, 480);

  Index column(Index sample) const { return sample * columns / samples; }
  Index samples_of(Index at) const { return first_of(at + 1) - first_of(at); }
  double x(Index at) const { return left + width * static_cast<double>(at) / static_cast<double>(columns); }
  /// The gap between columns that are wide enough to be seen one by one.
  double gap() const { return columns <= 40 ? 2.0 : 0.0; }

  /// Adds the columns of `chosen`; where only a share of the samples is chosen, the colour is as faint. A sample may be chosen twice.
  LINNET_COLD void draw(Svg& svg, const std::vector<std::uint32_t>& chosen, double top, double height, std::string_view color,
                        double opacity) const {
    std::vector<int> tenths(static_cast<std::size_t>(columns));
    std::vector<double> counts(tenths.size());
    for (const std::uint32_t i : chosen) counts[static_cast<std::size_t>(column(static_cast<Index>(i)))] += 1.0;
    for (std::size_t c = 0; c < counts.size(); ++c) {
      if (!(counts[c] > 0.0)) continue;
      const double share = counts[c] / static_cast<double>(samples_of(static_cast<Index>(c)));
      tenths[c] = static_cast<int>(std::clamp<long>(std::lround(10.0 * share), 1, 10));
    }
    for (int level = 1; level <= 10; ++level) {
      std::vector<std::vector<std::pair<double, double>>> cells;
      for (Index c = 0, end = 0; c < columns; c = end) {
        const auto same = [&](Index k) { return k < columns && tenths[static_cast<std::size_t>(k)] == level; };
        end = c + 1;
        if (!same(c)) continue;
        while (gap() == 0.0 && same(end)) ++end;
        const double first = x(c) + gap() / 2.0, last = x(end) - gap() / 2.0;
        cells.push_back({{first, top}, {last, top}, {last, top + height}, {first, top + height}});
      }
      if (!cells.empty()) svg.area(cells, color, opacity * level / 10.0);
    }
  }

 private:
  Index first_of(Index at) const { return (at * samples + columns - 1) / columns; }
};

}  // namespace detail

/// Draws a row for each of `splits`, as KFold and StratifiedKFold return them, with a column for each sample: what trains is blue, what
/// validates is orange, what does neither is left out. `scores`, one for each split, stand beside the rows under `score_name`, with their mean
/// and standard deviation (divided by the number of splits): plot_folds(splits, scores["accuracy"], "accuracy") after cross_validate. Throws
/// InvalidInput without splits or samples, and for another number of scores.
LINNET_COLD inline Svg plot_folds(const std::vector<Split>& splits, const std::vector<double>& scores = {},
                                  std::string_view score_name = "score") {
  Index samples = 0;
  for (const Split& split : splits) {
    for (const auto* part : {&split.train, &split.test}) {
      for (const std::uint32_t i : *part) samples = (std::max)(samples, static_cast<Index>(i) + 1);
    }
  }
  detail::require(samples > 0 && (scores.empty() || scores.size() == splits.size()), [&] {
    return detail::text("plot_folds: expected splits with samples and as many scores, or none; found ", splits.size(),
                        " splits of ", samples, " samples, ", scores.size(), " scores");
  });
  const auto words_of = [](double score) { return detail::fixed_within(score, 3, 9); };
  double words = 46.0;
  for (const double s : scores) words = (std::max)(words, detail::text_width(words_of(s), 12.0));
  words = (std::max)(words, (std::min)(detail::text_width(score_name, 12.0), 160.0));
  const double row = 28.0, cell = 22.0, top = 64.0, side = scores.empty() ? 16.0 : 24.0 + words;
  const detail::SampleRow columns{samples, 64.0, 640.0 - 64.0 - side};
  const double right = columns.left + columns.width, bottom = top + row * static_cast<double>(splits.size());
  Svg svg(640.0, bottom + (scores.empty() ? 12.0 : 30.0));
  svg.rectangle(columns.left, 10.0, 14.0, 14.0, detail::colors::blue, "none", 0.4);
  svg.label(columns.left + 20.0, 21.5, "training", 12.0);
  svg.rectangle(columns.left + 96.0, 10.0, 14.0, 14.0, detail::colors::orange);
  svg.label(columns.left + 116.0, 21.5, splits.size() > 1 ? "validation" : "test", 12.0);
  const double step = samples <= 24 ? 1.0 : (std::max)(1.0, detail::tick_step(static_cast<double>(samples), 8));
  for (const double i : detail::ticks({0.0, static_cast<double>(samples - 1)}, step)) {
    const double at = columns.left + columns.width * (i + 0.5) / static_cast<double>(samples);
    svg.label(at, top - 8.0, detail::tick_text(i, 1.0), 11.0, Anchor::middle);
  }
  svg.label(columns.left - 10.0, top - 8.0, "sample", 12.0, Anchor::end);
  for (std::size_t k = 0; k < splits.size(); ++k) {
    const double y = top + row * static_cast<double>(k);
    const std::string name = splits.size() > 1 ? detail::text("run ", k + 1) : std::string("split");
    svg.label(columns.left - 10.0, y + 15.0, name, 12.0, Anchor::end);
    columns.draw(svg, splits[k].train, y, cell, detail::colors::blue, 0.4);
    columns.draw(svg, splits[k].test, y, cell, detail::colors::orange, 1.0);
    if (!scores.empty()) svg.label(right + 12.0, y + 15.0, words_of(scores[k]), 12.0);
  }
  if (!scores.empty()) {
    svg.label(right + 12.0, top - 8.0, score_name, detail::size_to_fit(score_name, 12.0, words));
    double mean = 0.0, squares = 0.0;
    for (const double s : scores) mean += s / static_cast<double>(scores.size());
    for (const double s : scores) squares += (s - mean) * (s - mean) / static_cast<double>(scores.size());
    svg.label(624.0, bottom + 14.0, detail::text("mean ", words_of(mean), " \u00b1 ", words_of(std::sqrt(squares))), 12.0,
              Anchor::end);
  }
  return svg;
}

/// The same for the one split that train_test_split returns.
LINNET_COLD inline Svg plot_folds(const Split& split) { return plot_folds(std::vector<Split>{split}); }

}  // namespace linnet
