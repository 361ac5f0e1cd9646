// SPDX-License-Identifier: MIT
// Cross-validation on a real table: predicts whether a tumour is benign. 5 folds judge three networks each: one that is too small and
// stops too early (under-fitted), one that is large and trains until it has memorised its samples (over-fitted), and one in between
// with L2 on its kernels.
//
// Data: Breast Cancer Wisconsin (Diagnostic), W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning Repository (1993),
// https://doi.org/10.24432/C5DW2B, CC BY 4.0: 569 samples, 30 features of cell nuclei, class 1 is benign.
#include <linnet/data/csv.hpp>
#include <linnet/data/scalers.hpp>
#include <linnet/data/table_encoder.hpp>
#include <linnet/linnet.hpp>
#include <linnet/model_selection/cross_validation.hpp>
#include <linnet/plot/learning_curves.hpp>

#include <cstdio>
#include <exception>
#include <string>
#include <utility>

namespace nn = linnet;

namespace {

constexpr nn::Index features = 30;

struct Data {
  nn::Tensor<2> x;
  nn::Labels y;
};

/// Returns the features of the table, scaled to mean 0 and standard deviation 1, and the classes.
Data read_data(const std::string& path) {
  const nn::Table table = nn::read_csv(path);
  const nn::TableEncoder encoder(table, {.label = "benign"});
  return {nn::StandardScaler{}.fit_transform(encoder.features(table)), encoder.labels(table)};
}

/// Cross-validates the model made by `make` with 5 folds, prints a line, and returns scores and histories.
template <class Make>
nn::CrossValidation judge(const char* name, const Make& make, float learning_rate, nn::Index epochs, const Data& data) {
  const auto compile = [&](auto& model) {
    return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = learning_rate}, nn::Accuracy{},
                         nn::F1<2>{});
  };
  const auto splits = nn::StratifiedKFold{.folds = 5, .shuffle = true, .seed = 1}.split(data.y);
  const auto result =
      nn::cross_validate(make, compile, data.x, data.y, splits, {.epochs = epochs, .batch_size = 32, .seed = 1, .verbose = 0});
  double train_loss = 0.0, train_accuracy = 0.0;
  for (const nn::History& history : result.histories) {
    train_loss += history["loss"].back() / 5.0;
    train_accuracy += history["accuracy"].back() / 5.0;
  }
  std::printf("%-14s%9.4f%11.4f%11.2f %% %8.2f +- %.2f %%%9.3f\n", name, train_loss, result.mean("loss"),
              100.0 * train_accuracy, 100.0 * result.mean("accuracy"), 100.0 * result.standard_deviation("accuracy"),
              result.mean("f1"));
  return result;
}

}  // namespace

int main() {
  try {
    const Data data = read_data("data/breast_cancer.csv");
    std::printf("                   loss              accuracy\n");
    std::printf("              training validation   training    validation              F1\n");
    const auto under = judge(
        "under-fitted",
        [] {
          return nn::Sequential{nn::Input<features>{}, nn::Dense<2, nn::softmax>{}};
        },
        0.0003f, 10, data);
    const auto over = judge(
        "over-fitted",
        [] {
          return nn::Sequential{nn::Input<features>{}, nn::Dense<256, nn::relu>{}, nn::Dense<128, nn::relu>{},
                                nn::Dense<2, nn::softmax>{}};
        },
        0.001f, 100, data);
    const auto good = judge(
        "good",
        [] {
          return nn::Sequential{nn::Input<features>{}, nn::Dense<16, nn::relu>{.kernel_regularizer = nn::L2{0.003f}},
                                nn::Dropout{0.3f}, nn::Dense<2, nn::softmax>{.kernel_regularizer = nn::L2{0.003f}}};
        },
        0.003f, 40, data);
    for (const auto& [name, result] :
         {std::pair{"under-fitted", &under}, std::pair{"over-fitted", &over}, std::pair{"good", &good}}) {
      const nn::History& first_fold = result->histories.front();
      std::printf("\n%s, first fold: %s", name, nn::learning_curve_text(first_fold).c_str());
      nn::plot_learning_curves(first_fold).save(std::string("cross_validation_") + name + ".svg");
    }
    std::printf(
        "\nThe same as pictures: cross_validation_under-fitted.svg, cross_validation_over-fitted.svg, "
        "cross_validation_good.svg\n");
    const bool told_apart = over.mean("loss") > 1.2 * good.mean("loss") && under.mean("loss") > 2.0 * good.mean("loss");
    return told_apart ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "05_cross_validation: %s\n", error.what());
    return 1;
  }
}
