// SPDX-License-Identifier: MIT
// Data that would be read wrongly.
// EXPECT: linnet: the tensor is column-major; declare it as linnet::Tensor (Eigen::RowMajor)
// EXPECT: linnet: the matrix is column-major; declare it with Eigen::RowMajor, one row per sample
// EXPECT: linnet: the data has another scalar type than the model; convert it, for example with .cast<float>()
#include <linnet/linnet.hpp>

namespace nn = linnet;

void column_major_tensor(const Eigen::Tensor<float, 2>& y) { const nn::TargetView view = y; }

void column_major_matrix(const Eigen::MatrixXf& x) { const nn::ArrayView<float> view = x; }

void double_into_float(const nn::Tensor<2, double>& x) {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<2>{}};
  model.predict(x);
}
