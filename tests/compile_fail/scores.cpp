// SPDX-License-Identifier: MIT
// Scores for a curve that are no numbers in one piece.
// EXPECT: linnet: data is one block of numbers: a linnet::Tensor, a matrix, a std::vector, a std::span or an array of numbers, not of texts or of other lists
// EXPECT: linnet: an expression of Eigen has no numbers yet; give its result a type: linnet::Tensor<2> x = ...
// ERRORS: 3
// AT_MOST: 6000
#include <linnet/linnet.hpp>

namespace nn = linnet;

void scores(const std::vector<int>& y, const nn::Tensor<2>& p, const std::vector<std::string>& names) {
  nn::roc_auc(y, p + p);
  nn::roc_curve(y, names);
  nn::best_threshold(y, std::vector<bool>(4));
}
