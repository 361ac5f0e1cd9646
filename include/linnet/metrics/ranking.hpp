// SPDX-License-Identifier: MIT
// Ranking: the ordered scores of both sides of a class, the basis of ROC and precision-recall curves and their areas. For hosts.
//
// Two classes: labels are 0 or 1, scores are (samples), larger for class 1, or (samples, 2). Several classes: labels are class indices,
// scores are (samples, classes), and a class is compared with the rest. Several labels: labels (samples, labels) are 0 or 1, one per
// score, and the samples with a label are compared with those without it. Scores may be integers.
#pragma once

#include <linnet/core/flat_view.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/views.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// The combination of the areas of several classes.
enum class AucAverage {
  macro,     ///< mean over the classes
  weighted,  ///< mean over the classes, weighted by their samples
};

namespace detail {

/// The type in which scores are ranked: integers become double.
template <class T>
using RankedNumber = std::conditional_t<std::is_same_v<T, float>, float, double>;

/// The scores of both sides, descending: sorted separately, which is less work than sorting them together with their labels.
template <class T>
struct Ranking {
  std::vector<T> positives, negatives;

  /// Returns true if both sides have samples; otherwise nothing below is defined.
  bool has_both_sides() const { return !positives.empty() && !negatives.empty(); }

  /// Calls f(score, positives with that score, negatives with that score) for each different score, descending.
  template <class Function>
  void for_each_score(const Function& f) const {
    std::size_t p = 0, n = 0;
    while (p < positives.size() || n < negatives.size()) {
      const T score = p == positives.size()   ? negatives[n]
                      : n == negatives.size() ? positives[p]
                                              : (std::max)(positives[p], negatives[n]);
      const std::size_t p_first = p, n_first = n;
      while (p < positives.size() && positives[p] == score) ++p;
      while (n < negatives.size() && negatives[n] == score) ++n;
      f(score, static_cast<double>(p - p_first), static_cast<double>(n - n_first));
    }
  }

  /// Returns the area under the ROC curve: the share of pairs in which the positive has the higher score, ties half. NaN with only one
  /// side.
  double area() const {
    if (!has_both_sides()) return std::numeric_limits<double>::quiet_NaN();
    double above = 0.0, wins = 0.0;
    for_each_score([&](T, double p, double n) {
      wins = math::fma(n, above + 0.5 * p, wins);
      above += p;
    });
    return wins / (static_cast<double>(positives.size()) * static_cast<double>(negatives.size()));
  }

  /// Returns the sum over the scores of the gain in recall times the precision. NaN with only one side.
  double average_precision() const {
    if (!has_both_sides()) return std::numeric_limits<double>::quiet_NaN();
    double p = 0.0, n = 0.0, sum = 0.0;
    for_each_score([&](T, double p_more, double n_more) {
      p += p_more;
      n += n_more;
      sum = math::fma(p_more, p / (p + n), sum);
    });
    return sum / static_cast<double>(positives.size());
  }
};

/// Returns the ranking of class k against the rest for scores (samples, width); samples with positive(i) are of the class. k is 0 or 1 if a
/// sample has a single score, that of class 1.
template <class T, class Positive>
Ranking<RankedNumber<T>> ranking_of(const T* scores, Index samples, Index width, const Positive& positive, Index k) {
  using Number = RankedNumber<T>;
  Ranking<Number> r;
  for (Index i = 0; i < samples; ++i) {
    const auto given = static_cast<Number>(scores[width == 1 ? i : i * width + k]);
    const Number score = width == 1 && k != 1 ? -given : given;
    (positive(i) ? r.positives : r.negatives).push_back(score);
  }
  std::sort(r.positives.begin(), r.positives.end(), std::greater<Number>());
  std::sort(r.negatives.begin(), r.negatives.end(), std::greater<Number>());
  return r;
}

/// Returns `figure` of class 1's ranking for two classes, otherwise the mean over the rankings of all classes, or of all `labels`.
template <class RankingOf, class Figure>
double mean_over_classes(Index classes, bool labels, AucAverage average, const RankingOf& ranking, const Figure& figure) {
  if (classes <= 2 && !labels) return figure(ranking(1));
  double sum = 0.0, weights = 0.0;
  for (Index k = 0; k < classes; ++k) {
    const auto r = ranking(k);
    const double weight = average == AucAverage::weighted ? static_cast<double>(r.positives.size()) : 1.0;
    sum = math::fma(weight, figure(r), sum);
    weights += weight;
  }
  return sum / weights;
}

template <class T>
void require_both_sides(std::string_view who, const Ranking<T>& r, Index k) {
  require(r.has_both_sides(), [&] {
    return text(who, ": ", r.positives.empty() ? "no" : "every", " sample is of class ", k,
                "; the curve of a class is defined only where some samples are of it and some are not");
  });
}

/// Returns true for a finite score, and for an integer if double has all integers up to it.
template <class T>
constexpr bool can_be_ranked(T score) {
  if constexpr (std::is_integral_v<T>) {
    using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
    constexpr std::int64_t most = std::int64_t{1} << std::numeric_limits<double>::digits;
    return std::cmp_less_equal(static_cast<Wide>(score), most) && std::cmp_greater_equal(static_cast<Wide>(score), -most);
  } else {
    return math::is_finite(static_cast<RankedNumber<T>>(score));
  }
}

/// Checked labels and scores: one label per sample, or a 0 or 1 per score; not empty, with existing classes and finite scores.
template <class T>
struct Scored {
  const char* who;
  TargetView labels;
  ArrayView<T> scores;

  LINNET_COLD Scored(const char* name, TargetView y, ArrayView<T> x) : who(name), labels(std::move(y)), scores(std::move(x)) {
    require(!scores.empty(), [&] { return text(who, ": there are no scores"); });
    const bool fit = labels.samples() == scores.samples() && (labels.features() == 1 || labels.features() == scores.features());
    const auto sizes = [&] {
      return text(who, ": ", scores.samples(), " samples have scores, labels are ", labels.samples(), " times ",
                  labels.features());
    };
    require(fit, [&] { return sizes() + "; give one label per sample, or 0 or 1 for each score"; });
    for (Index i = 0; i < labels.samples() * labels.features(); ++i) {
      const double label = labels[i];
      if (of_labels()) {
        require(label == 0.0 || label == 1.0,
                [&] { return sizes() + text(", label ", i, " is ", label, "; give 0 or 1 for each score"); });
        continue;
      }
      require(label >= 0.0 && label < static_cast<double>(classes()) && label == std::floor(label), [&] {
        return text(who, ": label ", i, " is ", label, "; the scores have the classes 0 to ", classes() - 1, " (integers)");
      });
    }
    for (Index i = 0; i < scores.samples() * scores.features(); ++i) {
      require(can_be_ranked(scores.data()[i]), [&] {
        return text(who, ": sample ", i / scores.features(), " has the score ", scores.data()[i],
                    std::is_integral_v<T> ? "; an integer score must be from -2^53 to 2^53" : "; every score must be finite");
      });
    }
  }

  Index classes() const { return std::max<Index>(scores.features(), 2); }
  /// Returns true if a sample has a 0 or 1 for each of several scores.
  bool of_labels() const { return labels.features() > 1; }

  /// Returns the ranking of class k; throws InvalidInput if the class does not exist or has only one side.
  Ranking<RankedNumber<T>> ranking(Index k) const {
    require(k >= 0 && k < classes(), [&] { return text(who, ": there is no class ", k); });
    auto r = ranking_of(
        scores.data(), scores.samples(), scores.features(),
        [&](Index i) { return of_labels() ? labels[i * scores.features() + k] != 0.0 : static_cast<Index>(labels[i]) == k; },
        k);
    require_both_sides(who, r, k);
    return r;
  }
};

/// Scores are an array of Eigen or a list of numbers.
template <class Scores>
Scored(const char*, const TargetView&, const Scores&) -> Scored<NumberOf<Scores>>;

}  // namespace detail
}  // namespace linnet
