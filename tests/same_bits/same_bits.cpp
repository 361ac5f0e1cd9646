// SPDX-License-Identifier: MIT
// Trains four networks and prints a hash of all their parameters and state. Every compiler, optimisation level and vector width has to
// print the same (DESIGN: same seed, same bits); run.cmake builds and compares.
#include <linnet/linnet.hpp>

#include <algorithm>
#include <bit>
#include <cstdio>
#include <span>
#include <string_view>
#include <utility>

namespace nn = linnet;

namespace {

/// FNV-1a over the bits of every parameter, then of all state, without the gaps between tensors.
template <class... L>
std::uint64_t hash(nn::Sequential<L...>& model) {
  using Model = nn::Sequential<L...>;
  std::uint64_t h = 0xcbf29ce484222325u;
  using Top = typename Model::Topology;
  using Engine = nn::Engine<Top, std::remove_cvref_t<decltype(model.layers())>>;
  const auto add = [&h](std::span<const float> block) {
    return [&h, block](const auto&, std::size_t, const nn::ParameterInfo& info, nn::Index offset) {
      for (const float p : block.subspan(static_cast<std::size_t>(offset), static_cast<std::size_t>(info.size()))) {
        for (int byte = 0; byte < 4; ++byte)
          h = (h ^ ((std::bit_cast<std::uint32_t>(p) >> (8 * byte)) & 0xff)) * 0x100000001b3u;
      }
    };
  };
  Engine::for_each_parameter(model.layers(), add(model.parameters()));
  Engine::for_each_state(model.layers(), add(model.state()));
  return h;
}

struct Data {
  nn::Tensor<2> x;
  nn::Labels y;
};

/// Ten noisy patterns, so that there is something to learn.
Data make_data(nn::Index samples, nn::Index features) {
  nn::Random random(3);
  nn::Tensor<2> patterns(10, features);
  for (nn::Index i = 0; i < patterns.size(); ++i) patterns.data()[i] = random.uniform<float>() < 0.2f ? 1.0f : 0.0f;
  Data data{nn::Tensor<2>(samples, features), nn::Labels(samples)};
  for (nn::Index i = 0; i < samples; ++i) {
    data.y(i) = static_cast<std::int32_t>(random.below(10));
    for (nn::Index j = 0; j < features; ++j) {
      data.x(i, j) = random.uniform<float>() < 0.3f ? random.uniform<float>() : patterns(data.y(i), j);
    }
  }
  return data;
}

/// The MNIST network, 200 steps with Adam.
std::uint64_t mlp() {
  nn::Sequential model{nn::Input<784>{}, nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{}, nn::Dense<32, nn::relu>{},
                       nn::Dense<10, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  const Data data = make_data(1000, 784);
  training.fit(data.x, data.y, {.epochs = 10, .batch_size = 50, .seed = 1, .verbose = 0});  // 200 steps
  return hash(model);
}

/// Everything else that does arithmetic: the other activations, dropout, penalties, clipping, odd sizes, a partial last batch.
std::uint64_t mixed() {
  nn::Sequential model{nn::Input<37>{},
                       nn::Dense<45, nn::tanh>{.kernel_regularizer = nn::L1L2{1e-4f, 1e-3f}},
                       nn::Dropout{0.2f},
                       nn::Dense<19, nn::elu>{.kernel_initializer = nn::HeNormal{}},
                       nn::Dense<70, nn::leaky_relu>{},
                       nn::Dense<13, nn::sigmoid>{},
                       nn::Activation<nn::softmax>{},
                       nn::Dense<10>{}};
  const Data data = make_data(210, 37);
  model
      .compile(nn::SparseCategoricalCrossentropy{.from_logits = true, .label_smoothing = 0.1f},
               nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f, .nesterov = true, .global_clipnorm = 0.5f})
      .fit(data.x, data.y, {.epochs = 5, .batch_size = 32, .seed = 1, .verbose = 0});
  model.compile(nn::SparseCategoricalCrossentropy{.from_logits = true}, nn::AdamW{.learning_rate = 0.01f, .clipvalue = 0.1f})
      .fit(data.x, data.y, {.epochs = 5, .batch_size = 32, .seed = 2, .verbose = 0});
  return hash(model);
}

/// Convolutions of all kinds on images of 11 x 10, with odd numbers of channels; batch normalisation; a residual block.
std::uint64_t images() {
  using nn::ConvOptions, nn::PoolingOptions, nn::Padding;
  constexpr ConvOptions same{.padding = Padding::same};
  nn::Sequential model{
      nn::Input<11, 10, 1>{},
      nn::Conv2D<19, 3, nn::relu, same>{},
      nn::MaxPooling2D<3, PoolingOptions{.strides = 2, .padding = Padding::same}>{},
      nn::Conv2D<13, nn::Size2D{3, 2}, nn::linear, ConvOptions{.padding = Padding::same, .dilation_rate = 2}>{},
      nn::BatchNormalization{},
      nn::Activation<nn::relu6>{},
      nn::Residual{nn::Projection{nn::Conv2D<17, 1>{}, nn::BatchNormalization{}}, nn::SeparableConv2D<17, 3, nn::tanh, same>{},
                   nn::Conv2D<17, 3, nn::linear, ConvOptions{.padding = Padding::same, .use_bias = false}>{},
                   nn::BatchNormalization{}},
      nn::Activation<nn::hard_sigmoid>{},
      nn::DepthwiseConv2D<3, 1, nn::linear, ConvOptions{.strides = 2, .padding = Padding::same}>{},
      nn::ZeroPadding2D<1>{},
      nn::AveragePooling2D<2, PoolingOptions{.strides = 1}>{},
      nn::DepthwiseConv2D<2, 2>{},
      nn::GlobalAveragePooling2D{},
      nn::Dense<10, nn::softmax>{},
  };
  const Data data = make_data(210, 110);
  const Eigen::TensorMap<const nn::Tensor<3>> x(data.x.data(), 210, 11, 10);
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{})
      .fit(x, data.y, {.epochs = 5, .batch_size = 32, .seed = 1, .verbose = 0});
  return hash(model);
}

/// Sequences.
std::uint64_t sequences() {
  nn::Sequential model{nn::Input<60, 2>{},       nn::Conv1D<24, 5, nn::relu, nn::ConvOptions{.strides = 2}>{},
                       nn::MaxPooling1D<2>{},    nn::Conv1D<40, 3>{},
                       nn::BatchNormalization{}, nn::AveragePooling1D<2>{},
                       nn::GlobalMaxPooling1D{}, nn::Dense<10, nn::softmax>{}};
  const Data data = make_data(210, 120);
  const Eigen::TensorMap<const nn::Tensor<3>> x(data.x.data(), 210, 60, 2);
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{.learning_rate = 0.05f, .momentum = 0.9f})
      .fit(x, data.y, {.epochs = 5, .batch_size = 32, .seed = 1, .verbose = 0});
  return hash(model);
}

}  // namespace

/// Trains all, or those that are named.
int main(int argc, char** argv) {
  const std::pair<std::string_view, std::uint64_t (*)()> runs[] = {
      {"mlp", mlp}, {"mixed", mixed}, {"images", images}, {"sequences", sequences}};
  const std::span names(argv + 1, argv + argc);
  for (const auto& [name, run] : runs) {
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
    std::printf("%s %016llx\n", name.data(), static_cast<unsigned long long>(run()));
  }
}
