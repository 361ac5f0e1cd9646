// SPDX-License-Identifier: MIT
// Candidates of grid_search, and values of a ParameterGrid, that are none.
// EXPECT: grid_search: candidates are a std::vector of Candidate, or a std::tuple of candidates and such vectors
// EXPECT: grid_search: all models must take the same kind of samples, float, double or indices
// EXPECT: Values: they are numbers or texts, which a table can show
// EXPECT: ParameterGrid: candidates takes a callable with an argument for each of the Values, in their order
#include <linnet/linnet.hpp>
#include <linnet/model_selection/grid_search.hpp>

namespace nn = linnet;

template <class T>
auto candidate() {
  const auto compile = [](auto& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}); };
  return nn::Candidate{"one", [] { return nn::Sequential{nn::TypedInput<T, 4>{}, nn::Dense<3, nn::softmax>{}}; }, compile};
}

void search(const nn::Tensor<2>& x, const nn::Labels& y, const std::vector<nn::Split>& splits) {
  nn::grid_search([] { return 1; }, x, y, splits);
  nn::grid_search(std::tuple{candidate<float>(), candidate<double>()}, x, y, splits);
  nn::ParameterGrid{nn::Values{"optimizer", {nn::SGD{}, nn::SGD{}}}};
  nn::ParameterGrid{nn::Values{"rate", {0.1f}}, nn::Values{"size", {8}}}.candidates([](float) { return candidate<float>(); });
}
