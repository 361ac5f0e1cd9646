// SPDX-License-Identifier: MIT
// SearchResults: the scores of the candidates of grid_search, their ranks, and a table of them.
// Source: cv_results_ of sklearn.model_selection.GridSearchCV.
#pragma once

#include <linnet/core/display_width.hpp>
#include <linnet/core/number_text.hpp>
#include <linnet/model_selection/cross_validation.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace linnet {

/// A candidate's name, its loss and metrics in each fold, and how long its folds took together.
struct SearchRow {
  std::string name;
  CrossValidation scores;  ///< scores.mean("accuracy"), scores.standard_deviation("accuracy"), scores.histories
  double seconds = 0.0;
  std::size_t rank = 0;  ///< 1: the best; equal scores share the better rank, and NaN comes last

  /// "0.9719 +- 0.0167", the mean and the standard deviation; empty if there is no score of this name.
  LINNET_COLD std::string score(const std::string& called) const {
    if (std::ranges::find(scores.names, called) == scores.names.end()) return {};
    return detail::fixed_within(scores.mean(called), 4, 12) + " +- " +
           detail::fixed_within(scores.standard_deviation(called), 4, 12);
  }
};

/// One row for each candidate, in the order in which they were given.
struct SearchResults {
  std::string scoring;  ///< the loss or metric that ranks
  bool larger_is_better = true;
  std::vector<SearchRow> rows;

  /// The row of rank 1, and the first one if several share it. Throws InvalidInput if every score is NaN.
  LINNET_COLD std::size_t best_index() const {
    const auto found = std::ranges::find_if(
        rows, [&](const SearchRow& row) { return row.rank == 1 && !std::isnan(row.scores.mean(scoring)); });
    detail::require(found != rows.end(),
                    [&] { return detail::text("grid_search: no candidate has a ", scoring, " that is a number"); });
    return static_cast<std::size_t>(found - rows.begin());
  }
  const SearchRow& best() const& { return rows[best_index()]; }
  SearchRow best() && { return rows[best_index()]; }
  double best_score() const { return best().scores.mean(scoring); }

  /// Sets the ranks by the means of the scores called `scoring`.
  LINNET_COLD void rank_rows() {
    const auto is_better = [&](double a, double b) {
      if (std::isnan(b)) return !std::isnan(a);
      // The same scores in other folds have another sum, by its rounding.
      return (larger_is_better ? a > b : a < b) && (std::abs)(a - b) > 1e-12 * (std::min)((std::abs)(a), (std::abs)(b));
    };
    for (SearchRow& row : rows) {
      const double score = row.scores.mean(scoring);
      row.rank = 1 + static_cast<std::size_t>(std::ranges::count_if(
                         rows, [&](const SearchRow& other) { return is_better(other.scores.mean(scoring), score); }));
    }
  }

  /// A table, the best candidate first: rank, name, mean and standard deviation of `scoring` and of the other scores, seconds.
  template <class Stream>
  friend Stream& operator<<(Stream& out, const SearchResults& results) {
    out << results.table();
    return out;
  }

 private:
  /// `scoring`, then the other names of scores.
  LINNET_COLD std::vector<std::string> score_names() const {
    std::vector<std::string> names{scoring};
    for (const SearchRow& row : rows) {
      for (const std::string& name : row.scores.names) {
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
      }
    }
    return names;
  }

  LINNET_COLD std::string table() const {
    std::vector<std::string> titles{"rank", "candidate"};
    for (const std::string& name : score_names()) titles.push_back(name);
    titles.emplace_back("seconds");
    std::vector<std::vector<std::string>> lines{titles};
    std::vector<const SearchRow*> sorted;
    for (const SearchRow& row : rows) sorted.push_back(&row);
    std::ranges::sort(sorted, {}, [](const SearchRow* row) { return std::pair(row->rank, row); });
    for (const SearchRow* row : sorted) {
      std::vector<std::string>& line = lines.emplace_back();
      line = {std::to_string(row->rank), row->name};
      for (const std::string& name : score_names()) line.push_back(row->score(name));
      line.push_back(detail::fixed(row->seconds, 2));
    }
    std::vector<std::size_t> widths(titles.size());
    for (const auto& line : lines) {
      for (std::size_t k = 0; k < line.size(); ++k) widths[k] = (std::max)(widths[k], detail::display_width(line[k]));
    }
    std::string all;
    for (const auto& line : lines) {
      for (std::size_t k = 0; k < line.size(); ++k) {
        const std::string blanks = detail::padding(line[k], widths[k]);
        detail::append(all, detail::text(k ? "  " : "", k == 1 ? "" : blanks, line[k], k == 1 ? blanks : ""));
      }
      all += '\n';
    }
    return all;
  }
};

}  // namespace linnet
