// SPDX-License-Identifier: MIT
#include <linnet/deploy/cpp_source.hpp>
#include <linnet/layers.hpp>

#include <tests/support/catch.hpp>

#include <limits>

namespace linnet::test::cpp_source_ {

namespace nn = linnet;

/// Layers from outside: one states its spelling, one has a function, one has both, one is made of others.
template <nn::Index Width, class A = nn::linear>
struct Stated {
  float factor = 1.0f, offset = 0.0f;
  A activation{};
  static constexpr std::string_view cpp_name = "own::Stated";
  std::array<nn::Setting, 3> settings() const { return {{{"factor", factor}, {"", 7.0f}, {"offset", offset}}}; }
  template <class List>
  void cpp_arguments(List& list) const {
    list(Width, nn::Index{1});
    list(activation, nn::linear{});
  }
};
struct Written {
  std::array<float, 1> settings() const { return {1.0f}; }
};
nn::CppSource cpp_source(const Written&) { return {"own::Written"}; }
struct Both {
  static constexpr std::string_view cpp_name = "own::Stated";
};
nn::CppSource cpp_source(const Both&) { return {"own::Both"}; }
struct Made {
  static constexpr std::string_view cpp_name = "own::Made";
  std::tuple<Written, nn::Dense<2>> cpp_entries() const { return {}; }
};

template <class Described>
std::string source(const Described& described) {
  const nn::CppSource source = nn::detail::source_of(described);
  return source.type + source.settings;
}

TEST_CASE("Numbers are literals of their type in the fewest digits", "[deploy]") {
  CHECK(nn::cpp_literal(0.1f) == "0.1f");
  CHECK(nn::cpp_literal(0.1) == "0.1");
  CHECK(nn::cpp_literal(3.0f) == "3.f");
  CHECK(nn::cpp_literal(-3.0) == "-3.");
  CHECK(nn::cpp_literal(-0.0f) == "-0.f");
  CHECK(nn::cpp_literal(1e30f) == "1e+30f");
  CHECK(nn::cpp_literal(std::numeric_limits<float>::denorm_min()) == "1e-45f");
  CHECK(nn::cpp_literal(std::numeric_limits<float>::max()) == "3.4028235e+38f");
  CHECK(nn::cpp_literal(std::numeric_limits<double>::denorm_min()) == "5e-324");
}

TEST_CASE("Activations as C++", "[deploy]") {
  CHECK(source(nn::linear{}) == "linnet::linear{}");
  CHECK(source(nn::relu{}) == "linnet::relu{}");
  CHECK(source(nn::relu6{}) == "linnet::relu6{}");
  CHECK(source(nn::sigmoid{}) == "linnet::sigmoid{}");
  CHECK(source(nn::hard_sigmoid{}) == "linnet::hard_sigmoid{}");
  CHECK(source(nn::tanh{}) == "linnet::tanh{}");
  CHECK(source(nn::softmax{}) == "linnet::softmax{}");
  CHECK(source(nn::gelu{}) == "linnet::gelu{}");
  CHECK(source(nn::gelu_tanh{}) == "linnet::gelu_tanh{}");
  CHECK(source(nn::leaky_relu{}) == "linnet::leaky_relu{.slope = 0.3f}");
  CHECK(source(nn::elu{0.5f}) == "linnet::elu{.alpha = 0.5f}");
}

TEST_CASE("Layers as C++, without arguments that are at their defaults and settings of training", "[deploy]") {
  CHECK(source(nn::Flatten{}) == "linnet::Flatten{}");
  CHECK(source(nn::Dropout{0.9f}) == "linnet::Dropout{}");
  CHECK(source(nn::Normalization{}) == "linnet::Normalization{}");
  CHECK(source(nn::Reshape<2, 3>{}) == "linnet::Reshape<2, 3>{}");
  CHECK(source(nn::Activation<nn::relu>{}) == "linnet::Activation<linnet::relu>{}");
  CHECK(source(nn::Activation<nn::elu>{}) == "linnet::Activation<linnet::elu>{.activation = {.alpha = 1.f}}");
  CHECK(source(nn::Dense<7>{}) == "linnet::Dense<7>{}");
  CHECK(source(nn::Dense<7, nn::leaky_relu>{.kernel_regularizer = nn::L2{}, .activation = {0.25f}}) ==
        "linnet::Dense<7, linnet::leaky_relu>{.activation = {.slope = 0.25f}}");
  CHECK(source(nn::Dense<7, nn::linear, nn::DenseOptions{.use_bias = false}>{}) ==
        "linnet::Dense<7, linnet::linear, linnet::DenseOptions{.use_bias = false}>{}");
  CHECK(source(nn::BatchNormalization<>{.momentum = 0.5f}) == "linnet::BatchNormalization<>{.epsilon = 0.001f}");
  CHECK(source(nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false, .scale = false}>{.epsilon = 1e-5f}) ==
        "linnet::BatchNormalization<linnet::BatchNormalizationOptions{.center = false, .scale = false}>{.epsilon = 1e-05f}");
  CHECK(source(nn::ZeroPadding2D<1>{}) == "linnet::ZeroPadding2D<1>{}");
  CHECK(source(nn::ZeroPadding2D<nn::Size2D{1, 2}>{}) == "linnet::ZeroPadding2D<linnet::Size2D{1, 2}>{}");
  CHECK(source(nn::ZeroPadding2D<1, nn::Size2D{0, 2}>{}) == "linnet::ZeroPadding2D<1, linnet::Size2D{0, 2}>{}");
  CHECK(source(nn::ZeroPadding1D<1>{}) == "linnet::ZeroPadding1D<1>{}");
  CHECK(source(nn::ZeroPadding1D<1, 0>{}) == "linnet::ZeroPadding1D<1, 0>{}");
  CHECK(source(nn::Cropping1D<1, 2>{}) == "linnet::Cropping1D<1, 2>{}");
  CHECK(source(nn::Cropping2D<1>{}) == "linnet::Cropping2D<1>{}");
  CHECK(source(nn::Cropping2D<1, nn::Size2D{0, 2}>{}) == "linnet::Cropping2D<1, linnet::Size2D{0, 2}>{}");
  CHECK(source(nn::UpSampling1D<2>{}) == "linnet::UpSampling1D<2>{}");
  CHECK(source(nn::UpSampling2D<nn::Size2D{1, 2}>{}) == "linnet::UpSampling2D<linnet::Size2D{1, 2}>{}");
  CHECK(source(nn::UpSampling2D<2, nn::bilinear>{}) == "linnet::UpSampling2D<2, linnet::bilinear>{}");
  CHECK(source(nn::SpatialDropout1D{0.3f}) == "linnet::SpatialDropout1D{}");
  CHECK(source(nn::GaussianNoise{0.3f}) == "linnet::GaussianNoise{}");
  CHECK(source(nn::RandomFlip{nn::Flip::vertical}) == "linnet::RandomFlip{}");
  CHECK(source(nn::RandomContrast{0.3f}) == "linnet::RandomContrast{}");
  CHECK(source(nn::RandomCrop<24>{}) == "linnet::RandomCrop<24>{}");
}

TEST_CASE("Convolutions as C++", "[deploy]") {
  constexpr nn::ConvOptions all{.strides = {2, 1}, .padding = nn::Padding::same, .dilation_rate = 3, .use_bias = false};
  const std::string all_text =
      "linnet::ConvOptions{.strides = linnet::Size2D{2, 1}, .padding = linnet::Padding::same, .dilation_rate = 3, "
      ".use_bias = false}";
  CHECK(source(nn::Conv2D<4, 3>{}) == "linnet::Conv2D<4, 3>{}");
  CHECK(source(nn::Conv2D<4, nn::Size2D{3, 5}, nn::elu>{}) ==
        "linnet::Conv2D<4, linnet::Size2D{3, 5}, linnet::elu>{.activation = {.alpha = 1.f}}");
  CHECK(source(nn::Conv2D<4, 3, nn::linear, all>{}) == "linnet::Conv2D<4, 3, linnet::linear, " + all_text + ">{}");
  CHECK(source(nn::Conv1D<4, 9, nn::relu, nn::ConvOptions{.strides = 2}>{}) ==
        "linnet::Conv1D<4, 9, linnet::relu, linnet::ConvOptions{.strides = 2}>{}");
  CHECK(source(nn::Conv1D<4, 3, nn::relu, nn::ConvOptions{.padding = nn::Padding::causal, .dilation_rate = 8}>{}) ==
        "linnet::Conv1D<4, 3, linnet::relu, linnet::ConvOptions{.padding = linnet::Padding::causal, .dilation_rate = 8}>{}");
  CHECK(source(nn::Conv2DTranspose<4, 3>{}) == "linnet::Conv2DTranspose<4, 3>{}");
  CHECK(source(nn::Conv2DTranspose<4, nn::Size2D{3, 5}, nn::elu, all>{}) ==
        "linnet::Conv2DTranspose<4, linnet::Size2D{3, 5}, linnet::elu, " + all_text + ">{.activation = {.alpha = 1.f}}");
  CHECK(source(nn::DepthwiseConv2D<3>{}) == "linnet::DepthwiseConv2D<3>{}");
  CHECK(source(nn::DepthwiseConv2D<3, 2, nn::relu6, all>{}) ==
        "linnet::DepthwiseConv2D<3, 2, linnet::relu6, " + all_text + ">{}");
  CHECK(source(nn::SeparableConv2D<4, 3>{}) == "linnet::SeparableConv2D<4, 3>{}");
  CHECK(source(nn::SeparableConv2D<4, 3, nn::relu, nn::ConvOptions{}, 2>{}) ==
        "linnet::SeparableConv2D<4, 3, linnet::relu, linnet::ConvOptions{}, 2>{}");
}

TEST_CASE("Pooling as C++", "[deploy]") {
  CHECK(source(nn::MaxPooling2D<2>{}) == "linnet::MaxPooling2D<2>{}");
  CHECK(source(nn::AveragePooling2D<nn::Size2D{2, 1}, nn::PoolingOptions{.strides = 1, .padding = nn::Padding::same}>{}) ==
        "linnet::AveragePooling2D<linnet::Size2D{2, 1}, linnet::PoolingOptions{.strides = 1, .padding = "
        "linnet::Padding::same}>{}");
  CHECK(source(nn::MaxPooling1D<2>{}) == "linnet::MaxPooling1D<2>{}");
  CHECK(source(nn::AveragePooling1D<3>{}) == "linnet::AveragePooling1D<3>{}");
  CHECK(source(nn::GlobalMaxPooling2D{}) == "linnet::GlobalMaxPooling2D{}");
  CHECK(source(nn::GlobalMaxPooling1D{}) == "linnet::GlobalMaxPooling1D{}");
  CHECK(source(nn::GlobalAveragePooling2D{}) == "linnet::GlobalAveragePooling2D{}");
  CHECK(source(nn::GlobalAveragePooling1D{}) == "linnet::GlobalAveragePooling1D{}");
}

TEST_CASE("Layers from outside as C++, by what they state or by a function of theirs", "[deploy]") {
  CHECK(source(Stated<1>{0.5f}) == "own::Stated<>{.factor = 0.5f, .offset = 0.f}");
  CHECK(source(Stated<2>{}) == "own::Stated<2>{.factor = 1.f, .offset = 0.f}");
  CHECK(source(Stated<1, nn::elu>{.activation = {2.0f}}) ==
        "own::Stated<1, linnet::elu>{.activation = {.alpha = 2.f}, .factor = 1.f, .offset = 0.f}");
  CHECK(source(Written{}) == "own::Written{}");
  CHECK(source(Both{}) == "own::Both{}");
  CHECK(source(Made{}) == "own::Made<own::Written, linnet::Dense<2>>{own::Written{}, linnet::Dense<2>{}}");
}

TEST_CASE("Recurrent layers as C++ with the options that are not the default", "[deploy]") {
  constexpr nn::RecurrentOptions sequences{.return_sequences = true};
  CHECK(source(nn::LSTM<3>{}) == "linnet::LSTM<3>{}");
  CHECK(source(nn::GRU<4, nn::RecurrentOptions{.go_backwards = true, .use_bias = false, .reset_after = false}>{}) ==
        "linnet::GRU<4, linnet::RecurrentOptions{.go_backwards = true, .use_bias = false, .reset_after = false}>{}");
  CHECK(source(nn::SimpleRNN<2, nn::RecurrentOptions{}, nn::relu>{}) ==
        "linnet::SimpleRNN<2, linnet::RecurrentOptions{}, linnet::relu>{}");
  CHECK(source(nn::Bidirectional{nn::GRU<3, sequences>{}, nn::merge_mode::sum}) ==
        "linnet::Bidirectional<linnet::GRU<3, linnet::RecurrentOptions{.return_sequences = true}>, true>"
        "{linnet::GRU<3, linnet::RecurrentOptions{.return_sequences = true}>{}}");
  CHECK(source(nn::TimeDistributed{nn::Dense<3>{}, nn::Dense<2>{}}) ==
        "linnet::TimeDistributed<std::tuple<linnet::Dense<3>, linnet::Dense<2>>>{linnet::Dense<3>{}, linnet::Dense<2>{}}");
}

TEST_CASE("Branches as C++ name the types of their layers", "[deploy]") {
  CHECK(source(nn::Add{nn::Branch{nn::Dense<3>{}, nn::Activation<nn::elu>{{2.0f}}}, nn::Branch{}}) ==
        "linnet::Add<linnet::Branch<linnet::Dense<3>, linnet::Activation<linnet::elu>>, linnet::Branch<>>"
        "{linnet::Branch<linnet::Dense<3>, linnet::Activation<linnet::elu>>{linnet::Dense<3>{}, "
        "linnet::Activation<linnet::elu>{.activation = {.alpha = 2.f}}}, linnet::Branch<>{}}");
  CHECK(source(nn::Concatenate{nn::Branch{nn::Block{nn::Dense<3>{}}}, nn::Branch{nn::Dense<1>{}}}) ==
        "linnet::Concatenate<linnet::Branch<linnet::Dense<3>>, linnet::Branch<linnet::Dense<1>>>"
        "{linnet::Branch<linnet::Dense<3>>{linnet::Dense<3>{}}, linnet::Branch<linnet::Dense<1>>{linnet::Dense<1>{}}}");
}

TEST_CASE("Residual as C++ names the types of its layers", "[deploy]") {
  CHECK(source(nn::Residual{nn::Dense<3, nn::elu>{.activation = {2.0f}}, nn::BatchNormalization{}}) ==
        "linnet::Residual<std::tuple<>, std::tuple<linnet::Dense<3, linnet::elu>, linnet::BatchNormalization<>>>"
        "{linnet::Dense<3, linnet::elu>{.activation = {.alpha = 2.f}}, linnet::BatchNormalization<>{.epsilon = 0.001f}}");
  CHECK(source(nn::Residual{nn::Projection{nn::Dense<3>{}}, nn::Dense<3>{}}) ==
        "linnet::Residual<std::tuple<linnet::Dense<3>>, std::tuple<linnet::Dense<3>>>"
        "{linnet::Projection<linnet::Dense<3>>{linnet::Dense<3>{}}, linnet::Dense<3>{}}");
}

}  // namespace linnet::test::cpp_source_
