// SPDX-License-Identifier: MIT
#include <linnet/model_selection/search_results.hpp>

#include <tests/support/catch.hpp>

#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace linnet::test::search_results {

namespace nn = linnet;

constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();

/// A row for each of `losses`, with two folds around it.
nn::SearchResults results_of(const std::vector<double>& losses, bool larger_is_better) {
  nn::SearchResults results{"loss", larger_is_better, {}};
  for (const double loss : losses) {
    results.rows.push_back(
        {std::string(1, static_cast<char>('a' + results.rows.size())), {{}, {"loss"}, {{loss - 1}, {loss + 1}}}});
  }
  results.rank_rows();
  return results;
}

std::vector<std::size_t> ranks_of(const nn::SearchResults& results) {
  std::vector<std::size_t> ranks;
  for (const nn::SearchRow& row : results.rows) ranks.push_back(row.rank);
  return ranks;
}

TEST_CASE("Ranks follow the direction of the score, are shared as in scikit-learn, and NaN comes last", "[model_selection]") {
  CHECK(ranks_of(results_of({3, 1, 2}, false)) == std::vector<std::size_t>{3, 1, 2});
  CHECK(ranks_of(results_of({3, 1, 2}, true)) == std::vector<std::size_t>{1, 3, 2});
  CHECK(ranks_of(results_of({2, 1, 1, 3, 1}, false)) == std::vector<std::size_t>{4, 1, 1, 5, 1});
  CHECK(ranks_of(results_of({nan, 5, nan, 4}, false)) == std::vector<std::size_t>{3, 2, 3, 1});
  CHECK(ranks_of(results_of({nan, 5, nan, 4}, true)) == std::vector<std::size_t>{3, 1, 3, 2});
  CHECK(ranks_of(results_of({nan, infinity, 5, infinity}, false)) == std::vector<std::size_t>{4, 2, 1, 2});
  CHECK(ranks_of(results_of({0, -1, -2}, false)) == std::vector<std::size_t>{3, 2, 1});
}

TEST_CASE("The same scores in other folds have the same rank", "[model_selection]") {
  nn::SearchResults results{"accuracy", true, {}};
  for (const std::vector<std::vector<double>>& scores :
       {std::vector<std::vector<double>>{{0.1}, {0.2}, {0.3}}, {{0.3}, {0.2}, {0.1}}}) {
    results.rows.push_back({"", {{}, {"accuracy"}, scores}});
  }
  REQUIRE(results.rows[0].scores.mean("accuracy") != results.rows[1].scores.mean("accuracy"));
  for (const bool larger : {true, false}) {
    results.larger_is_better = larger;
    results.rank_rows();
    CHECK(ranks_of(results) == std::vector<std::size_t>{1, 1});
  }
}

TEST_CASE("The best row is the first one of rank 1", "[model_selection]") {
  const nn::SearchResults results = results_of({2, 1, 1, 3}, false);
  CHECK(results.best_index() == 1);
  CHECK(results.best().name == "b");
  CHECK(results.best_score() == 1.0);
  CHECK(results_of({2, 3}, true).best().name == "b");  // of a temporary
  CHECK_THROWS_MATCHES(results_of({nan, nan}, false).best_index(), nn::InvalidInput,
                       message_contains("grid_search: no candidate has a loss that is a number"));
}

TEST_CASE("The table is aligned and begins with the best candidate", "[model_selection]") {
  nn::SearchResults results{"accuracy", true, {}};
  results.rows.push_back({"müde", {{}, {"loss", "accuracy"}, {{1.0, 0.5}, {2.0, 0.25}}}, 1.234});
  results.rows.push_back({"no metric of loss", {{}, {"accuracy", "f1"}, {{1.0, 0.5}, {1.0, 0.5}}}, 100.0});
  results.rows.push_back({"x", {{}, {"loss", "accuracy"}, {{nan, nan}, {1e33, 0.0}}}, 0.0});
  results.rank_rows();
  std::ostringstream out;
  out << results;
  CHECK(out.str() ==
        "rank  candidate                  accuracy              loss                f1  seconds\n"
        "   1  no metric of loss  1.0000 +- 0.0000                    0.5000 +- 0.0000   100.00\n"
        "   2  müde               0.3750 +- 0.1250  1.5000 +- 0.5000                       1.23\n"
        "   3  x                        nan +- nan        nan +- nan                       0.00\n");
}

TEST_CASE("A score too large for its column is written in few digits", "[model_selection]") {
  const nn::SearchRow row{"x", {{}, {"loss"}, {{1e33}, {3e33}}}};
  CHECK(row.score("loss") == "2e+33 +- 1e+33");
  CHECK(row.score("accuracy").empty());
}

}  // namespace linnet::test::search_results
