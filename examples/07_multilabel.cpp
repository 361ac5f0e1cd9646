// SPDX-License-Identifier: MIT
// Several labels per sample: a machine may have any of three faults at once, or none. The model has one sigmoid per label, the loss is
// BinaryCrossentropy, and metrics count label by label.
#include <linnet/linnet.hpp>
#include <linnet/plot/confusion_matrix.hpp>

#include <array>
#include <iostream>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index bands = 8, faults = 3;
const std::vector<std::string> names{"unbalance", "bearing", "loose"};

/// Vibration in 8 frequency bands: noise, plus the contribution of each fault.
void measure_machines(nn::Tensor<2>& x, nn::Tensor<2>& y, nn::Random& random) {
  constexpr float adds[faults][bands] = {{2, 1, 0, 0, 0, 0, 0, 0}, {0, 0, 0, 0, 1, 2, 2, 1}, {1, 1, 1, 1, 1, 0, 0, 0}};
  constexpr std::array<float, faults> often{0.4f, 0.3f, 0.15f};
  for (nn::Index i = 0; i < x.dimension(0); ++i) {
    for (nn::Index j = 0; j < bands; ++j) x(i, j) = 1.0f + 0.4f * random.normal<float>();
    for (nn::Index k = 0; k < faults; ++k) {
      y(i, k) = random.uniform(0.0f, 1.0f) < often[static_cast<std::size_t>(k)] ? 1.0f : 0.0f;
      const float strength = y(i, k) * random.uniform(0.3f, 1.3f);
      for (nn::Index j = 0; j < bands; ++j) x(i, j) += strength * adds[k][j];
    }
  }
}

}  // namespace

int main() {
  nn::Random random(1);
  nn::Tensor<2> x(600, bands), y(600, faults), x_test(300, bands), y_test(300, faults);
  measure_machines(x, y, random);
  measure_machines(x_test, y_test, random);

  nn::Sequential model{nn::Input<bands>{}, nn::Normalization{}, nn::Dense<16, nn::relu>{}, nn::Dense<faults, nn::sigmoid>{}};
  nn::adapt(model, x);
  auto training = model.compile(nn::BinaryCrossentropy{}, nn::Adam{.learning_rate = 0.01f}, nn::BinaryAccuracy{},
                                nn::ExactMatch{}, nn::F1<faults>{});
  training.fit(x, y, {.epochs = 40, .verbose = 0});
  const auto result = training.evaluate(x_test, y_test);
  std::cout << result << "\n\n";

  const nn::Tensor<2> p = model.predict(x_test);
  const auto matrix = nn::measure(nn::MultilabelConfusionMatrix<faults>{}, y_test, p);
  std::cout << nn::classification_report(matrix, names) << '\n' << nn::confusion_matrix_text(matrix, names, false);
  std::cout << "\nAUC " << nn::roc_auc(y_test, p) << ", Hamming loss " << nn::measure(nn::HammingLoss{}, y_test, p).result()
            << '\n';
  return result["f1"] > 0.8 ? 0 : 1;
}
