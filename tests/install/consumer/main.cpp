// SPDX-License-Identifier: MIT
// Trains a small network, as somebody else's project would, with every header of a host that needs no other library than Eigen.
#include <linnet/linnet.hpp>

#include <linnet/data/csv.hpp>
#include <linnet/data/idx.hpp>
#include <linnet/data/mnist.hpp>
#include <linnet/data/npy.hpp>
#include <linnet/data/preprocessing.hpp>
#include <linnet/data/scalers.hpp>
#include <linnet/data/table_encoder.hpp>
#include <linnet/deploy/export_header.hpp>
#include <linnet/images/image.hpp>
#include <linnet/images/image_folder.hpp>
#include <linnet/images/save_image.hpp>
#include <linnet/io/backup_and_restore.hpp>
#include <linnet/io/model_checkpoint.hpp>
#include <linnet/model_selection/cross_validation.hpp>
#include <linnet/plot/activations.hpp>
#include <linnet/plot/confusion_matrix.hpp>
#include <linnet/plot/images.hpp>
#include <linnet/plot/learning_curves.hpp>
#include <linnet/plot/report.hpp>
#include <linnet/plot/roc.hpp>

#include <iostream>

namespace nn = linnet;

int main() {
  nn::Tensor<2> x(4, 2), y(4, 1);
  x.setValues({{0, 0}, {0, 1}, {1, 0}, {1, 1}});
  y.setValues({{0}, {1}, {1}, {0}});
  nn::write_npy("x.npy", x);

  nn::Sequential model{nn::Input<2>{}, nn::Dense<8, nn::tanh>{}, nn::Dense<1>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 0.05f});
  const double before = training.evaluate(x, y).loss();
  const nn::History history = training.fit(nn::read_npy<2>("x.npy"), y, {.epochs = 100, .batch_size = 4, .verbose = 0});
  const double after = training.evaluate(x, y).loss();

  nn::plot_learning_curves(history).save("learning_curves.svg");
  nn::export_header(model, "model.hpp");
  std::cout << "linnet " << LINNET_VERSION_MAJOR << '.' << LINNET_VERSION_MINOR << '.' << LINNET_VERSION_PATCH << '\n';
  return after < before / 4 ? 0 : 1;
}
