// SPDX-License-Identifier: MIT
// plot_threshold: what a threshold does: the scores of two classes on both sides of it, its point of the ROC curve, and the counts.
#pragma once

#include <linnet/draw/arrange.hpp>
#include <linnet/draw/chart.hpp>
#include <linnet/metrics/roc.hpp>
#include <linnet/metrics/threshold.hpp>
#include <linnet/plot/confusion_matrix.hpp>

namespace linnet {

namespace detail {

/// Returns how many of `scores` fall into each of `bins` parts of the range, as bars in their middles.
template <class T>
Series histogram(std::string name, const std::vector<T>& scores, std::array<double, 2> range, std::size_t bins) {
  Series s{std::move(name), {}, std::vector<double>(bins), {}, {}, SeriesStyle::bars};
  const double width = (range[1] - range[0]) / static_cast<double>(bins);
  for (std::size_t b = 0; b < bins; ++b) s.x.push_back(range[0] + width * (static_cast<double>(b) + 0.5));
  for (const T score : scores) {
    const double at = std::floor((static_cast<double>(score) - range[0]) / width);
    s.y[static_cast<std::size_t>(std::clamp(at, 0.0, static_cast<double>(bins - 1)))] += 1.0;
  }
  return s;
}

}  // namespace detail

/// Draws a histogram of the scores of class `k` for the samples of both classes, with the threshold; below it the ROC curve with the point of
/// the threshold, and the confusion matrix. Labels, scores and class k as for confusion_matrix_at. Throws InvalidInput like roc_curve, for more
/// than two classes, a threshold that is NaN, scores whose range is not finite, and another number of names.
template <class Labels, class Scores>
LINNET_COLD Svg plot_threshold(const Labels& labels, const Scores& scores, double threshold, const ClassNames& names = {},
                               Index k = 1) {
  names.require_one_for_each(2, "plot_threshold");
  detail::require(threshold == threshold,
                  [&] { return detail::text("plot_threshold: the threshold is ", threshold, "; it must be a number"); });
  const ConfusionMatrix<2> matrix = confusion_matrix_at(labels, scores, threshold, k);
  const auto ranking = detail::Scored("plot_threshold", labels, scores).ranking(k);
  const auto name = [&](Index c) { return (names.empty() ? "class " : "") + names[c]; };
  const std::string at = detail::text("threshold ", detail::fixed_within(threshold, 3, 12));

  const double low = static_cast<double>((std::min)(ranking.positives.back(), ranking.negatives.back()));
  const double high = static_cast<double>((std::max)(ranking.positives.front(), ranking.negatives.front()));
  detail::require(math::is_finite(high - low), [&] {
    return detail::text("plot_threshold: the scores go from ", low, " to ", high, ", which is too far for one picture");
  });
  const bool probabilities = low >= 0.0 && high <= 1.0;
  const std::array<double, 2> range = probabilities     ? std::array{0.0, 1.0}
                                      : high > low      ? std::array{low, high}
                                      : low + 1.0 > low ? std::array{low, low + 1.0}
                                                        : std::array{(std::min)(low, 0.0), (std::max)(low, 0.0)};
  std::vector<Series> bars{detail::histogram(name(1 - k), ranking.negatives, range, 25),
                           detail::histogram(name(k), ranking.positives, range, 25)};
  const double top = 1.08 * (std::max)(*std::max_element(bars[0].y.begin(), bars[0].y.end()),
                                       *std::max_element(bars[1].y.begin(), bars[1].y.end()));
  bars.push_back({at, {threshold, threshold}, {0.0, top}, std::string(detail::colors::ink), "5 3"});

  const double tp = static_cast<double>(matrix(k, k)), fp = static_cast<double>(matrix(1 - k, k));
  const double recall = tp / static_cast<double>(matrix.support(k)), fall_out = fp / static_cast<double>(matrix.support(1 - k));
  const RocCurve curve = detail::roc_points(ranking, true);
  std::vector<Series> roc{
      {detail::text("AUC ", detail::fixed(ranking.area(), 4)), curve.false_positive_rate, curve.true_positive_rate},
      {"chance", {0.0, 1.0}, {0.0, 1.0}, std::string(detail::colors::quiet), "4 4"},
      {at, {fall_out}, {recall}, std::string(detail::colors::ink), {}, SeriesStyle::points}};
  const ChartOptions square{.x_label = "false positive rate",
                            .y_label = "true positive rate",
                            .x_range = {0.0, 1.0},
                            .y_range = {0.0, 1.0},
                            .width = 380.0,
                            .height = 340.0};
  Svg rates = draw_chart(roc, square);
  const detail::Axes axes(square, square.x_range, square.y_range);
  rates.circle(axes.x(fall_out), axes.y(recall), 7.0, "none", detail::colors::ink);
  const Svg counts = plot_confusion_matrix(matrix, names, detail::text("accuracy ", detail::fixed(matrix.result(), 3)));
  const Svg sides = draw_chart(bars, {.title = detail::text(at, ": recall of ", name(k), " ", detail::fixed(recall, 3)),
                                      .x_label = "score of " + name(k),
                                      .y_label = "samples",
                                      .x_range = range,
                                      .y_range = {0.0, top},
                                      .width = 760.0,
                                      .height = 280.0});
  return arrange({sides, arrange({rates, counts}, 2)}, 1);
}

}  // namespace linnet
