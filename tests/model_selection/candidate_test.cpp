// SPDX-License-Identifier: MIT
#include <linnet/model_selection/candidate.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>

#include <type_traits>
#include <vector>

namespace linnet::test::candidate {

namespace nn = linnet;

const auto make_model = [] { return classifier(); };
const auto compile_model = [](Classifier& model) { return compile(model); };

TEST_CASE("A candidate is cross-validated with its options", "[model_selection]") {
  const Samples s = three_classes(40);
  const auto splits = nn::KFold{.folds = 4}.split(40);
  const nn::FitOptions<float> options{.epochs = 2, .batch_size = 8, .seed = 3, .verbose = 0};
  const nn::Candidate candidate{"it", make_model, compile_model, options};
  CHECK(candidate.name == "it");
  CHECK(candidate.cross_validate(s.x, s.y, splits).scores ==
        nn::cross_validate(make_model, compile_model, s.x, s.y, splits, options).scores);
}

TEST_CASE("Candidates of one model have one type, with any optimizer and metrics", "[model_selection]") {
  const auto with_adam = [](auto& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}); };
  std::vector list{nn::Candidate{"sgd", make_model, compile_model}, nn::Candidate{make_model, with_adam, {.verbose = 0}}};
  STATIC_REQUIRE(std::is_same_v<decltype(list), std::vector<nn::Candidate<Classifier>>>);
  CHECK(list[1].name.empty());
  list.push_back({"by hand", make_model, with_adam, {.epochs = 3}});
  CHECK(list[2].options.epochs == 3);
}

TEST_CASE("A candidate's model learns from all samples", "[model_selection]") {
  const Samples s = three_classes(40);
  const nn::Candidate candidate{"it", make_model, compile_model, {.epochs = 2, .batch_size = 8, .seed = 3, .verbose = 0}};
  const Classifier have = candidate.fit(s.x, s.y);
  Classifier want = classifier();
  compile(want).fit(s.x, s.y, {.epochs = 2, .batch_size = 8, .seed = 3, .verbose = 0});
  CHECK(parameters_of(have) == parameters_of(want));
}

TEST_CASE("The names of a candidate's scores are known before it trains", "[model_selection]") {
  const Samples s = three_classes(40);
  const nn::Split split = nn::train_test_split(40);
  int begun = 0;
  const auto counted = nn::LambdaCallback{.on_train_begin = [&](nn::FitState&) { ++begun; }};
  const nn::Candidate candidate{"it", make_model, compile_model, {.epochs = 99, .callbacks = {counted}}};
  CHECK(candidate.score_names(s.x, s.y, split) == std::vector<std::string>{"loss", "accuracy"});
  CHECK(begun == 0);
  const auto refused = [&](const nn::FitOptions<float>& options, const char* sentence) {
    const nn::Candidate bad{"it", make_model, compile_model, options};
    CHECK_THROWS_MATCHES(bad.score_names(s.x, s.y, split), nn::InvalidInput, message_contains(sentence));
  };
  refused({.epochs = -1}, "fit: epochs is -1; it must not be negative");
  refused({.batch_size = 0}, "fit: batch_size is 0; it must be at least 1");
}

}  // namespace linnet::test::candidate
