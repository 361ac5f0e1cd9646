// SPDX-License-Identifier: MIT
// MultilabelConfusionMatrix: how often each label was true and was predicted. Source: sklearn.metrics.multilabel_confusion_matrix.
#pragma once

#include <linnet/metrics/precision_recall.hpp>

namespace linnet {

/// Counts (label, truth, prediction) of `Labels` labels, truth and prediction 0 or 1; 24 bytes per label, no heap. A score above
/// `threshold` predicts its label. classification_report and confusion_matrix_text print it.
template <Index Labels>
struct MultilabelConfusionMatrix {
  static_assert(Labels >= 1, "MultilabelConfusionMatrix: there must be at least 1 label");
  static constexpr Index outputs = Labels;
  static constexpr bool labels = true;
  static constexpr std::string_view name = "multilabel_confusion_matrix";

  float threshold = 0.5f;
  detail::OutcomeCounts<Labels> outcomes{};
  detail::SampleMeans<3> sample_means{};  ///< of precision, recall and F1, for the report

  void reset() {
    outcomes = {};
    sample_means = {};
  }
  constexpr auto accumulated() {
    return std::tuple_cat(outcomes.accumulated(), std::tie(sample_means.sums, sample_means.undefined));
  }
  /// Adds one sample.
  template <class T, class Y>
  LINNET_OWN_CODE void update(std::span<const T> prediction, std::span<const Y> target) {
    const detail::Outcomes sample = outcomes.count_labels(prediction, target, threshold);
    sample_means.add(0, detail::PrecisionFigure{}(sample));
    sample_means.add(1, detail::RecallFigure{}(sample));
    sample_means.add(2, detail::F1Figure{}(sample));
  }

  /// Returns the samples whose label k is `truth` and was predicted as `predicted`.
  constexpr std::int64_t operator()(Index k, Index truth, Index predicted) const {
    const auto i = static_cast<std::size_t>(k);
    return truth ? (predicted ? outcomes.tp[i] : outcomes.fn[i]) : (predicted ? outcomes.fp[i] : outcomes.tn(i));
  }
  /// Returns the matrix of label k: class 1 means that a sample has the label, class 0 that it has not.
  constexpr ConfusionMatrix<2> label(Index k) const {
    ConfusionMatrix<2> matrix{.threshold = threshold};
    for (Index i = 0; i < 4; ++i) matrix.counts[static_cast<std::size_t>(i)] = (*this)(k, i / 2, i % 2);
    return matrix;
  }
  /// Returns the samples with label k, and the samples for which it was predicted.
  constexpr std::int64_t support(Index k) const { return (*this)(k, 1, 1) + (*this)(k, 1, 0); }
  constexpr std::int64_t predictions(Index k) const { return (*this)(k, 1, 1) + (*this)(k, 0, 1); }
  constexpr std::int64_t total() const { return outcomes.total; }

  /// Returns the share of correct labels, the binary accuracy; 0 before the first sample.
  constexpr double result() const {
    std::int64_t right = 0;
    for (Index k = 0; k < Labels; ++k) right += (*this)(k, 0, 0) + (*this)(k, 1, 1);
    return total() == 0 ? 0.0 : static_cast<double>(right) / static_cast<double>(total() * Labels);
  }
};

}  // namespace linnet
