// SPDX-License-Identifier: MIT
// EXPECT: a scaler takes a linnet::Tensor (samples, ..., features), or a list of numbers, which is one feature; convert a matrix or a map to a tensor
#include <linnet/data/scalers.hpp>

void instantiate() {
  const Eigen::MatrixXf x = Eigen::MatrixXf::Zero(2, 3);
  linnet::StandardScaler scaler;
  scaler.fit(x);
}
