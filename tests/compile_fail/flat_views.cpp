// SPDX-License-Identifier: MIT
// Data that a model without a heap would read wrongly, or not at all.
// EXPECT: linnet: the tensor is column-major; declare it as linnet::Tensor (Eigen::RowMajor)
// EXPECT: linnet: the matrix is column-major; declare it with Eigen::RowMajor, one row per sample
// EXPECT: linnet: data is one block of numbers: a std::span, a C array, a std::array, a tensor or a row-major matrix; for a pointer write std::span(pointer, count)
// AT_MOST: 7000
#include <linnet/linnet.hpp>

namespace nn = linnet;

using Model = nn::StaticSequential<nn::Input<4>, nn::Dense<2>>;

void column_major_tensor(const Model& model, const Eigen::Tensor<float, 2>& x, nn::Tensor<2>& y) { model.predict(x, y); }

void column_major_matrix(Model& model, const nn::Tensor<2>& x, const Eigen::MatrixXf& y) {
  auto training = model.compile<4>(nn::MeanSquaredError{}, nn::SGD{});
  training.train_on_batch(x, y);
}

void pointer(Model& model, const nn::Tensor<2>& x, const float* y) {
  auto training = model.compile<8>(nn::MeanSquaredError{}, nn::SGD{});
  training.evaluate(x, y);
}

void text(Model& model, const nn::Tensor<2>& x) { model.compile<1>(nn::MeanSquaredError{}, nn::SGD{}).evaluate(x, "ab"); }
