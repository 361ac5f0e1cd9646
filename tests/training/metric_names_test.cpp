// SPDX-License-Identifier: MIT
#include <linnet/training/metric_names.hpp>

#include <linnet/linnet.hpp>
#include <linnet/plot/learning_curves.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <fstream>
#include <string>
#include <vector>

namespace linnet::test::metric_names {

namespace nn = linnet;

template <char Letter, class... M>
constexpr bool are(const std::array<std::string_view, sizeof...(M) + 1>& names) {
  return names == nn::detail::metric_names<Letter == 'v', M...>;
}

struct Loss : nn::Accuracy {
  static constexpr std::string_view name = "loss";
};

using P = nn::Precision<3>;
using A = nn::Accuracy;
static_assert(are<'t'>({"loss"}));
static_assert(are<'v'>({"val_loss"}));
static_assert(are<'t', P, A>({"loss", "precision", "accuracy"}));
static_assert(are<'t', P, A, P, P, A>({"loss", "precision", "accuracy", "precision_1", "precision_2", "accuracy_1"}));
static_assert(are<'v', P, A, P>({"val_loss", "val_precision", "val_accuracy", "val_precision_1"}));
static_assert(are<'t', A, A, A, A, A, A, A, A, A, A, A>({"loss", "accuracy", "accuracy_1", "accuracy_2", "accuracy_3",
                                                         "accuracy_4", "accuracy_5", "accuracy_6", "accuracy_7", "accuracy_8",
                                                         "accuracy_9", "accuracy_10"}));
static_assert(are<'t', Loss, Loss>({"loss", "loss_1", "loss_2"}));
static_assert(are<'t', nn::BinnedAuc<50>, nn::BinnedAuc<100>>({"loss", "auc", "auc_1"}));

std::string header(const std::string& path) {
  std::string line;
  std::ifstream file(path);
  std::getline(file, line);
  return line;
}

TEST_CASE("Two metrics of one name have columns of their own everywhere", "[training]") {
  const TempDir folder;
  const std::string log = (folder.path() / "log.csv").string(), table = (folder.path() / "history.csv").string();
  const Samples s = three_classes(60);
  Classifier model = classifier();
  const nn::Precision<3> macro{.average = nn::Average::macro}, weighted{.average = nn::Average::weighted};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, macro, weighted);
  nn::EarlyStopping stopping{.monitor = "val_precision_1", .patience = 99};
  std::vector<std::string> logged;
  const nn::LambdaCallback look{.on_epoch_end = [&](nn::FitState& state) {
    for (const auto& [name, value] : state.logs) logged.emplace_back(name);
  }};
  const nn::History history = training.fit(
      s.x, s.y,
      {.epochs = 2, .validation_split = 0.5f, .seed = 1, .callbacks = {stopping, look, nn::CsvLogger{log}}, .verbose = 0});
  CHECK(history["precision"].size() == 2);
  CHECK(history["precision_1"].size() == 2);
  CHECK(history["precision"] != history["precision_1"]);
  const auto& best = history["val_precision_1"];
  CHECK(stopping.best.value == std::max(best[0], best[1]));  // and it knew that it should grow
  const std::vector<std::string> names{"loss", "precision", "precision_1", "val_loss", "val_precision", "val_precision_1"};
  CHECK(std::vector(logged.begin(), logged.begin() + 6) == names);
  CHECK(header(log) == "epoch,loss,precision,precision_1,val_loss,val_precision,val_precision_1");
  nn::write_csv(history, table);
  CHECK(header(table) == "epoch,loss,precision,precision_1,val_loss,val_precision,val_precision_1,seconds");

  const auto results = training.evaluate(s.x, s.y);
  const nn::Tensor<2> predictions = model.predict(s.x);
  CHECK(results["precision"] == nn::measure(macro, s.y, predictions).result());
  CHECK(results["precision_1"] == nn::measure(weighted, s.y, predictions).result());
}

}  // namespace linnet::test::metric_names
