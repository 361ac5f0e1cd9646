// SPDX-License-Identifier: MIT
// One text, and numbers, in the place of the names of classes.
// EXPECT: linnet: names of classes are a list of texts: a std::vector<std::string>, or texts in braces
// ERRORS: 2
// AT_MOST: 3000
#include <linnet/linnet.hpp>

namespace nn = linnet;

std::string reports(const nn::ConfusionMatrix<2>& matrix, const std::string& name) {
  const std::vector<int> numbers{1, 2};
  return nn::classification_report(matrix, name) + nn::classification_report(matrix, numbers);
}
