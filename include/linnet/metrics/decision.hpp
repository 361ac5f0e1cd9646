// SPDX-License-Identifier: MIT
// The rules by which all classification metrics derive the class of a sample, or each of its labels, from scores and targets.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/labels.hpp>
#include <linnet/core/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

namespace linnet::detail {

/// Returns the position of the largest entry, the first of equal ones.
template <class T>
std::size_t argmax(std::span<const T> v) {
  std::size_t best = 0;
  for (std::size_t j = 1; j < v.size(); ++j) best = v[j] > v[best] ? j : best;
  return best;
}

/// Returns the predicted class: an integer itself; for one score, 1 above `threshold` and otherwise 0; for several, that of the largest.
template <class T>
LINNET_OWN_CODE Index predicted_class(std::span<const T> prediction, float threshold) {
  if (prediction.size() == 1) {
    if constexpr (std::is_integral_v<T>) return static_cast<Index>(prediction[0]);
    return prediction[0] > static_cast<T>(threshold) ? 1 : 0;
  }
  return static_cast<Index>(argmax(prediction));
}

/// Returns the class of a target: an index, a row whose largest entry is the class, or, for a single score, a number that is compared
/// with `threshold`. Fails for several labels.
template <class T, class Y>
LINNET_OWN_CODE Index target_class(std::span<const T> prediction, std::span<const Y> target, float threshold) {
  if (prediction.size() == 1 && !std::is_integral_v<T>) return static_cast<T>(target[0]) > static_cast<T>(threshold) ? 1 : 0;
  if (target.size() == 1) return static_cast<Index>(target[0]);
  expect(!several_labels(target),
         "metric: a target has several labels or none, and this metric takes one class per sample; BinaryAccuracy, ExactMatch, "
         "HammingLoss, Precision, Recall, F1, RocAuc and MultilabelConfusionMatrix take several labels");
  return static_cast<Index>(argmax(target));
}

/// Returns true for a predicted label: an integer other than 0, or a score above `threshold`.
template <class T>
bool predicted_label(T score, float threshold) {
  if constexpr (std::is_integral_v<T>) return score != 0;
  return score > static_cast<T>(threshold);
}
/// Returns true for a true label: a target above one half.
template <class Y>
bool target_label(Y target) {
  return static_cast<float>(target) > 0.5f;
}

/// Counts the labels of a sample that were predicted correctly.
template <class T, class Y>
std::int64_t right_labels(std::span<const T> prediction, std::span<const Y> target, float threshold) {
  std::int64_t right = 0;
  for (std::size_t j = 0; j < prediction.size(); ++j) {
    right += predicted_label(prediction[j], threshold) == target_label(target[j]);
  }
  return right;
}

/// Returns true if a metric that supports both counts a sample label by label: because of `multilabel`, because it did so with `labelled`
/// earlier samples, or because the target has several labels. Fails if it has already counted `classes` samples by their class.
template <class T, class Y>
bool counts_labels(std::span<const T> prediction, std::span<const Y> target, bool multilabel, std::int64_t labelled,
                   std::int64_t classes) {
  const bool several = target.size() == prediction.size() && several_labels(target);
  if (!multilabel && labelled == 0) {
    expect(!several || classes == 0,
           "metric: a target of several labels or none comes after targets of one class; set multilabel = true in the metric");
    return several;
  }
  expect(target.size() == prediction.size(), "metric: a multi-label target has a 0 or 1 for each score");
  return true;
}

}  // namespace linnet::detail
