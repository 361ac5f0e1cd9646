// SPDX-License-Identifier: MIT
// grid_search: cross-validates candidates, which differ in settings or in their models, and ranks them.
// Source: sklearn.model_selection.GridSearchCV.
#pragma once

#include <linnet/callbacks/monitor.hpp>
#include <linnet/model_selection/candidate_list.hpp>
#include <linnet/model_selection/parameter_grid.hpp>
#include <linnet/model_selection/search_results.hpp>

#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace linnet {

/// Options of grid_search.
struct GridSearchOptions {
  std::string scoring = "loss";  ///< a metric, or "loss": compare only losses of one kind, with the same regularizers
  MonitorMode mode = MonitorMode::automatic;  ///< max or min for a metric whose direction linnet does not know
  int verbose = 0;                            ///< 1: a line for each candidate, as soon as its folds are done
};

/// The result of grid_search.
template <class... Models>
struct GridSearch : SearchResults {
  using First = std::tuple_element_t<0, std::tuple<Models...>>;
  using Samples = typename Candidate<First>::Samples;  ///< the type of x
  static constexpr bool same_samples = (std::is_same_v<typename Candidate<Models>::Samples, Samples> && ...);
  /// The model, or a std::variant if there are several types of models: std::visit([](auto& model) { ... }, best).
  using Model = std::conditional_t<sizeof...(Models) == 1, First, std::variant<Models...>>;

  std::vector<std::variant<Candidate<Models>...>> candidates;

  /// Returns the best candidate's model, new and fitted to all samples: see Candidate::fit.
  Model refit(const Samples& x, const TargetView& y) const {
    return std::visit([&](const auto& candidate) { return Model(candidate.fit(x, y)); }, candidates[best_index()]);
  }
  /// The same with windows that slide over a series.
  Model refit(const Dataset<typename First::Scalar>& windows) const { return refit(Samples(windows.x), windows.y); }
};

namespace detail {

/// A candidate with the data on which it is tried.
struct Trial {
  std::string name;
  std::function<std::vector<std::string>()> score_names;
  std::function<CrossValidation()> cross_validate;

  /// Calls one of them; InvalidInput that it throws names the candidate.
  template <class Result>
  Result call(const std::function<Result()>& act) const {
    try {
      return act();
    } catch (const InvalidInput& error) {
      throw InvalidInput(text("grid_search: candidate \"", name, "\": ", error.what()));
    }
  }
};

/// Checks all candidates, then tries one after the other.
LINNET_COLD inline SearchResults run_trials(const std::vector<Trial>& trials, const std::vector<Split>& splits, Index samples,
                                            const GridSearchOptions& options) {
  std::vector<std::string> candidates;
  candidates.reserve(trials.size());
  for (const Trial& trial : trials) candidates.push_back(trial.name);
  require_names(std::move(candidates));
  require_splits("grid_search", splits, samples);
  for (const Trial& trial : trials) {
    const auto names = trial.call(trial.score_names);
    require(std::ranges::find(names, options.scoring) != names.end(), [&] {
      return text("grid_search: candidate \"", trial.name, "\" has no score \"", options.scoring, "\", only ",
                  joined(names, ", "));
    });
  }
  SearchResults results{options.scoring, larger_is_better("grid_search", options.scoring, options.mode), {}};
  for (const Trial& trial : trials) {
    const auto start = std::chrono::steady_clock::now();
    SearchRow row{trial.name, trial.call(trial.cross_validate)};
    row.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    results.rows.push_back(std::move(row));
    if (options.verbose > 0) {
      const SearchRow& done = results.rows.back();
      const std::string line = text("grid_search: ", results.rows.size(), "/", trials.size(), " - ", done.name, " - ",
                                    options.scoring, ": ", done.score(options.scoring), " - ", fixed(done.seconds, 2), " s\n");
      std::fputs(line.c_str(), stdout);
      std::fflush(stdout);
    }
  }
  results.rank_rows();
  return results;
}

}  // namespace detail

/// Tries each candidate with cross_validate over `splits` and ranks them by the mean of a score:
///
///   const ParameterGrid grid{Values{"learning_rate", {0.001f, 0.01f}}, Values{"batch_size", {16, 64}}};
///   const auto search = grid_search(grid.candidates([](float learning_rate, Index batch_size) { return Candidate{...}; }), x, y,
///                                   StratifiedKFold{.folds = 5, .shuffle = true}.split(y), {.scoring = "accuracy"});
///   std::cout << search;
///   auto model = search.refit(x, y);
///
/// `candidates` are a std::vector of Candidate, or a std::tuple of candidates and such vectors, whose models may have different types.
///
/// Every fold of every candidate starts from the seed of make_model and that of its options, or 0: the same seeds give the same weights and
/// the same order of the samples, which from the second epoch on also depends on layers that draw numbers, as Dropout does. A score that is
/// NaN comes last. Before the first candidate trains, throws InvalidInput if there are no candidates or no splits, for a missing name or
/// one that two have, for an unknown score, and for what compile, fit or evaluate refuse.
template <class Candidates, class Search = detail::SearchOf<Candidates>>
Search grid_search(const Candidates& candidates, const typename Search::Samples& x, const TargetView& y,
                   const std::vector<Split>& splits, const GridSearchOptions& options = {}) {
  static_assert(Search::same_samples, "grid_search: all models must take the same kind of samples, float, double or indices");
  Search search;
  if constexpr (Search::same_samples) {
    detail::append_candidates(search.candidates, candidates);
    std::vector<detail::Trial> trials;
    const auto add = [&](const auto& candidate) {
      trials.push_back({candidate.name, [&] { return candidate.score_names(x, y, splits.front()); },
                        [&] { return candidate.cross_validate(x, y, splits); }});
    };
    for (const auto& candidate : search.candidates) std::visit(add, candidate);
    static_cast<SearchResults&>(search) = detail::run_trials(trials, splits, x.samples(), options);
  }
  return search;
}

/// The same with windows that slide over a series; TimeSeriesSplit keeps the order of time.
template <class Candidates, class Search = detail::SearchOf<Candidates>>
Search grid_search(const Candidates& candidates, const Dataset<typename Search::First::Scalar>& windows,
                   const std::vector<Split>& splits, const GridSearchOptions& options = {}) {
  return grid_search(candidates, typename Search::Samples(windows.x), windows.y, splits, options);
}

}  // namespace linnet
