// SPDX-License-Identifier: MIT
// Samples chosen by a mask or by numbers that are not whole, and those of an expression of Eigen.
// EXPECT: take: indices are integers, and no bools: {3, 1, 4}, a std::vector, Labels, or the samples of a Split
// EXPECT: linnet: samples are in a linnet::Tensor, a row-major matrix or a list; give an expression of Eigen a type first
// ERRORS: 4
// AT_MOST: 6000
#include <linnet/linnet.hpp>

namespace nn = linnet;

void samples(const nn::Tensor<2>& x, const std::vector<bool>& mask, const std::vector<float>& numbers) {
  nn::take(x, mask);
  nn::take(x, numbers);
  nn::take(x + x, {1, 2});
  const nn::Tensor<2> some = nn::slice(x + x, 1, 2);
}
