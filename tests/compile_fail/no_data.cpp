// SPDX-License-Identifier: MIT
// What is passed in the place of data, with a model of many layers.
// EXPECT: linnet: data in braces has no name to live under; put it into a std::vector, an array or a linnet::Tensor
// EXPECT: linnet: data is one block of numbers: a linnet::Tensor, a matrix, a std::vector, a std::span or an array of numbers, not of texts or of other lists
// EXPECT: linnet: a pointer does not know how many numbers it points to; write std::span(pointer, count)
// EXPECT: linnet: an expression of Eigen has no numbers yet; give its result a type: linnet::Tensor<2> x = ...
// ERRORS: 9
// AT_MOST: 10500
#include <linnet/linnet.hpp>

#include <list>
#include <string>
#include <vector>

namespace nn = linnet;

template <int I>
constexpr auto pair() {
  return nn::Block{nn::Dense<I, nn::relu>{}, nn::Dense<I + 1, nn::relu>{}};
}

void not_data(const nn::Tensor<2>& x, const nn::Labels& y, const std::vector<std::string>& names) {
  nn::Sequential model{nn::Input<4>{}, pair<10>(), pair<20>(), pair<30>(), pair<40>(), pair<50>(), nn::Dense<2, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(x, {0, 1, 1, 0});
  training.fit(x, names);
  training.evaluate(x.data(), y);
  training.evaluate(x + x, y);
  training.evaluate(x, std::vector<bool>(4));
  training.evaluate(x, std::list<int>(4));
}

void texts_and_lists(const std::string& text, const std::vector<std::vector<float>>& rows) {
  const nn::TargetView of_text(text), of_characters("abc");
  const nn::ArrayView<float> of_rows(rows);
}
