// SPDX-License-Identifier: MIT
// Trains networks and prints a hash of all their parameters and state. Every compiler, optimisation level and vector width has to
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

/// Layers that resize images and sequences, causal convolutions, noise.
std::uint64_t resized() {
  constexpr nn::ConvOptions half{.strides = 2, .padding = nn::Padding::same};
  constexpr nn::ConvOptions causal{.padding = nn::Padding::causal, .dilation_rate = 2};
  nn::Sequential model{nn::Input<20, 4>{},
                       nn::GaussianNoise{0.1f},
                       nn::Residual{nn::Projection{nn::Conv1D<17, 1>{}}, nn::Conv1D<17, 3, nn::relu, causal>{},
                                    nn::SpatialDropout1D{0.2f}, nn::Conv1D<17, 3, nn::linear, causal>{}},
                       nn::ZeroPadding1D<1, 2>{},
                       nn::Cropping1D<2, 1>{},
                       nn::UpSampling1D<2>{},
                       nn::Reshape<5, 8, 17>{},
                       nn::Conv2D<13, 3, nn::relu, half>{},
                       nn::Conv2DTranspose<19, 3, nn::tanh, half>{},
                       nn::UpSampling2D<2, nn::bilinear>{},
                       nn::Cropping2D<1>{},
                       nn::UpSampling2D<nn::Size2D{1, 2}>{},
                       nn::Conv2D<10, 3, nn::linear, half>{},
                       nn::GlobalAveragePooling2D{},
                       nn::Activation<nn::softmax>{}};
  const Data data = make_data(210, 80);
  const Eigen::TensorMap<const nn::Tensor<3>> x(data.x.data(), 210, 20, 4);
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{})
      .fit(x, data.y, {.epochs = 5, .batch_size = 32, .seed = 1, .verbose = 0});
  return hash(model);
}

/// Augmented images, with a layer in front of them that trains.
std::uint64_t augmented() {
  nn::Sequential model{nn::Input<11, 10, 1>{},
                       nn::Conv2D<3, 1>{},
                       nn::RandomFlip{},
                       nn::RandomTranslation{0.2f, 0.3f},
                       nn::RandomRotation{0.1f, nn::FillMode::constant, nn::Interpolation::bilinear, 0.5f},
                       nn::RandomZoom{0.2f, nn::Factor{-0.1f, 0.3f}, nn::FillMode::wrap},
                       nn::RandomContrast{0.5f, {-1, 1}},
                       nn::RandomCrop<9>{},
                       nn::RandomBrightness{0.2f, {-1, 1}},
                       nn::Conv2D<13, 3, nn::relu>{},
                       nn::Flatten{},
                       nn::Dense<10, nn::softmax>{}};
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

/// A transformer encoder: rows, heads and steps that fill no vector, a causal mask, dropout of probabilities.
std::uint64_t transformer() {
  constexpr nn::MultiHeadAttentionOptions causal{.causal = true, .use_bias = false};
  nn::Sequential model{
      nn::Input<11, 10>{},
      nn::Dense<20, nn::gelu>{},
      nn::Residual{nn::LayerNormalization{}, nn::MultiHeadAttention<3, 7>{.dropout = 0.1f}},
      nn::Residual{nn::LayerNormalization{}, nn::Dense<37, nn::silu>{}, nn::Dense<20, nn::gelu_tanh>{}},
      nn::Residual{nn::LayerNormalization<nn::LayerNormalizationOptions{.center = false}>{},
                   nn::MultiHeadAttention<2, 5, causal>{}},
      nn::Activation<nn::softplus>{},
      nn::GlobalAveragePooling1D{},
      nn::Dense<10, nn::softmax>{},
  };
  const Data data = make_data(210, 110);
  const Eigen::TensorMap<const nn::Tensor<3>> x(data.x.data(), 210, 11, 10);
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{})
      .fit(x, data.y, {.epochs = 5, .batch_size = 32, .seed = 1, .verbose = 0});
  return hash(model);
}

/// Words, some of which are frequent: a step moves the rows of its batch, of a length that fills no vector.
std::uint64_t words() {
  nn::Sequential model{nn::Input<12>{}, nn::Embedding<200, 11>{}, nn::GlobalAveragePooling1D{}, nn::Dense<10, nn::softmax>{}};
  const Data data = make_data(210, 12);
  nn::Tensor<2, std::int16_t> x(210, 12);
  for (nn::Index i = 0; i < x.size(); ++i) {
    const float number = data.x.data()[i];  // 0, 1, or between: two words are frequent
    x.data()[i] = static_cast<std::int16_t>(199.0f * number * number);
  }
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f, .global_clipnorm = 0.1f})
      .fit(x, data.y, {.epochs = 5, .batch_size = 16, .seed = 1, .verbose = 0});
  return hash(model);
}

/// Recurrent layers in both directions, layers for each step, and what surrounds them.
std::uint64_t recurrent() {
  constexpr nn::RecurrentOptions all{.return_sequences = true}, before{.return_sequences = true, .reset_after = false};
  nn::Sequential model{nn::Input<10, 11>{},
                       nn::Bidirectional{nn::LSTM<9, all>{.dropout = 0.1f}},
                       nn::GRU<21, before>{},
                       nn::TimeDistributed{nn::Dense<16, nn::silu>{}, nn::LayerNormalization{}},
                       nn::Bidirectional{nn::SimpleRNN<16, all>{}, nn::merge_mode::sum},
                       nn::GRU<13>{},
                       nn::Dense<10, nn::softmax>{}};
  const Data data = make_data(210, 110);
  const Eigen::TensorMap<const nn::Tensor<3>> x(data.x.data(), 210, 10, 11);
  model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f})
      .fit(x, data.y, {.epochs = 5, .batch_size = 32, .seed = 1, .verbose = 0});
  return hash(model);
}

}  // namespace

/// Trains all, or those that are named.
int main(int argc, char** argv) {
  const std::pair<std::string_view, std::uint64_t (*)()> runs[] = {{"mlp", mlp},
                                                                   {"mixed", mixed},
                                                                   {"images", images},
                                                                   {"resized", resized},
                                                                   {"augmented", augmented},
                                                                   {"sequences", sequences},
                                                                   {"recurrent", recurrent},
                                                                   {"transformer", transformer},
                                                                   {"words", words}};
  const std::span names(argv + 1, argv + argc);
  for (const auto& [name, run] : runs) {
    if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
    std::printf("%s %016llx\n", name.data(), static_cast<unsigned long long>(run()));
  }
}
