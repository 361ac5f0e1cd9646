// SPDX-License-Identifier: MIT
#include <linnet/io/named_tensors.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>

#include <string>
#include <vector>

namespace linnet::test::named_tensors {

namespace nn = linnet;

template <class Model>
std::vector<std::string> with_torch(const Model&) {
  std::vector<std::string> names;
  for (const auto& tensor : detail::NamedTensors::of<typename Model::Topology>().tensors) {
    if (!tensor.torch.name.empty()) names.push_back(tensor.name);
  }
  return names;
}

TEST_CASE("Tensors within branches have names, and PyTorch's form", "[io]") {
  const nn::Sequential model{
      nn::Input<4, 4, 2>{}, nn::Concatenate{nn::Branch{nn::Conv2D<3, 1>{}}, nn::Branch{nn::Conv2D<2, 1>{}, nn::Conv2D<2, 1>{}}},
      nn::Conv2D<3, 1>{}};
  CHECK(with_torch(model) == std::vector<std::string>{"conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias",
                                                      "conv2d_2/kernel", "conv2d_2/bias", "conv2d_3/kernel", "conv2d_3/bias"});
}

TEST_CASE("Behind a branch that flattens nothing is read from PyTorch, whose order is another one", "[io]") {
  const nn::Sequential model{
      nn::Input<4, 4, 2>{}, nn::Conv2D<3, 1>{},
      nn::Concatenate{nn::Branch{nn::Conv2D<2, 1>{}, nn::Flatten{}, nn::Dense<5>{}}, nn::Branch{nn::GlobalMaxPooling2D{}}},
      nn::Dense<2>{}};
  CHECK(with_torch(model) == std::vector<std::string>{"conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias"});
}

}  // namespace linnet::test::named_tensors
