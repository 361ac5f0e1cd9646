// SPDX-License-Identifier: MIT
// The candidates of grid_search as one list: a std::vector of candidates of one type, or a std::tuple of candidates and such vectors.
#pragma once

#include <linnet/model_selection/candidate.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace linnet {

template <class... Models>
struct GridSearch;

namespace detail {

/// The types of models of the candidates, all different.
template <class... Models>
struct ModelList {
  using Search = GridSearch<Models...>;
  template <class New>
  using With = std::conditional_t<(std::is_same_v<New, Models> || ...), ModelList, ModelList<Models..., New>>;
};

/// ModelList `List` with the models of a candidate, or of a list of them.
template <class List, class Given>
struct WithModelsOf {
  static_assert(sizeof(Given) == 0,
                "grid_search: candidates are a std::vector of Candidate, or a std::tuple of candidates and such vectors: "
                "std::tuple{Candidate{\"small\", make_model, compile, {.epochs = 20}}, ...}");
};
template <class List, class Model>
struct WithModelsOf<List, Candidate<Model>> {
  using Type = typename List::template With<Model>;
};
template <class List, class Model>
struct WithModelsOf<List, std::vector<Candidate<Model>>> : WithModelsOf<List, Candidate<Model>> {};
template <class List>
struct WithModelsOf<List, std::tuple<>> {
  using Type = List;
};
template <class List, class First, class... Others>
struct WithModelsOf<List, std::tuple<First, Others...>>
    : WithModelsOf<typename WithModelsOf<List, First>::Type, std::tuple<Others...>> {};

template <class Candidates>
using SearchOf = typename WithModelsOf<ModelList<>, Candidates>::Type::Search;

/// Appends a candidate, or all of a list, to `all`.
template <class All, class Model>
void append_candidates(All& all, const Candidate<Model>& candidate) {
  all.emplace_back(candidate);
}
template <class All, class Model>
void append_candidates(All& all, const std::vector<Candidate<Model>>& candidates) {
  all.insert(all.end(), candidates.begin(), candidates.end());
}
template <class All, class... Given>
void append_candidates(All& all, const std::tuple<Given...>& candidates) {
  std::apply([&](const auto&... given) { (append_candidates(all, given), ...); }, candidates);
}

/// Throws InvalidInput unless there are candidates, each with a name of its own.
LINNET_COLD inline void require_names(std::vector<std::string> names) {
  require(!names.empty(), [] { return std::string("grid_search: there are no candidates"); });
  const auto unnamed = std::ranges::find(names, "");
  require(unnamed == names.end(),
          [&] { return text("grid_search: candidate ", unnamed - names.begin(), " has no name; each needs one of its own"); });
  std::ranges::sort(names);
  const auto twice = std::ranges::adjacent_find(names);
  require(twice == names.end(), [&] { return text("grid_search: two candidates are called \"", *twice, "\""); });
}

}  // namespace detail
}  // namespace linnet
