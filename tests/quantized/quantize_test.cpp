// SPDX-License-Identifier: MIT
// quantize: every layer in int8 beside its float form, the bits of the reference, and what is refused.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <tests/support/catch.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

/// `count` numbers of a bell around 0, with deviation 1.
std::vector<float> bell(nn::Index count, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = random.normal<float>();
  return x;
}

/// Gives the moving statistics and the shifts of all layers numbers as after a training.
template <class Model>
void disturb(Model& model) {
  nn::Random random(77);
  for (float& number : model.state()) number = 0.5f + static_cast<float>(random() % 1000) / 1000.0f;
  for (float& number : model.parameters()) number *= 1.3f;
}

/// The largest difference of the int8 predictions to those in float, in units of the output's range.
template <class Model>
double worst(const Model& model, nn::Index samples = 64) {
  const auto x = bell(samples * Model::Input::size, 5);
  const auto q = nn::quantize(model, x);
  const auto wanted = model.predict(x), y = q.predict(x);
  double range = 0.0, difference = 0.0;
  for (nn::Index i = 0; i < y.size(); ++i) {
    range = std::max(range, std::abs(static_cast<double>(wanted.data()[i])));
    difference = std::max(difference, std::abs(static_cast<double>(wanted.data()[i]) - static_cast<double>(y.data()[i])));
  }
  return difference / range;
}

/// y = |x|, a layer of a user, which states that it is a function of one number.
struct Absolute {
  static constexpr std::string_view name = "absolute";
  template <class In>
  using Output = In;
  template <class In>
  using Int8 = nn::quantized::Table<Absolute, In::size>;

  float operator()(float x) const { return std::abs(x); }
  template <class Pass>
  void forward(const Pass& f) const {
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = (*this)(f.x[i]);
  }
};

/// y = x * gamma of the channel, with a parameter: a channel-wise affine layer.
struct ChannelScale {
  static constexpr std::string_view name = "channel_scale";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{nn::ParameterInfo{"gamma", {nn::last_dim<In>, 1, 1, 1}, 1, 1, 1}};
  }
  template <class In>
  using Int8 = nn::quantized::Affine<In::size, nn::last_dim<In>>;
  template <class B>
  std::array<float, 3> affine(const float* parameters, const float*, nn::Index c) const {
    return {0.0f, parameters[c], 0.0f};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    constexpr nn::Index C = nn::last_dim<typename Pass::Input>;
    for (nn::Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = f.x[i] * f.template parameter<0>()[i % C];
  }
};

}  // namespace

TEST_CASE("layers of a user state their int8 form", "[quantized]") {
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Dense<12>{}, Absolute{}, nn::Dense<5>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<20>{}, ChannelScale{}, nn::Dense<12>{}, nn::Activation<nn::relu>{}}) < 0.03);
}

TEST_CASE("quantised layers predict nearly what float layers predict", "[quantized]") {
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::relu>{}, nn::Dense<5>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<6, 20>{}, nn::Dense<12, nn::relu6>{}, nn::Flatten{}, nn::Dense<5, nn::softmax>{}}) <
        0.03);
  CHECK(worst(nn::Sequential{nn::Input<9, 8, 3>{}, nn::Conv2D<7, 3, nn::relu>{}, nn::Conv2D<4, 3, nn::linear, same>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<9, 8, 3>{}, nn::Conv2D<7, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Flatten{},
                             nn::Dense<3>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<9, 8, 3>{}, nn::DepthwiseConv2D<3, 2, nn::relu>{}, nn::AveragePooling2D<2>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<9, 8, 3>{}, nn::SeparableConv2D<5, 3, nn::relu>{}, nn::GlobalAveragePooling2D{}}) <
        0.04);
  CHECK(worst(nn::Sequential{nn::Input<9, 8, 3>{}, nn::ZeroPadding2D<1>{}, nn::Conv2D<5, 3>{}, nn::GlobalMaxPooling2D{}}) <
        0.03);
  CHECK(worst(nn::Sequential{nn::Input<16, 3>{}, nn::Conv1D<6, 5, nn::relu>{}, nn::MaxPooling1D<2>{}, nn::Reshape<36>{},
                             nn::Dense<3>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<16, 3>{}, nn::Conv1D<6, 5>{}, nn::AveragePooling1D<3>{}, nn::GlobalAveragePooling1D{}}) <
        0.04);
  constexpr nn::ConvOptions causal{.padding = nn::Padding::causal}, dilated{.padding = nn::Padding::causal, .dilation_rate = 4};
  CHECK(worst(nn::Sequential{nn::Input<20, 3>{}, nn::Conv1D<8, 3, nn::relu, causal>{},
                             nn::Conv1D<5, 3, nn::linear, dilated>{}}) < 0.03);
  CHECK(
      worst(nn::Sequential{nn::Input<16, 3>{}, nn::ZeroPadding1D<4, 0>{}, nn::Conv1D<6, 5, nn::relu>{}, nn::SpatialDropout1D{},
                           nn::UpSampling1D<2>{}, nn::Cropping1D<3, 1>{}, nn::GaussianNoise{}, nn::Conv1D<2, 3>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<5, 6, 3>{}, nn::Conv2D<4, 3, nn::relu, same>{}, nn::UpSampling2D<nn::Size2D{2, 3}>{},
                             nn::Cropping2D<1, nn::Size2D{0, 2}>{}, nn::Conv2D<2, 3>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<9, 8, 3>{}, nn::RandomFlip{}, nn::RandomTranslation{}, nn::RandomCrop<7>{},
                             nn::RandomZoom{}, nn::RandomRotation{}, nn::Conv2D<7, 3, nn::relu>{}, nn::RandomBrightness{},
                             nn::RandomContrast{}, nn::GlobalAveragePooling2D{}}) < 0.04);
}

TEST_CASE("quantised activations, alone and in layers", "[quantized]") {
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::sigmoid>{}, nn::Dense<5, nn::tanh>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::elu>{}, nn::Dense<5, nn::leaky_relu>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::gelu>{}, nn::Dense<5>{}, nn::Activation<nn::silu>{}}) < 0.03);
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Dense<12, nn::hard_sigmoid>{}, nn::Activation<nn::relu>{}, nn::Dense<5>{}}) <
        0.03);
  CHECK(worst(nn::Sequential{nn::Input<20>{}, nn::Activation<nn::relu>{}, nn::Dense<5>{}, nn::Activation<nn::softmax>{}}) <
        0.03);
  CHECK(worst(nn::Sequential{nn::Input<8, 8, 2>{}, nn::Conv2D<4, 3, nn::softmax>{}, nn::Flatten{}, nn::Dense<2>{}}) < 0.03);
}

TEST_CASE("quantised branches, batch normalisations and dropout", "[quantized]") {
  nn::Sequential residual{nn::Input<8, 8, 4>{}, nn::Residual{nn::Conv2D<4, 3, nn::relu, same>{}, nn::Conv2D<4, 1>{}},
                          nn::Activation<nn::relu>{}, nn::Conv2D<3, 3>{}};
  CHECK(worst(residual) < 0.03);
  nn::Sequential projected{nn::Input<8, 8, 4>{},
                           nn::Residual{nn::Projection{nn::Conv2D<6, 1>{}}, nn::Conv2D<6, 3, nn::relu, same>{}}};
  CHECK(worst(projected) < 0.03);
  nn::Sequential add{nn::Input<10>{},
                     nn::Add{nn::Branch{nn::Dense<10, nn::relu>{}}, nn::Branch{}, nn::Branch{nn::Dense<10>{}}}};
  CHECK(worst(add) < 0.03);
  nn::Sequential concatenated{nn::Input<8, 8, 4>{},
                              nn::Concatenate{nn::Branch{nn::Conv2D<2, 1, nn::tanh>{}}, nn::Branch{},
                                              nn::Branch{nn::Conv2D<3, 1, nn::relu>{}, nn::Conv2D<3, 3, nn::linear, same>{}}},
                              nn::Flatten{}, nn::Dense<4>{}};
  CHECK(worst(concatenated) < 0.03);
  using Same = nn::Branch<>;  // as many branches as no sum has
  CHECK(worst(nn::Sequential{nn::Input<3>{}, nn::Concatenate{Same{}, Same{}, Same{}, Same{}, Same{}, Same{}, Same{}, Same{},
                                                             Same{}, Same{}, Same{}, Same{}, Same{}, Same{}, Same{}, Same{}}}) <
        0.03);
  nn::Sequential norms{nn::Input<8, 8, 4>{},
                       nn::BatchNormalization{},
                       nn::Conv2D<5, 3>{},
                       nn::BatchNormalization{},
                       nn::Activation<nn::relu>{},
                       nn::Dropout{},
                       nn::BatchNormalization{},
                       nn::Flatten{},
                       nn::Dense<4>{}};
  disturb(norms);
  CHECK(worst(norms) < 0.05);
  const auto q = nn::quantize(norms, bell(32 * 256, 1));
  REQUIRE(q.records().size() == 4);  // the second one is folded, the dropout gone
  CHECK(q.records()[0].name == "batch_normalization");
  CHECK(q.records()[1].name == "conv2d");
  nn::Sequential block{nn::Input<8, 8, 2>{},
                       nn::Block{nn::Conv2D<4, 3>{}, nn::BatchNormalization{}, nn::Activation<nn::relu>{}},
                       nn::GlobalAveragePooling2D{}};
  disturb(block);
  CHECK(worst(block) < 0.04);
}

TEST_CASE("a Normalization in front is applied to real input", "[quantized]") {
  std::vector<float> x = bell(200 * 3, 3);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 3 == 0 ? 1000.0f + 300.0f * x[i] : (i % 3 == 1 ? 0.01f * x[i] : x[i]);
  nn::Sequential model{nn::Input<3>{}, nn::Normalization{}, nn::Dense<8, nn::relu>{}, nn::Dense<2>{}};
  nn::adapt(model, x);
  const auto q = nn::quantize(model, x);
  const auto wanted = model.predict(x), y = q.predict(x);
  for (nn::Index i = 0; i < y.size(); ++i) CHECK(std::abs(y.data()[i] - wanted.data()[i]) < 0.08f);
  std::vector<std::int8_t> in(x.size()), out(400);
  q.quantize_input(x, in);
  q.predict(in, out);
  for (std::size_t i = 0; i < out.size(); ++i) {
    CHECK(nn::dequantize(out[i], q.output_quantization()) == y.data()[i]);
  }
}

TEST_CASE("a quantised model predicts the same from real numbers, from int8, in any batch, copied and frozen", "[quantized]") {
  const nn::Sequential model{nn::Input<12, 12, 1>{}, nn::Conv2D<8, 3, nn::relu>{},
                             nn::MaxPooling2D<2>{},  nn::Residual{nn::Conv2D<8, 3, nn::relu, same>{}},
                             nn::Flatten{},          nn::Dense<10, nn::softmax>{}};
  const auto x = bell(70 * 144, 8);
  const auto q = nn::quantize(model, x);
  CHECK(q.input_quantization().scale > 0.0f);
  CHECK(q.output_quantization() == nn::Quantization{1.0f / 256.0f, -128});
  const auto y = q.predict(x);
  REQUIRE(y.dimension(0) == 70);
  REQUIRE(y.dimension(1) == 10);

  std::vector<std::int8_t> in(x.size()), out(700), one(10);
  for (std::size_t i = 0; i < x.size(); ++i) in[i] = nn::quantize(x[i], q.input_quantization());
  q.predict(in, out);
  for (std::size_t i = 0; i < 700; ++i) CHECK(nn::dequantize(out[i], q.output_quantization()) == y.data()[i]);

  const auto copy = q;
  const auto frozen = [&]<class I, class... L>(const nn::QuantizedSequential<I, L...>&) {
    return nn::FrozenQuantized<I, L...>(q.constant_bytes().data(), q.input_quantization(), q.output_quantization());
  }(q);
  using Frozen = std::remove_const_t<decltype(frozen)>;
  static_assert(Frozen::parameter_bytes() == decltype(q)::parameter_bytes());
  const auto memory = std::make_unique<typename Frozen::Memory>();
  for (std::size_t i = 0; i < 70; ++i) {
    const std::span sample = std::span(in).subspan(i * 144, 144), wanted = std::span(out).subspan(i * 10, 10);
    copy.predict(sample, one);
    CHECK(std::equal(one.begin(), one.end(), wanted.begin()));
    frozen.predict(sample, one, *memory);
    CHECK(std::equal(one.begin(), one.end(), wanted.begin()));
  }
  std::vector<float> real(10);
  frozen.predict(std::span(x).first(144), real);
  CHECK(std::equal(real.begin(), real.end(), y.data()));
  const std::vector<int> labels(70, 3);
  CHECK(q.evaluate(x, labels, nn::Accuracy{})["accuracy"] == nn::measure(nn::Accuracy{}, labels, y).result());
}

TEST_CASE("predictions of int8 numbers come back in the shape of the output", "[quantized]") {
  const nn::Sequential model{nn::Input<4, 2>{}, nn::Dense<3, nn::tanh>{}};
  const auto q = nn::quantize(model, bell(5 * 8, 1));
  nn::Tensor<3, std::int8_t> x(5, 4, 2);
  for (nn::Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<std::int8_t>(37 * i % 256 - 128);
  std::vector<std::int8_t> wanted(5 * 12);
  q.predict(x, wanted);
  const nn::Tensor<3, std::int8_t> y = q.predict(x);
  CHECK(y.dimensions() == Eigen::DSizes<nn::Index, 3>(5, 4, 3));
  CHECK(std::equal(wanted.begin(), wanted.end(), y.data()));
  const auto flat = q.predict(std::vector<std::int8_t>(x.data(), x.data() + x.size()));
  CHECK(std::equal(wanted.begin(), wanted.end(), flat.data()));
  CHECK(nn::argmax(flat)(4, 3) == nn::argmax(std::span(wanted).last(3)));

  CHECK_THROWS_WITH(
      q.predict(std::vector<std::int8_t>(9)),
      "predict: x has 9 int8 numbers, which is not a whole number of samples; the model's Input<...> needs 8 per sample");
  CHECK_THROWS_WITH(q.predict(x, std::span(wanted).first(13)),
                    "predict: the output has room for 13 numbers, 5 samples give 60");
}

TEST_CASE("calibration by percentile and by moving average narrows the ranges", "[quantized]") {
  const nn::Sequential model{nn::Input<20>{}, nn::Dense<12, nn::relu>{}, nn::Dense<5>{}};
  auto x = bell(512 * 20, 4);
  x[100] = 60.0f;  // an outlier
  const float widest = nn::quantize(model, x).input_quantization().scale;
  const float narrow =
      nn::quantize(model, x, {.calibration = nn::Calibration::percentile, .percentile = 99.9f}).input_quantization().scale;
  const float average =
      nn::quantize(model, x, {.calibration = nn::Calibration::moving_average, .momentum = 0.9f}).input_quantization().scale;
  CHECK(widest > 0.2f);
  CHECK(narrow < 0.04f);
  CHECK(narrow > 0.02f);
  CHECK(average < 0.2f);
  CHECK(average > 0.02f);
  CHECK(nn::quantize(model, x, {.samples = 2}).input_quantization().scale < 0.1f);
}

TEST_CASE("weights that are tiny beside their bias leave the bias exact", "[quantized]") {
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3>{}};
  const std::vector<float> x = bell(40, 1);
  for (const float bias : {0.5f, 1e9f}) {
    for (const float weight : {0.0f, 1e-3f, 1e-9f, 1e-20f, 1e-38f}) {
      for (float& w : model.parameter<0>(0)) w = weight;
      for (float& b : model.parameter<0>(1)) b = bias;
      model.parameter<0>(0)[0] = 1.0f;  // the first output has other weights
      model.parameter<0>(1)[2] = -bias;
      const auto q = nn::quantize(model, x);
      const auto wanted = model.predict(x), y = q.predict(x);
      for (nn::Index i = 0; i < y.size(); ++i) CHECK(std::abs(y.data()[i] - wanted.data()[i]) < q.output_quantization().scale);
    }
  }
}

TEST_CASE("quantize refuses bad input with the name of the layer", "[quantized]") {
  using Catch::Matchers::Contains;
  const auto message = [](const auto& call) -> std::string {
    try {
      call();
    } catch (const nn::InvalidInput& problem) {
      return problem.what();
    }
    return "accepted";
  };
  nn::Sequential model{nn::Input<4>{}, nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
  const std::vector<float> x = bell(40, 1);
  CHECK(message([&] { nn::quantize(model, std::vector<float>{}); }) == "quantize: x has no samples");
  CHECK_THAT(message([&] { nn::quantize(model, std::vector<float>(7)); }), Contains("quantize: x has 7 numbers"));
  CHECK_THAT(message([&] { nn::quantize(model, nn::Tensor<2>(3, 5)); }), Contains("quantize: x has 5 numbers per sample"));
  std::vector<float> bad = x;
  bad[5] = std::numeric_limits<float>::quiet_NaN();
  CHECK_THAT(message([&] { nn::quantize(model, bad); }), Contains("every number must be finite"));
  CHECK_THAT(message([&] { nn::quantize(model, std::vector<float>(8, 0.0f)); }), Contains("the input is from 0 to 0"));
  CHECK_THAT(message([&] { nn::quantize(model, x, {.samples = 0}); }), Contains("samples is 0"));
  CHECK_THAT(message([&] { nn::quantize(model, x, {.percentile = 50.0f}); }), Contains("percentile is 50"));
  CHECK_THAT(message([&] { nn::quantize(model, x, {.momentum = 1.0f}); }), Contains("momentum is 1"));
  CHECK(message([&] { nn::quantize(model, x, {.calibration = static_cast<nn::Calibration>(7)}); }) ==
        "quantize: calibration is 7; it must be min_max, percentile or moving_average");

  auto changed = model;
  changed.parameter<1>(0)[2] = std::numeric_limits<float>::infinity();
  CHECK(message([&] { nn::quantize(changed, x); }) ==
        "quantize: dense_1/kernel has inf at [1, 0]; every weight must be finite");
  changed = model;
  for (float& w : changed.parameter<0>(0)) w = -1.0f;
  for (float& b : changed.parameter<0>(1)) b = -100.0f;
  CHECK_THAT(message([&] { nn::quantize(changed, x); }), Contains("the output of dense is from 0 to 0"));
  nn::Sequential huge{nn::Input<34000>{}, nn::Dense<1>{}};
  for (float& w : huge.parameter<0>(0)) w = 1.0f;
  CHECK_THAT(message([&] { nn::quantize(huge, std::vector<float>(34000, 1.0f)); }),
             Contains("the sums of output 0 of dense could overflow 32 bits: they have 34000 products"));
  CHECK_THAT(message([&] { nn::quantize(model, x).predict(std::vector<float>(7)); }), Contains("predict: x has 7 numbers"));
  CHECK_THAT(message([&] { nn::quantize(model, x).evaluate(x, std::vector<int>(3), nn::Accuracy{}); }), Contains("evaluate: "));

  nn::Sequential normalised{nn::Input<4>{}, nn::Dense<3>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  normalised.state()[0] = std::numeric_limits<float>::quiet_NaN();
  CHECK(message([&] { nn::quantize(normalised, x); }) ==
        "quantize: batch_normalization/moving_mean has nan at [0]; every weight must be finite");
}

TEST_CASE("int8 models refuse spans of other sizes, and a model that was moved from", "[quantized]") {
  using Catch::Matchers::Contains;
  const nn::Sequential model{nn::Input<2, 3>{}, nn::Flatten{}, nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
  auto q = nn::quantize(model, bell(60, 1));
  const auto frozen = [&]<class I, class... L>(const nn::QuantizedSequential<I, L...>&) {
    return nn::FrozenQuantized<I, L...>(q.constant_bytes().data(), q.input_quantization(), q.output_quantization());
  }(q);
  std::vector<std::int8_t> x(12), y(4);
  std::vector<float> real(12), output(4);
  const auto refused = [&](std::size_t in, std::size_t out, const std::string& sentence) {
    const auto from = std::span(x).first(in), to = std::span(y).first(out);
    CHECK_THROWS_WITH(frozen.predict(from, to), sentence);
    CHECK_THROWS_WITH(frozen.predict(std::span(real).first(in), std::span(output).first(out)), sentence);
  };
  refused(11, 4,
          "predict: x has 11 numbers, which is not a whole number of samples; the model's Input<...> needs 6 per sample");
  refused(12, 3, "predict: the output has room for 3 numbers, 2 samples give 4");
  const auto moved = std::move(q);
  const std::string sentence = "the int8 model has no numbers: it was moved from";
  CHECK_THROWS_WITH(q.predict(x, y), sentence);
  CHECK_THROWS_WITH(q.predict(real), sentence);
  CHECK_THROWS_WITH(q.report(real), sentence);
  CHECK_THROWS_WITH(q.constant_bytes(), sentence);
  CHECK_THROWS_WITH(q.records(), sentence);
  auto original = model;
  const auto kept = std::move(original);
  CHECK_THROWS_WITH(nn::quantize(original, real), Contains("it was moved from"));
}
