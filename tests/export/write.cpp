// SPDX-License-Identifier: MIT
// Writes to the folder of its argument, for each of some models: name.hpp, which export_header wrote, and name.data with inputs and
// the predictions of the model in memory.
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>

#include <tests/export/own_layer.hpp>

#include <fstream>
#include <iostream>

namespace own {
linnet::CppSource cpp_source(const Scale& scale) {
  return {"own::Scale", linnet::cpp_settings({{"factor", linnet::cpp_literal(scale.factor)}})};
}
}  // namespace own

namespace {

namespace nn = linnet;
using nn::Index;

constexpr Index samples = 5;
constexpr nn::ConvOptions same{.padding = nn::Padding::same};

/// A convolutional network after some steps of training, so that its running statistics are none of the initial ones.
auto cnn() {
  nn::Sequential model{
      nn::Input<8, 8, 1>{},
      nn::Conv2D<4, 3, nn::linear, same>{},
      nn::BatchNormalization<>{.momentum = 0.5f},
      nn::Activation<nn::relu>{},
      nn::Residual{nn::Conv2D<4, 3, nn::linear, same>{}, nn::BatchNormalization<>{.momentum = 0.5f, .epsilon = 0.01f}},
      nn::Activation<nn::leaky_relu>{{0.1f}},
      nn::MaxPooling2D<2>{},
      nn::Flatten{},
      nn::Dropout{0.25f},
      nn::Dense<3, nn::softmax>{},
  };
  nn::Random random(1);
  nn::Tensor<4> x(60, 8, 8, 1);
  nn::Labels y(60);
  for (Index i = 0; i < 60; ++i) {
    y(i) = static_cast<std::int32_t>(random.below(3));
    for (Index k = 0; k < 64; ++k) x.data()[i * 64 + k] = random.normal<float>() + static_cast<float>(k % 3 == y(i));
  }
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
  training.fit(x, y, {.epochs = 5, .batch_size = 10, .seed = 1, .verbose = 0});
  return model;
}

/// Every layer for images that has options.
auto images() {
  constexpr nn::ConvOptions halving{.strides = 2, .padding = nn::Padding::same, .use_bias = false};
  constexpr nn::ConvOptions wide{.strides = {1, 2}, .dilation_rate = {2, 1}};
  return nn::Sequential{
      nn::Input<9, 12, 2>{},
      nn::ZeroPadding2D<nn::Size2D{1, 2}, 1>{},
      nn::Conv2D<5, nn::Size2D{2, 3}, nn::elu, wide>{.activation = {0.7f}},
      nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false}>{},
      nn::DepthwiseConv2D<3, 2, nn::relu6, same>{},
      nn::SeparableConv2D<6, 3, nn::tanh, nn::ConvOptions{}, 2>{},
      nn::AveragePooling2D<2, nn::PoolingOptions{.strides = {2, 1}, .padding = nn::Padding::same}>{},
      nn::Residual{nn::Projection{nn::Conv2D<4, 1, nn::linear, halving>{}}, nn::SeparableConv2D<4, 3, nn::linear, halving>{},
                   nn::Residual{nn::DepthwiseConv2D<3, 1, nn::sigmoid, same>{}}},
      nn::GlobalAveragePooling2D{},
      nn::Dense<3, nn::hard_sigmoid>{},
  };
}

/// Layers for sequences, and layers from outside the library, behind statistics of raw data.
auto sequences() {
  nn::Sequential model{nn::Input<20, 3>{},
                       nn::Normalization{},
                       nn::Conv1D<4, 3, own::magnitude, nn::ConvOptions{.strides = 2}>{},
                       nn::MaxPooling1D<2>{},
                       nn::AveragePooling1D<3, nn::PoolingOptions{.strides = 1}>{},
                       own::Scale{0.75f},
                       nn::Reshape<2, 4>{},
                       nn::GlobalMaxPooling1D{},
                       nn::Dense<2>{}};
  nn::Random random(3);
  nn::Tensor<3> raw(10, 20, 3);
  for (Index i = 0; i < raw.size(); ++i) raw.data()[i] = random.uniform(-0.5f, 2.0f);
  nn::adapt(model, raw);
  return model;
}

/// A temporal convolutional network, and what else resizes sequences.
auto temporal() {
  constexpr nn::ConvOptions one{.padding = nn::Padding::causal}, four{.padding = nn::Padding::causal, .dilation_rate = 4};
  return nn::Sequential{nn::Input<20, 2>{},
                        nn::ZeroPadding1D<3, 1>{},
                        nn::Residual{nn::Projection{nn::Conv1D<5, 1>{}}, nn::Conv1D<5, 3, nn::relu, one>{},
                                     nn::SpatialDropout1D{0.1f}, nn::Conv1D<5, 3, nn::linear, four>{}},
                        nn::Cropping1D<0, 2>{},
                        nn::UpSampling1D<2>{},
                        nn::Conv1D<2, 3, nn::tanh, nn::ConvOptions{.strides = 3, .padding = nn::Padding::causal}>{}};
}

/// A convolutional autoencoder, and what else resizes images.
auto autoencoder() {
  constexpr nn::ConvOptions half{.strides = 2, .padding = nn::Padding::same}, bare{.strides = {1, 2}, .use_bias = false};
  return nn::Sequential{nn::Input<8, 8, 1>{},
                        nn::GaussianNoise{0.1f},
                        nn::Conv2D<4, 3, nn::relu, half>{},
                        nn::Conv2D<3, 3, nn::relu, half>{},
                        nn::Conv2DTranspose<4, 3, nn::leaky_relu, half>{.activation = {0.2f}},
                        nn::UpSampling2D<nn::Size2D{3, 2}, nn::bilinear>{},
                        nn::Cropping2D<nn::Size2D{1, 0}, nn::Size2D{3, 1}>{},
                        nn::UpSampling2D<nn::Size2D{1, 2}>{},
                        nn::Conv2DTranspose<1, nn::Size2D{2, 3}, nn::sigmoid, bare>{}};
}

/// Attention and what stands around it.
auto transformer() {
  constexpr nn::MultiHeadAttentionOptions causal{.causal = true, .use_bias = false};
  constexpr nn::LayerNormalizationOptions no_center{.center = false};
  return nn::Sequential{
      nn::Input<7, 5>{},
      nn::Residual{nn::LayerNormalization<>{.epsilon = 0.01f}, nn::MultiHeadAttention<2, 3>{.dropout = 0.2f}},
      nn::Residual{nn::LayerNormalization<no_center>{}, nn::Dense<9, nn::gelu>{}, nn::Dense<5, nn::softplus>{}},
      nn::MultiHeadAttention<1, 4, causal>{},
      nn::Activation<nn::silu>{},
      nn::GlobalAveragePooling1D{},
      nn::Dense<2, nn::gelu_tanh>{},
  };
}

/// Every recurrent layer, each option and activation that the type holds.
auto recurrent() {
  constexpr nn::RecurrentOptions all_steps{.return_sequences = true};
  constexpr nn::RecurrentOptions no_bias{.return_sequences = true, .use_bias = false};
  constexpr nn::RecurrentOptions backwards{.return_sequences = true, .go_backwards = true, .reset_after = false};
  return nn::Sequential{
      nn::Input<7, 5>{},
      nn::Bidirectional{nn::LSTM<3, all_steps, nn::elu, nn::hard_sigmoid>{.activation = {0.5f}}},
      nn::GRU<4, backwards>{.dropout = 0.2f},
      nn::TimeDistributed{nn::Dense<4, nn::relu>{}, nn::Dense<3>{}},
      nn::Bidirectional{nn::GRU<3, no_bias>{}, nn::merge_mode::sum},
      nn::LSTM<4, no_bias>{},
      nn::SimpleRNN<3, nn::RecurrentOptions{}, nn::leaky_relu>{.activation = {0.1f}},
      nn::Dense<2>{},
  };
}

/// A model of indices.
auto words() { return nn::Sequential{nn::Input<6>{}, nn::Embedding<40, 5>{}, nn::GRU<4>{}, nn::Dense<3, nn::softmax>{}}; }

/// A model without state, in double.
auto regression() {
  return nn::Sequential{nn::TypedInput<double, 4>{}, nn::Dense<6, nn::tanh>{},
                        nn::Dense<2, nn::linear, nn::DenseOptions{.use_bias = false}>{}};
}

/// Models of one topology.
auto net(std::uint64_t seed, float slope) {
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4, nn::leaky_relu>{.activation = {slope}}, nn::Dense<2, nn::softmax>{}};
  model.initialize(seed);
  return model;
}

template <class Model>
void write(const std::string& folder, const std::string& name, Model model,
           const nn::ExportOptions<typename Model::Scalar>& options = {}) {
  using T = typename Model::Scalar;
  nn::export_header(model, folder + "/" + name + ".hpp", options);
  nn::Random random(7);
  nn::Tensor<2, T> inputs(samples, Model::Input::size);
  for (Index i = 0; i < inputs.size(); ++i) {
    inputs.data()[i] = Model::vocabulary > 0 ? static_cast<T>(random.below(static_cast<std::uint32_t>(Model::vocabulary)))
                                             : random.uniform(T(-1), T(1));
  }
  std::vector<T> outputs(static_cast<std::size_t>(samples * Model::Output::size));
  Eigen::DSizes<Index, static_cast<int>(Model::Input::rank) + 1> dims;
  dims[0] = samples;
  for (std::size_t i = 0; i < Model::Input::dims.size(); ++i) dims[i + 1] = Model::Input::dims[i];
  constexpr int rank = static_cast<int>(Model::Input::rank) + 1;
  const Eigen::TensorMap<nn::Tensor<rank, T>> x(inputs.data(), dims);
  if constexpr (Model::vocabulary > 0) {
    model.predict(nn::Tensor<rank, std::int32_t>(x.template cast<std::int32_t>()), outputs);
  } else {
    model.predict(x, outputs);
  }
  std::ofstream file(folder + "/" + name + ".data", std::ios::binary);
  file.write(reinterpret_cast<const char*>(inputs.data()), static_cast<std::streamsize>(inputs.size() * Index{sizeof(T)}));
  file.write(reinterpret_cast<const char*>(outputs.data()), static_cast<std::streamsize>(outputs.size() * sizeof(T)));
  if (!file.flush()) throw std::runtime_error("cannot write the predictions of " + name);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  try {
    const std::string folder = arguments[1];
    write(folder, "cnn", cnn(), {.name_space = "exported::cnn"});
    write(folder, "images", images(), {.name_space = "exported::images"});
    write(folder, "sequences", sequences(), {.name_space = "exported::sequences", .includes = {"tests/export/own_layer.hpp"}});
    write(folder, "temporal", temporal(), {.name_space = "exported::temporal"});
    write(folder, "autoencoder", autoencoder(), {.name_space = "exported::autoencoder"});
    write(folder, "transformer", transformer(), {.name_space = "exported::transformer"});
    write(folder, "recurrent", recurrent(), {.name_space = "exported::recurrent"});
    write(folder, "words", words(), {.name_space = "exported::words"});
    write(folder, "regression", regression(), {.name_space = "exported::regression"});
    // Their namespaces have the names of the files: two of one kind, and two of one name that differ only in a setting.
    write(folder, "digits", net(1, 0.1f));
    write(folder, "gestures", net(2, 0.1f));
    write(folder, "left/net", net(3, 0.1f));
    write(folder, "right/net", net(3, 0.9f));
    write(folder, "again/net", net(3, 0.1f));
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
