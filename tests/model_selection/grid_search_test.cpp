// SPDX-License-Identifier: MIT
#include <linnet/model_selection/grid_search.hpp>

#include <linnet/data/sliding_windows.hpp>
#include <linnet/model_selection/time_series_split.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/standard_output.hpp>

#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

namespace linnet::test::grid_search {

namespace nn = linnet;

const auto make_model = [] { return classifier(); };
const nn::ParameterGrid grid{nn::Values{"rate", {0.001f, 0.1f}}, nn::Values{"batch_size", {8, 20}}};

/// Classifiers with SGD of a rate.
nn::Candidate<Classifier> candidate_of(float rate, Index batch_size) {
  return {make_model,
          [rate](auto& model) { return compile(model, {.learning_rate = rate, .momentum = 0.9f}); },
          {.epochs = 2, .batch_size = batch_size, .seed = 5, .verbose = 0}};
}

auto linear() { return nn::Sequential{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}}; }
using Linear = decltype(linear());
const nn::Candidate<Linear> linear_candidate{"linear",
                                             linear,
                                             [](auto& model) {
                                               return model.compile(nn::SparseCategoricalCrossentropy{},
                                                                    nn::Adam{.learning_rate = 0.1f}, nn::Accuracy{});
                                             },
                                             {.epochs = 5, .batch_size = 8, .seed = 5, .verbose = 0}};

TEST_CASE("grid_search cross-validates the candidates in their order and ranks them", "[model_selection]") {
  const Samples s = three_classes(60);
  const auto splits = nn::StratifiedKFold{.folds = 3, .shuffle = true, .seed = 1}.split(s.y);
  const auto candidates = grid.candidates(candidate_of);
  const auto search = nn::grid_search(candidates, s.x, s.y, splits, {.scoring = "accuracy"});
  REQUIRE(search.rows.size() == 4);
  std::vector<double> accuracies;
  for (std::size_t i = 0; i < 4; ++i) {
    const nn::SearchRow& row = search.rows[i];
    INFO(row.name);
    CHECK(row.name == grid.name(i));
    const auto [rate, batch_size] = grid[i];
    const auto want = candidate_of(rate, batch_size).cross_validate(s.x, s.y, splits);
    CHECK(row.scores.scores == want.scores);
    CHECK(row.scores.histories[2]["val_loss"] == want.histories[2]["val_loss"]);
    CHECK(row.seconds > 0.0);
    accuracies.push_back(want.mean("accuracy"));
  }
  CHECK_THAT(search.best_score(), WithinRel(*std::max_element(accuracies.begin(), accuracies.end()), 1e-12));
  CHECK(accuracies[search.best_index()] == search.best_score());
  CHECK(std::get<0>(grid[search.best_index()]) == 0.1f);
  std::ostringstream out;
  out << search;
  CHECK(out.str().starts_with("rank  candidate"));
  CHECK(out.str().find("\n   1  " + search.best().name) != std::string::npos);
}

TEST_CASE("grid_search knows that a loss falls and accuracy grows", "[model_selection]") {
  const Samples s = three_classes(60);
  const auto splits = nn::KFold{.folds = 3}.split(60);
  const auto candidates = grid.candidates(candidate_of);
  const auto by_loss = nn::grid_search(candidates, s.x, s.y, splits);
  CHECK(by_loss.scoring == "loss");
  CHECK_FALSE(by_loss.larger_is_better);
  for (const nn::SearchRow& row : by_loss.rows) CHECK(row.scores.mean("loss") >= by_loss.best_score());
  CHECK(nn::grid_search(candidates, s.x, s.y, splits, {.scoring = "accuracy"}).larger_is_better);
  const auto worst = nn::grid_search(candidates, s.x, s.y, splits, {.scoring = "loss", .mode = nn::MonitorMode::max});
  for (const nn::SearchRow& row : worst.rows) CHECK(row.scores.mean("loss") <= worst.best_score());
}

TEST_CASE("All candidates see the samples in the same order", "[model_selection]") {
  const Samples s = three_classes(30);
  const auto splits = nn::KFold{.folds = 2}.split(30);
  auto twins = std::vector{candidate_of(0.1f, 8), candidate_of(0.1f, 8), candidate_of(0.1f, 8)};
  for (std::size_t i = 0; i < 3; ++i) twins[i].name = std::string(1, static_cast<char>('a' + i));
  for (auto& twin : twins) twin.options.seed.reset();
  const auto search = nn::grid_search(twins, s.x, s.y, splits);
  CHECK(search.rows[1].scores.scores == search.rows[0].scores.scores);
  CHECK(search.rows[2].scores.scores == search.rows[0].scores.scores);
  for (const nn::SearchRow& row : search.rows) CHECK(row.rank == 1);
  CHECK(search.best_index() == 0);
}

TEST_CASE("refit returns the best model, fitted to all samples", "[model_selection]") {
  const Samples s = three_classes(60);
  const auto candidates = grid.candidates(candidate_of);
  const auto search = nn::grid_search(candidates, s.x, s.y, nn::KFold{.folds = 3}.split(60), {.scoring = "accuracy"});
  const auto model = search.refit(s.x, s.y);
  STATIC_REQUIRE(std::is_same_v<decltype(model), const Classifier>);
  CHECK(parameters_of(model) == parameters_of(candidates[search.best_index()].fit(s.x, s.y)));
}

TEST_CASE("grid_search compares models of different types, and refit returns a variant", "[model_selection]") {
  const Samples s = three_classes(60);
  const auto splits = nn::KFold{.folds = 3}.split(60);
  auto sgd = candidate_of(0.1f, 8);
  sgd.name = "sgd";
  auto slow = candidate_of(1e-6f, 8);
  slow.name = "slow";
  const auto search = nn::grid_search(std::tuple{std::vector{slow, sgd}, linear_candidate}, s.x, s.y, splits);
  REQUIRE(search.rows.size() == 3);
  CHECK(search.rows[1].scores.scores == sgd.cross_validate(s.x, s.y, splits).scores);
  CHECK(search.rows[2].scores.scores == linear_candidate.cross_validate(s.x, s.y, splits).scores);
  CHECK(search.rows[0].rank == 3);

  const auto best = [&](const auto& candidates) { return nn::grid_search(candidates, s.x, s.y, splits).refit(s.x, s.y); };
  const auto wins = best(std::tuple{slow, linear_candidate});
  STATIC_REQUIRE(std::is_same_v<decltype(wins), const std::variant<Classifier, Linear>>);
  REQUIRE(wins.index() == 1);
  CHECK(parameters_of(std::get<1>(wins)) == parameters_of(linear_candidate.fit(s.x, s.y)));
  const auto loses = best(std::tuple{std::tuple{linear_candidate}, std::vector{slow, sgd}});
  STATIC_REQUIRE(std::is_same_v<decltype(loses), const std::variant<Linear, Classifier>>);
}

TEST_CASE("grid_search tries windows in the order of time", "[model_selection]") {
  nn::Tensor<2> series(60, 1);
  for (Index i = 0; i < 60; ++i) series(i, 0) = static_cast<float>(i % 5);
  const auto windows = nn::sliding_windows(series, 5);
  const auto splits = nn::TimeSeriesSplit{.n_splits = 3, .gap = windows.overlap()}.split(windows.size());
  const auto forecaster = [] { return nn::Sequential{nn::Input<5, 1>{}, nn::Flatten{}, nn::Dense<1>{}}; };
  const auto candidates = nn::ParameterGrid{nn::Values{"rate", {0.001f, 0.01f}}}.candidates([&](float rate) {
    return nn::Candidate{forecaster,
                         [rate](auto& model) { return model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = rate}); },
                         {.epochs = 2, .seed = 1, .verbose = 0}};
  });
  const auto search = nn::grid_search(candidates, windows, splits);
  CHECK(search.rows[1].scores.scores == candidates[1].cross_validate(windows.x, windows.y, splits).scores);
  CHECK(parameters_of(search.refit(windows)) == parameters_of(candidates[search.best_index()].fit(windows.x, windows.y)));
}

TEST_CASE("grid_search says how far it is if asked to", "[model_selection]") {
  const Samples s = three_classes(30);
  const auto splits = nn::KFold{.folds = 2}.split(30);
  const auto candidates =
      nn::ParameterGrid{nn::Values{"rate", {0.01f, 0.1f}}}.candidates([](float rate) { return candidate_of(rate, 8); });
  const std::string lines =
      printed([&] { nn::grid_search(candidates, s.x, s.y, splits, {.scoring = "accuracy", .verbose = 1}); });
  CHECK(lines.starts_with("grid_search: 1/2 - rate=0.01 - accuracy: 0."));
  CHECK(lines.find("\ngrid_search: 2/2 - rate=0.1 - accuracy: 0.") != std::string::npos);
  CHECK(lines.ends_with(" s\n"));
  CHECK(printed([&] { nn::grid_search(candidates, s.x, s.y, splits); }).empty());
}

TEST_CASE("A candidate whose training fails is the last one", "[model_selection]") {
  const Samples s = three_classes(30);
  const auto candidates = nn::ParameterGrid{nn::Values{"rate", {1e30f, 0.01f}}}.candidates([](float rate) {
    return nn::Candidate{[] {
                           return nn::Sequential{nn::Input<4>{}, nn::Dense<1>{}};
                         },
                         [rate](auto& model) { return model.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = rate}); },
                         {.batch_size = 8, .seed = 5, .verbose = 0}};
  });
  const auto search = nn::grid_search(candidates, s.x, s.y, nn::KFold{.folds = 2}.split(30));
  CHECK(search.rows[0].scores.histories[0].stop_reason.starts_with("fit: the loss became"));
  CHECK(search.rows[0].rank == 2);
  CHECK(search.best_index() == 1);
}

TEST_CASE("grid_search refuses bad input in one sentence before anything trains", "[model_selection]") {
  const Samples s = three_classes(30);
  const auto splits = nn::KFold{.folds = 2}.split(30);
  int begun = 0;
  auto counted = nn::LambdaCallback{.on_train_begin = [&](nn::FitState&) { ++begun; }};
  auto good = candidate_of(0.1f, 8);
  good.name = "good";
  good.options.callbacks = {counted};
  const auto refused = [&](const std::vector<nn::Candidate<Classifier>>& candidates, const std::vector<nn::Split>& folds,
                           const nn::GridSearchOptions& options, const std::string& sentence) {
    CHECK_THROWS_MATCHES(nn::grid_search(candidates, s.x, s.y, folds, options), nn::InvalidInput, message_contains(sentence));
  };
  refused({}, splits, {}, "grid_search: there are no candidates");
  refused({good}, {}, {}, "grid_search: there are no splits");
  refused({good}, {splits[0], {{0, 1}, {}}}, {}, "grid_search: split 1 has 2 samples to train and 0 to test with");
  refused({good}, {splits[0], {{0, 30}, {1}}}, {}, "grid_search: split 1 has 30 at place 1; x has the samples 0 to 29");
  refused({good, candidate_of(0.1f, 8)}, splits, {}, "grid_search: candidate 1 has no name; each needs one of its own");
  refused({good, good}, splits, {}, "grid_search: two candidates are called \"good\"");
  refused({good}, splits, {.scoring = "acuracy"},
          "grid_search: candidate \"good\" has no score \"acuracy\", only loss, accuracy");
  auto bad = candidate_of(-1.0f, 8);
  bad.name = "bad";
  refused({good, bad}, splits, {}, "grid_search: candidate \"bad\": learning_rate is -1; it must be finite and not negative");
  bad = candidate_of(0.1f, 0);
  bad.name = "bad";
  refused({good, bad}, splits, {}, "grid_search: candidate \"bad\": fit: batch_size is 0; it must be at least 1");
  CHECK(begun == 0);
  CHECK_THROWS_MATCHES(nn::grid_search(std::vector{good}, s.x, three_classes(20).y, splits), nn::InvalidInput,
                       message_contains("grid_search: candidate \"good\": fit: "));
}

/// A metric of whose direction linnet knows nothing.
struct Wonder : nn::Accuracy {
  static constexpr std::string_view name = "wonder";
};

TEST_CASE("grid_search asks for the direction of a score that it does not know", "[model_selection]") {
  const Samples s = three_classes(30);
  const nn::Candidate candidate{
      "own",
      make_model,
      [](auto& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, Wonder{}); },
      {.verbose = 0}};
  const auto search = [&](nn::MonitorMode mode) {
    return nn::grid_search(candidate, s.x, s.y, nn::KFold{.folds = 2}.split(30), {.scoring = "wonder", .mode = mode});
  };
  CHECK_THROWS_MATCHES(search(nn::MonitorMode::automatic), nn::InvalidInput,
                       message_contains("grid_search: whether \"wonder\" should grow or fall is not known; set mode to "));
  CHECK(search(nn::MonitorMode::max).larger_is_better);
}

}  // namespace linnet::test::grid_search
