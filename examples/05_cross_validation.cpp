// SPDX-License-Identifier: MIT
// Cross-validation on a real table: is a tumour benign? Three networks are judged by 5 folds each: one that is too small and stopped
// too early (under-fitted), one that is large and trained for so long that it learns the training samples by heart (over-fitted), and
// one in between with L2 on its kernels.
//
// Data: Breast Cancer Wisconsin (Diagnostic), W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning Repository (1993),
// https://doi.org/10.24432/C5DW2B, CC BY 4.0: 569 samples, 30 features of cell nuclei, class 1 is benign.
#include <linnet/data/cross_validation.hpp>
#include <linnet/linnet.hpp>
#include <linnet/plot/learning_curves.hpp>

#include <cmath>
#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index features = 30;

struct Table {
  nn::Tensor<2> x;
  nn::Labels y;
};

/// Reads the table: a line of names, then 30 features and the class a line.
Table read_table(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error(path + ": cannot be opened");
  std::vector<float> numbers;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) numbers.push_back(std::stof(cell));
  }
  const auto samples = static_cast<nn::Index>(numbers.size()) / (features + 1);
  Table table{nn::Tensor<2>(samples, features), nn::Labels(samples)};
  for (nn::Index i = 0; i < samples; ++i) {
    const float* row = numbers.data() + i * (features + 1);
    for (nn::Index j = 0; j < features; ++j) table.x(i, j) = row[j];
    table.y(i) = static_cast<std::int32_t>(row[features]);
  }
  return table;
}

/// Brings each feature to mean 0 and standard deviation 1.
void standardize(nn::Tensor<2>& x) {
  for (nn::Index j = 0; j < features; ++j) {
    double sum = 0.0, squares = 0.0;
    const auto samples = static_cast<double>(x.dimension(0));
    for (nn::Index i = 0; i < x.dimension(0); ++i) sum += static_cast<double>(x(i, j));
    for (nn::Index i = 0; i < x.dimension(0); ++i) squares += std::pow(static_cast<double>(x(i, j)) - sum / samples, 2.0);
    const double deviation = std::sqrt(squares / samples);
    for (nn::Index i = 0; i < x.dimension(0); ++i)
      x(i, j) = static_cast<float>((static_cast<double>(x(i, j)) - sum / samples) / deviation);
  }
}

/// 5 folds of the model that `make` gives; prints a line and returns the scores and histories.
template <class Make>
nn::CrossValidation judge(const char* name, const Make& make, float learning_rate, nn::Index epochs, const Table& table) {
  const auto compile = [&](auto& model) {
    return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = learning_rate}, nn::Accuracy{},
                         nn::F1<2>{});
  };
  const auto splits = nn::StratifiedKFold{.folds = 5, .shuffle = true, .seed = 1}.split(table.y);
  const auto result = nn::cross_validate(make, compile, table.x, table.y, splits,
                                         {.epochs = epochs, .batch_size = 32, .seed = 1, .verbose = 0});
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
    Table table = read_table(LINNET_DATA_DIR "/breast_cancer.csv");
    standardize(table.x);
    std::printf("                   loss              accuracy\n");
    std::printf("              training validation   training    validation              F1\n");
    const auto under = judge(
        "under-fitted",
        [] {
          return nn::Sequential{nn::Input<features>{}, nn::Dense<2, nn::softmax>{}};
        },
        0.0003f, 10, table);
    const auto over = judge(
        "over-fitted",
        [] {
          return nn::Sequential{nn::Input<features>{}, nn::Dense<256, nn::relu>{}, nn::Dense<128, nn::relu>{},
                                nn::Dense<2, nn::softmax>{}};
        },
        0.001f, 100, table);
    const auto good = judge(
        "good",
        [] {
          return nn::Sequential{nn::Input<features>{}, nn::Dense<16, nn::relu>{.kernel_regularizer = nn::L2{0.003f}},
                                nn::Dropout{0.3f}, nn::Dense<2, nn::softmax>{.kernel_regularizer = nn::L2{0.003f}}};
        },
        0.003f, 40, table);
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
