// SPDX-License-Identifier: MIT
// measure and update: a metric over arrays of labels and scores, in one call or batch by batch, with every check. For hosts.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/views.hpp>
#include <linnet/metrics/decision.hpp>
#include <linnet/network/concepts.hpp>

#include <cmath>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// The properties of a metric with which `update` checks its arrays.
struct Measured {
  std::string_view who{};  ///< the function that the user has called
  std::string_view name{};
  bool decides = false;   ///< it predicts classes: `classes` of them, or any number if that is 0
  bool compares = false;  ///< it takes one number for each of `outputs` scores, or for any number of scores if that is 0
  bool labels = false;    ///< its numbers are labels, 0 or 1
  bool probabilities = false;
  Index classes = 0;
  Index outputs = 0;
  Index steps = 1;  ///< of a sample: each counts as one
};

template <class M>
constexpr Measured measured_by(std::string_view who) {
  Measured m{.who = who, .name = M::name};
  if constexpr (requires { M::classes; }) m.decides = true, m.classes = M::classes;
  if constexpr (requires { M::outputs; }) m.compares = true, m.outputs = M::outputs;
  m.labels = requires { requires M::labels; };
  m.probabilities = requires { requires M::probabilities; };
  return m;
}

/// Throws InvalidInput for target `several`, which has several labels or none, if the metric takes one class per sample, or has already
/// counted samples by class.
template <class M>
void require_countable(std::string_view who, const M& metric, Index several) {
  if constexpr (requires { metric.multilabel; }) {
    require(several < 0 || !metric.has_classes(), [&] {
      return text(who, ": label row ", several, " has several ones or none, but ", M::name,
                  " has counted one class per sample before; give it .multilabel = true");
    });
  } else {
    require(several < 0, [&] {
      return text(who, ": label row ", several, " has several ones or none, and ", M::name,
                  " takes one class per sample; BinaryAccuracy, ExactMatch, HammingLoss, Precision, Recall, F1, RocAuc, "
                  "AveragePrecision, BinnedAuc<200, labels> and MultilabelConfusionMatrix take several labels");
    });
  }
}

/// Returns the steps of scores (samples, steps, classes) if there are labels for each step and the metric decides, otherwise 1.
template <class T>
Index steps_of(const Measured& metric, const TargetView& labels, const ArrayView<T>& scores) {
  const auto dims = scores.sample_dims();
  if (!metric.decides || dims.size() != 2) return 1;
  const bool flat = labels.is_flat() && labels.samples() == scores.samples() * dims[0];
  const bool rows = labels.samples() == scores.samples() && !labels.sample_dims().empty() &&
                    labels.sample_dims()[0] == dims[0] &&
                    (labels.features() == dims[0] || labels.features() == scores.features());
  return flat || rows ? dims[0] : 1;
}

/// The checks of update below: the number of labels, the number of scores for the metric's classes or outputs, valid numbers.
template <class T>
void require_measurable(const Measured& metric, const TargetView& labels, const ArrayView<T>& scores) {
  const Index samples = scores.samples(), width = scores.features();
  require(samples > 0, [&] { return text(metric.who, ": there are no samples"); });
  require(labels.samples() == samples && (labels.features() == width || (labels.features() == 1 && !metric.compares)), [&] {
    return text(metric.who, ": scores are ", samples, " times ", width, ", labels ", labels.samples(), " times ",
                labels.features(),
                metric.compares ? "; give one number for each score" : "; give one label per sample, or one for each score");
  });
  require(metric.outputs == 0 || metric.outputs == width,
          [&] { return text(metric.who, ": samples have ", width, " numbers, ", metric.name, " is of ", metric.outputs); });
  constexpr bool integers = std::is_integral_v<T>;  // predicted labels
  Index classes = (std::numeric_limits<std::int32_t>::max)();
  if (metric.decides) {
    require(!integers || width == 1 || metric.labels, [&] {
      return text(metric.who, ": samples have ", width, " integers; give one predicted label, or scores that are not");
    });
    const Index scored = std::max<Index>(width, 2);
    require(metric.classes == 0 || (integers && width == 1) || metric.classes == scored, [&] {
      return text(metric.who, ": the scores are of ", scored, " classes, ", metric.name, " is of ", metric.classes);
    });
    classes = metric.labels ? 2 : metric.classes > 0 ? metric.classes : integers ? classes : scored;
  } else if (metric.labels) {
    classes = 2;
  } else if (width > 1) {
    classes = width;
  }
  const auto kinds = [&] {
    return metric.labels ? std::string("a label is 0 or 1") : text("there are the classes 0 to ", classes - 1, " (integers)");
  };
  const auto is_class = [&](double label) {
    return label >= 0.0 && label < static_cast<double>(classes) && label == std::floor(label);
  };
  for (Index i = 0; i < samples * width; ++i) {
    const double score = static_cast<double>(scores.data()[i]);
    require(math::is_finite(score), [&] {
      return text(metric.who, ": ", place_of_row(i / width, metric.steps), " has the score ", score,
                  "; every score must be finite");
    });
    require(!metric.probabilities || (score >= 0.0 && score <= 1.0), [&] {
      return text(metric.who, ": ", place_of_row(i / width, metric.steps), " has the score ", score, "; ", metric.name,
                  " takes probabilities, from 0 to 1");
    });
    require(!(metric.decides || metric.labels) || !integers || is_class(score),
            [&] { return text(metric.who, ": prediction ", i, " is ", score, "; ", kinds()); });
  }
  const bool indices = metric.labels || (labels.features() == 1 && (metric.decides || width > 1));
  for (Index i = 0; i < samples * labels.features(); ++i) {
    const double label = labels[i];
    require(indices ? is_class(label) : math::is_finite(label), [&] {
      return text(metric.who, ": label ",
                  metric.steps == 1 ? text(i) : text("of ", place_of_row(i / labels.features(), metric.steps)), " is ", label,
                  "; ", indices ? kinds() : std::string("it must be finite"));
    });
  }
}

/// While it lives, a metric that supports classes and labels knows which of them it counts.
template <class M>
struct CountingLabels {
  M& metric;
  bool told = false;

  CountingLabels(M& which, bool labels) : metric(which) {
    if constexpr (requires { metric.multilabel; }) told = std::exchange(metric.multilabel, labels || metric.multilabel);
  }
  ~CountingLabels() {
    if constexpr (requires { metric.multilabel; }) metric.multilabel = told;
  }
  CountingLabels(const CountingLabels&) = delete;
  CountingLabels& operator=(const CountingLabels&) = delete;
};

/// Implements `update` below for arrays of every kind.
template <class M, class T>
void update_checked(std::string_view who, M& metric, TargetView targets, ArrayView<T> scores) {
  using Target = std::conditional_t<std::is_integral_v<T>, double, T>;
  Measured kind = measured_by<M>(who);
  kind.steps = steps_of(kind, targets, scores);
  if (kind.steps > 1) {
    if (!targets.is_flat()) targets.join_steps();
    scores.join_steps();
  }
  const bool for_each_score = targets.samples() == scores.samples() && targets.features() == scores.features();
  const Index several = kind.decides && for_each_score ? first_of_several_labels(targets) : -1;
  if constexpr (requires { metric.multilabel; }) {
    const bool decided = std::is_integral_v<T> && scores.features() > 1;  // 0 or 1 per label
    kind.labels = for_each_score && (metric.multilabel || several >= 0 || decided);
  }
  const CountingLabels<M> counting(metric, kind.labels);
  expect_settings(metric);
  require_measurable(kind, targets, scores);
  require_countable(who, metric, several);
  const Index samples = scores.samples(), width = scores.features();
  const bool rows = requires { M::outputs; }
  || targets.features() == width;  // otherwise a class index per sample
  std::vector<Target> row(static_cast<std::size_t>(width));
  for (Index i = 0; i < samples; ++i) {
    const std::span<const T> prediction(scores.data() + i * width, static_cast<std::size_t>(width));
    if (rows) {
      targets.copy(i * width, width, row.data());
      metric.update(prediction, std::span<const Target>(row));
    } else if constexpr (!requires { M::outputs; }) {
      const std::int32_t label = static_cast<std::int32_t>(targets[i]);
      metric.update(prediction, std::span<const std::int32_t>(&label, 1));
    }
  }
}

/// update(metric, labels, scores), whose errors speak as `who`.
template <class M, class Labels, class Scores>
void update_from(std::string_view who, M& metric, const Labels& labels, const Scores& scores) {
  update_checked(who, metric, TargetView(labels), ArrayView<NumberOf<Scores>>(scores));
}

}  // namespace detail

/// Adds samples to a metric. `scores` (samples, outputs...) are the result of predict, or, if they are integers, predicted classes
/// (samples); arrays of Eigen, or lists of one number per sample. `labels` are class indices (samples), or one number per score: a row
/// that names a class, or 0 or 1 for each of several labels, whose predictions may be integers, too. If scores are (samples, steps,
/// classes) and there are labels for each step, (samples, steps) or rows of them, a metric of decisions counts each step as a sample.
///
/// Throws InvalidInput, before the metric changes, for empty or unequal arrays, scores that are not finite or not the probabilities that
/// the metric needs, labels that are not a class, several labels for a metric of one class, a wrong number of scores, and invalid settings
/// of the metric.
template <Metric M, class Labels, class Scores>
void update(M& metric, const Labels& labels, const Scores& scores) {
  detail::update_from("update", metric, labels, scores);
}

/// Returns the metric over all samples: measure(F1<10>{}, labels, scores).result().
template <Metric M, class Labels, class Scores>
M measure(M metric, const Labels& labels, const Scores& scores) {
  detail::update_from("measure", metric, labels, scores);
  return metric;
}

}  // namespace linnet
