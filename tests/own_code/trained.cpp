// SPDX-License-Identifier: MIT
// A training and predictions with a model that another file made. FUNCTION is the name, one for each way to compile this.
#include "trained.hpp"

float FUNCTION(Model& model, StaticModel& small) {
  std::array<float, 32> x;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = static_cast<float>(i % 7) - 3.0f;
  const std::array<std::int32_t, 4> y{0, 1, 2, 1};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  const Eigen::TensorMap<const nn::Tensor<2>> samples(x.data(), 4, 8);
  training.fit(samples, Eigen::TensorMap<const nn::Labels>(y.data(), 4), {.epochs = 2, .batch_size = 2, .verbose = 0});
  auto small_training = small.compile<2>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.momentum = 0.9f}, nn::Accuracy{});
  small_training.fit(x, y, {.epochs = 2});
  small.compile<2>(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{.clipvalue = 0.01f}).fit(x, y);
  std::array<float, 3> p;
  small.predict(std::span(x).first<8>(), p);
  return p[0] + model.predict(samples)(0, 0);
}
