// SPDX-License-Identifier: MIT
// The problems of metrics.golden and how a metric is shown samples, for the tests of metrics.
#pragma once

#include <linnet/core/tensor.hpp>
#include <linnet/metrics/measure.hpp>

#include <tests/support/golden.hpp>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test {

inline const Golden& metrics_golden() {
  static const Golden golden("metrics");
  return golden;
}

/// Problems of decisions among `Classes` classes.
template <Index Classes>
std::vector<std::string> decision_problems() {
  const std::string number = std::to_string(Classes);
  std::vector<std::string> names{"random_" + number, "right_" + number, "wrong_" + number};
  const auto add = [&](std::initializer_list<const char*> more) { names.insert(names.end(), more.begin(), more.end()); };
  if (Classes == 2) add({"always_0", "always_1", "only_0", "only_1", "all_0", "all_1", "all_0_as_1"});
  if (Classes == 10) add({"few_of_10"});
  if (Classes != 3) return names;
  for (const char* what : {"no_target_", "no_prediction_", "no_class_"}) {
    for (const char* which : {"first", "middle", "last"}) names.push_back(std::string(what) + which);
  }
  return names;
}

inline const Golden& keras_metrics_golden() {
  static const Golden golden("keras_metrics");
  return golden;
}

inline Labels golden_labels(const std::string& name, const Golden& golden = metrics_golden()) {
  const auto& values = golden.values(name);
  Labels labels(static_cast<Index>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) labels(static_cast<Index>(i)) = static_cast<std::int32_t>(values[i]);
  return labels;
}

/// Samples, outputs; of a vector one output.
inline Tensor<2, double> golden_matrix(const std::string& name, const Golden& golden = metrics_golden()) {
  const auto& values = golden.values(name);
  const auto& dims = golden.dims(name);
  Tensor<2, double> matrix(static_cast<Index>(dims[0]), static_cast<Index>(dims.size() > 1 ? dims[1] : 1));
  std::copy(values.begin(), values.end(), matrix.data());
  return matrix;
}

/// The metric of what `problem` decided.
template <class M>
M measure_decisions(M metric, const std::string& problem) {
  return measure(metric, golden_labels(problem + ".targets"), golden_labels(problem + ".predictions"));
}

/// True if `have` is within 1e-12 of scikit-learn's number `want`, or NaN where that is not defined (-99).
inline bool agrees(double have, double want, double scale = 1.0) {
  return want == -99.0 ? have != have : std::abs(have - want) <= 1e-12 * scale;
}

/// Problems with one score a sample, and with a score for each class.
inline const std::vector<std::string>& single_score_problems() {
  static const std::vector<std::string> names{"score",       "score_ties", "score_right",       "score_wrong",
                                              "score_equal", "score_two",  "score_one_positive"};
  return names;
}
inline const std::vector<std::string>& several_score_problems() {
  static const std::vector<std::string> names{"scores_3", "scores_3_ties", "scores_10", "scores_10_ties"};
  return names;
}

/// Labels (n) and scores (n, classes) of any size; metrics.py has the same numbers.
struct MadeProblem {
  Labels labels;
  Tensor<2, double> scores;
};
inline MadeProblem made(Index n, Index classes) {
  MadeProblem problem{Labels(n), Tensor<2, double>(n, classes)};
  std::uint32_t next = 0;
  const auto bits = [&] {
    std::uint32_t b = next++ * 2654435761u + 12345u;
    b = (b ^ (b >> 15)) * 2246822519u;
    return static_cast<Index>(b >> 16);
  };
  for (Index i = 0; i < n; ++i) {
    const Index a = bits() % classes, b = bits() % classes, label = std::min(a, b);
    problem.labels(i) = static_cast<std::int32_t>(label);
    for (Index k = 0; k < classes; ++k) {
      problem.scores(i, k) = static_cast<double>(bits() % 64 + 1 + (k == label ? 24 : 0)) / 64.0;
    }
  }
  return problem;
}

/// True if the columns, one after the other, are the golden array.
inline bool equal(const std::string& name, const std::vector<std::vector<double>>& columns) {
  std::vector<double> all;
  for (const auto& column : columns) all.insert(all.end(), column.begin(), column.end());
  const auto& want = metrics_golden().values(name);
  if (all.size() != want.size()) return false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!agrees(all[i], want[i])) return false;
  }
  return true;
}

/// One sample.
template <class M, class T, class Y>
void show(M& metric, const std::vector<T>& prediction, const std::vector<Y>& target) {
  metric.update(std::span<const T>(prediction), std::span<const Y>(target));
}

/// True if `metric` gives the same shown all at once, in batches of any size, sample by sample, and after a reset.
template <class M, class L, class S>
bool streams(const M& metric, const L& labels, const S& scores) {
  const ArrayView<typename S::Scalar> all(scores);
  const double want = measure(metric, labels, scores).result();
  M streamed = metric;
  for (const Index batch : {1, 7, 16}) {
    streamed.reset();
    for (Index first = 0; first < all.samples(); first += batch) {
      const Index count = std::min(batch, all.samples() - first);
      Tensor<2, typename S::Scalar> part(count, all.features());
      std::copy_n(all.data() + first * all.features(), count * all.features(), part.data());
      Tensor<2, typename L::Scalar> part_labels(count, TargetView(labels).features());
      std::copy_n(labels.data() + first * part_labels.dimension(1), part_labels.size(), part_labels.data());
      update(streamed, part_labels, part);
    }
    if (!(streamed.result() == want || (want != want && streamed.result() != streamed.result()))) return false;
  }
  return true;
}

}  // namespace linnet::test
