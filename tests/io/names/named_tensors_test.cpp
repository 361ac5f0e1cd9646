// SPDX-License-Identifier: MIT
#include <linnet/io/names/named_tensors.hpp>

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
    if (!tensor.torch.empty()) names.push_back(tensor.name);
  }
  return names;
}

TEST_CASE("Tensors within branches have names, and PyTorch's form", "[io/names]") {
  const nn::Sequential model{
      nn::Input<4, 4, 2>{}, nn::Concatenate{nn::Branch{nn::Conv2D<3, 1>{}}, nn::Branch{nn::Conv2D<2, 1>{}, nn::Conv2D<2, 1>{}}},
      nn::Conv2D<3, 1>{}};
  CHECK(with_torch(model) == std::vector<std::string>{"conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias",
                                                      "conv2d_2/kernel", "conv2d_2/bias", "conv2d_3/kernel", "conv2d_3/bias"});
}

TEST_CASE("Behind a branch that flattens nothing is read from PyTorch, whose order is another one", "[io/names]") {
  const nn::Sequential model{
      nn::Input<4, 4, 2>{}, nn::Conv2D<3, 1>{},
      nn::Concatenate{nn::Branch{nn::Conv2D<2, 1>{}, nn::Flatten{}, nn::Dense<5>{}}, nn::Branch{nn::GlobalMaxPooling2D{}}},
      nn::Dense<2>{}};
  CHECK(with_torch(model) == std::vector<std::string>{"conv2d/kernel", "conv2d/bias", "conv2d_1/kernel", "conv2d_1/bias"});
}

TEST_CASE("PyTorch has the kernel of a transposed convolution as (channels, filters, window)", "[io/names]") {
  const nn::Sequential model{nn::Input<4, 4, 2>{}, nn::Conv2DTranspose<3, Size2D{1, 2}>{}};
  const auto tensors = detail::NamedTensors::of<decltype(model)::Topology>().tensors;
  REQUIRE(tensors.size() == 2);
  const detail::TorchForm& form = tensors[0].torch.at(0);
  CHECK(std::vector<Index>(form.extents().begin(), form.extents().end()) == std::vector<Index>{2, 3, 1, 2});
  std::vector<float> there(12), here(12);
  for (std::size_t i = 0; i < 12; ++i) there[i] = static_cast<float>(i);  // channel c, filter f, column v: 6 c + 2 f + v
  detail::from_torch<float>(form, reinterpret_cast<const std::byte*>(there.data()), reinterpret_cast<std::byte*>(here.data()),
                            false);
  for (std::size_t v = 0; v < 2; ++v) {
    for (std::size_t f = 0; f < 3; ++f) {
      for (std::size_t c = 0; c < 2; ++c) CHECK(here[(v * 3 + f) * 2 + c] == static_cast<float>(6 * c + 2 * f + v));
    }
  }
  const auto bias = tensors[1].torch.at(0).extents();
  CHECK(std::vector<Index>(bias.begin(), bias.end()) == std::vector<Index>{3});
}

TEST_CASE("PyTorch's two biases are rows of the bias of a GRU, with other gates first, and summands of that of an LSTM",
          "[io/names]") {
  const nn::Sequential model{nn::Input<4, 2>{}, nn::GRU<1, nn::RecurrentOptions{.return_sequences = true}>{}, nn::LSTM<1>{}};
  const auto tensors = detail::NamedTensors::of<decltype(model)::Topology>().tensors;
  REQUIRE(tensors.size() == 6);
  const auto read = [](const detail::NamedTensor& tensor) {
    const std::vector<float> there{1, 2, 3, 4};
    std::vector<float> here(static_cast<std::size_t>(tensor.info.size()), 0.5f);
    for (const detail::TorchForm& form : tensor.torch) {
      detail::from_torch<float>(form, reinterpret_cast<const std::byte*>(there.data()),
                                reinterpret_cast<std::byte*>(here.data()), form.name == "bias_hh" && form.begin == 0);
    }
    return here;
  };
  CHECK(read(tensors[2]) == std::vector<float>{2, 1, 3, 2, 1, 3});
  CHECK(read(tensors[5]) == std::vector<float>{2, 4, 6, 8});
}

}  // namespace linnet::test::named_tensors
