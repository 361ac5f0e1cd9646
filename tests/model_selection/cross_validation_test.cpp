// SPDX-License-Identifier: MIT
#include <linnet/io/model_checkpoint.hpp>
#include <linnet/model_selection/cross_validation.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace linnet::test::cross_validation {

namespace nn = linnet;

const auto make_model = [] { return classifier(); };
const auto compile_model = [](Classifier& model) { return compile(model); };

TEST_CASE("cross_validate is a fit and an evaluation of a fresh model for each split", "[model_selection]") {
  const Samples s = three_classes(50);
  const auto splits = nn::StratifiedKFold{.folds = 4, .shuffle = true, .seed = 1}.split(s.y);
  const nn::FitOptions<float> options{.epochs = 3, .batch_size = 8, .seed = 5, .verbose = 0};
  const auto have = nn::cross_validate(make_model, compile_model, s.x, s.y, splits, options);
  REQUIRE(have.histories.size() == 4);
  REQUIRE(have.scores.size() == 4);
  CHECK(have.names == std::vector<std::string>{"loss", "accuracy"});

  for (std::size_t fold = 0; fold < 4; ++fold) {
    Classifier model = classifier();
    auto training = compile(model);
    nn::FitOptions<float> by_hand = options;
    by_hand.samples = splits[fold].train;
    by_hand.validation_samples = splits[fold].test;
    const nn::History history = training.fit(s.x, s.y, by_hand);
    for (const char* name : {"loss", "accuracy", "val_loss", "val_accuracy"}) {
      INFO(name << " of fold " << fold);
      CHECK(have.histories[fold][name] == history[name]);
    }
    const auto want = training.evaluate(s.x, s.y, splits[fold].test, 8);
    CHECK(have.scores[fold] == std::vector<double>(want.values.begin(), want.values.end()));
    CHECK(have["loss"][fold] == history["val_loss"].back());
    CHECK(have["accuracy"][fold] == history["val_accuracy"].back());
  }
  CHECK(have["loss"][0] != have["loss"][1]);
}

TEST_CASE("cross_validate takes options for each fold, with callbacks of its own", "[model_selection]") {
  const TempDir folder;
  const Samples s = three_classes(40);
  const auto splits = nn::KFold{.folds = 3}.split(40);
  const auto path = [&](Index fold) { return (folder.path() / ("best_" + std::to_string(fold) + ".checkpoint")).string(); };
  std::vector<Index> asked;
  std::vector<nn::EarlyStopping> stoppings(3, {.patience = 99, .restore_best = true});
  const auto scores = nn::cross_validate(make_model, compile_model, s.x, s.y, splits, [&](Index fold) {
    asked.push_back(fold);
    return nn::FitOptions<float>{.epochs = 2 + fold,
                                 .batch_size = 8,
                                 .seed = 5,
                                 .callbacks = {stoppings[static_cast<std::size_t>(fold)],
                                               nn::ModelCheckpoint{.path = path(fold), .save_best_only = true}},
                                 .verbose = 0};
  });
  CHECK(asked == std::vector<Index>{0, 1, 2});
  for (std::size_t fold = 0; fold < 3; ++fold) {
    INFO("fold " << fold);
    const auto& losses = scores.histories[fold]["val_loss"];
    CHECK(losses.size() == 2 + fold);
    const double best = *std::min_element(losses.begin(), losses.end());
    CHECK(stoppings[fold].best.value == best);
    Classifier model = classifier(99);
    nn::load_checkpoint(model, path(static_cast<Index>(fold)));
    CHECK(compile(model).evaluate(s.x, s.y, splits[fold].test, 8).loss() == best);
    CHECK(scores["loss"][fold] == best);  // the best weights were given back
  }
}

TEST_CASE("Options of one form for each fold give the numbers of options for all", "[model_selection]") {
  const Samples s = three_classes(40);
  const auto splits = nn::KFold{.folds = 4}.split(40);
  const nn::FitOptions<float> options{.epochs = 2, .batch_size = 8, .seed = 3, .verbose = 0};
  const auto have = nn::cross_validate(make_model, compile_model, s.x, s.y, splits, [&](Index) { return options; });
  CHECK(have.scores == nn::cross_validate(make_model, compile_model, s.x, s.y, splits, options).scores);
}

TEST_CASE("Metrics of one name are told apart in the scores of cross_validate", "[model_selection]") {
  const Samples s = three_classes(40);
  const auto scores = nn::cross_validate(make_model,
                                         [](Classifier& model) {
                                           return model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{},
                                                                nn::Recall<3>{.average = nn::Average::micro},
                                                                nn::Recall<3>{.average = nn::Average::binary, .positive = 2});
                                         },
                                         s.x, s.y, nn::KFold{.folds = 2}.split(40), {.seed = 1, .verbose = 0});
  CHECK(scores.names == std::vector<std::string>{"loss", "recall", "recall_1"});
  CHECK(scores["recall"] != scores["recall_1"]);
  CHECK(scores.histories[1].contains("val_recall_1"));
}

TEST_CASE("cross_validate with one seed gives the same numbers twice", "[model_selection]") {
  const Samples s = three_classes(40);
  const auto run = [&](std::uint64_t seed) {
    return nn::cross_validate(make_model, compile_model, s.x, s.y, nn::KFold{.folds = 4}.split(40),
                              {.epochs = 2, .batch_size = 8, .seed = seed, .verbose = 0});
  };
  CHECK(run(1).scores == run(1).scores);
  CHECK(run(1).scores != run(2).scores);
}

TEST_CASE("A split's test samples do not train", "[model_selection]") {
  Samples s = three_classes(30);
  const nn::Split split = nn::train_test_split(30, {.seed = 1});
  const auto losses = [&] {
    return nn::cross_validate(make_model, compile_model, s.x, s.y, {split}, {.epochs = 2, .seed = 1, .verbose = 0})
        .histories[0]["loss"];
  };
  const std::vector<double> before = losses();
  for (const std::uint32_t i : split.test) s.x.chip<0>(Index{i}).setConstant(9.0f);
  CHECK(losses() == before);
  s.x(Index{split.train[0]}, 0) += 1.0f;
  CHECK(losses() != before);
}

TEST_CASE("Mean and standard deviation of scores, as numpy has them", "[model_selection]") {
  const nn::CrossValidation scores{{}, {"loss", "accuracy"}, {{1.0, 0.5}, {2.0, 0.5}, {6.0, 0.5}}};
  CHECK(scores["loss"] == std::vector<double>{1, 2, 6});
  CHECK(scores.mean("loss") == 3.0);
  CHECK_THAT(scores.standard_deviation("loss"), WithinRel(std::sqrt(14.0 / 3.0), 1e-15));
  CHECK(scores.mean("accuracy") == 0.5);
  CHECK(scores.standard_deviation("accuracy") == 0.0);
}

TEST_CASE("A score that there is not is refused with the names there are", "[model_selection]") {
  const nn::CrossValidation scores{{}, {"loss", "accuracy"}, {{1.0, 0.5}}};
  const std::string sentence = "CrossValidation: there is no \"acuracy\", only loss, accuracy";
  CHECK_THROWS_MATCHES(scores["acuracy"], nn::InvalidInput, message_contains(sentence));
  CHECK_THROWS_MATCHES(scores.mean("acuracy"), nn::InvalidInput, message_contains(sentence));
  CHECK_THROWS_MATCHES(scores.standard_deviation("acuracy"), nn::InvalidInput, message_contains(sentence));
}

TEST_CASE("Splits that cannot be used are refused before a model is made", "[model_selection]") {
  const Samples s = three_classes(10);
  int models = 0;
  const auto counted = [&] {
    ++models;
    return classifier();
  };
  const auto refused = [&](const std::vector<nn::Split>& splits, const std::string& sentence) {
    CHECK_THROWS_MATCHES(nn::cross_validate(counted, compile_model, s.x, s.y, splits, {.verbose = 0}), nn::InvalidInput,
                         message_contains(sentence));
  };
  refused({}, "cross_validate: there are no splits");
  refused({{{0, 1}, {2}}, {{}, {3}}},
          "cross_validate: split 1 has 0 samples to train and 1 to test with");  // none means all to fit
  refused({{{0, 1}, {}}}, "cross_validate: split 0 has 2 samples to train and 0 to test with");
  refused({{{0, 1}, {2}}, {{0, 1}, {10}}}, "cross_validate: split 1 has 10 at place 0; x has the samples 0 to 9");
  refused({{{0, 11}, {9}}}, "cross_validate: split 0 has 11 at place 1; x has the samples 0 to 9");
  CHECK(models == 0);
}

TEST_CASE("cross_validate works in double precision", "[model_selection]") {
  const Samples s = three_classes(20);
  const nn::Tensor<2, double> x = s.x.cast<double>();
  const auto scores = nn::cross_validate(
      [] {
        return nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<3, nn::softmax>{}};
      },
      [](auto& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}); }, x, s.y,
      nn::KFold{.folds = 2}.split(20), {.verbose = 0});
  CHECK(scores.names == std::vector<std::string>{"loss"});
  CHECK(scores.mean("loss") > 0.0);
}

}  // namespace linnet::test::cross_validation
