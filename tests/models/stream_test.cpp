// SPDX-License-Identifier: MIT
#include <linnet/models/stream.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <limits>
#include <vector>

namespace linnet::test::stream {

namespace nn = linnet;

constexpr nn::RecurrentOptions sequences{.return_sequences = true};
constexpr nn::ConvOptions causal{.padding = nn::Padding::causal};
constexpr nn::ConvOptions causal_2{.padding = nn::Padding::causal, .dilation_rate = 2};
constexpr nn::ConvOptions causal_4{.padding = nn::Padding::causal, .dilation_rate = 4};
constexpr nn::ConvOptions causal_stride{.strides = 2, .padding = nn::Padding::causal};

/// Random numbers, and parameters that are not zero where a layer starts with zeros.
template <class Model>
std::vector<float> prepare(Model& model, Index samples = 1) {
  Random random(7);
  for (float& p : model.parameters()) p += random.uniform(-0.1f, 0.1f);
  std::vector<float> x(static_cast<std::size_t>(samples * Model::Input::size));
  fill_uniform(x.data(), samples * Model::Input::size, random);
  return x;
}

/// Returns the outputs of a stream of the frames of one sample: all of them, or the last one if the model ends time.
template <class Stream>
std::vector<float> outputs_of(Stream& stream, std::span<const float> x) {
  std::vector<float> outputs;
  for (std::size_t first = 0; first < x.size(); first += static_cast<std::size_t>(Stream::frame_size)) {
    const auto output = stream.push(x.subspan(first, static_cast<std::size_t>(Stream::frame_size)));
    if (output.empty()) continue;
    if (Stream::Engine::all.ends_time) outputs.clear();
    outputs.insert(outputs.end(), output.begin(), output.end());
  }
  return outputs;
}

/// Checks that a stream gives the bits of predict, twice, without allocating.
template <class Model>
void check_stream(Model&& model) {
  using M = std::remove_cvref_t<Model>;
  const std::vector<float> x = prepare(model);
  std::vector<float> expected(static_cast<std::size_t>(M::Output::size));
  model.predict(x, std::span(expected));
  auto stream = nn::stream(model);
  CHECK(same_bits(std::span<const float>(outputs_of(stream, x)), std::span<const float>(expected)));
  stream.reset();
  CHECK(stream.frames() == 0);
  const std::size_t frame = static_cast<std::size_t>(decltype(stream)::frame_size);
  CHECK(allocations_of([&] {
          for (std::size_t first = 0; first < x.size(); first += frame) stream.push(std::span(x).subspan(first, frame));
        }) == 0);
  stream.reset();
  CHECK(same_bits(std::span<const float>(outputs_of(stream, x)), std::span<const float>(expected)));
}

TEST_CASE("A stream through recurrent layers has the bits of predict", "[models]") {
  check_stream(nn::Sequential{nn::Input<12, 3>{}, nn::GRU<5, sequences>{}, nn::LSTM<7>{}, nn::Dense<4, nn::softmax>{}});
  check_stream(nn::Sequential{nn::Input<12, 3>{}, nn::SimpleRNN<5, sequences>{}, nn::Dense<4, nn::tanh>{},
                              nn::GRU<17, nn::RecurrentOptions{.return_sequences = true, .reset_after = false}>{}});
}

/// Checks that streams of three samples give the bits of a prediction of all three.
template <class Layer>
void check_batch(const Layer& layer) {
  nn::Sequential model{nn::Input<6, 3>{}, layer};
  const std::vector<float> x = prepare(model, 3);
  std::vector<float> expected(static_cast<std::size_t>(3 * Layer::units)), streamed;
  model.predict(x, std::span(expected));
  auto stream = nn::stream(model);
  for (std::size_t sample = 0; sample < 3; ++sample, stream.reset()) {
    const std::vector<float> last = outputs_of(stream, std::span(x).subspan(sample * 18, 18));
    streamed.insert(streamed.end(), last.begin(), last.end());
  }
  CHECK(same_bits(std::span<const float>(streamed), std::span<const float>(expected)));
}

/// For units that fill one vector, two or more of some CPU: then a step of one sample is one pass over products and gates, or two.
template <Index... Units>
void check_batches(std::integer_sequence<Index, Units...>) {
  (check_batch(nn::LSTM<Units>{}), ...);
  (check_batch(nn::GRU<Units>{}), ...);
  (check_batch(nn::GRU<Units, nn::RecurrentOptions{.use_bias = false}>{}), ...);
}

TEST_CASE("A stream has the bits of a prediction of several samples, whatever vectors the units fill", "[models]") {
  check_batches(std::integer_sequence<Index, 4, 8, 12, 16, 24, 32, 40>{});
}

TEST_CASE("A stream through causal convolutions and pools has the bits of predict", "[models]") {
  check_stream(nn::Sequential{
      nn::Input<20, 3>{}, nn::Conv1D<8, 3, nn::relu, causal>{},
      nn::Residual{nn::Conv1D<8, 3, nn::relu, causal_2>{}, nn::Dropout{0.5f}, nn::Conv1D<8, 3, nn::relu, causal_4>{}},
      nn::BatchNormalization{}, nn::Dense<2>{}});
  check_stream(nn::Sequential{nn::Input<20, 3>{}, nn::Conv1D<8, 3, nn::relu, causal_stride>{}, nn::MaxPooling1D<2>{},
                              nn::GRU<4>{}, nn::Dense<2>{}});
  check_stream(nn::Sequential{nn::Input<21, 1>{}, nn::Conv1D<4, 1>{}, nn::AveragePooling1D<3>{}, nn::Conv1D<3, 2>{}});
  check_stream(
      nn::Sequential{nn::Input<9, 2>{}, nn::Concatenate{nn::Branch{nn::Dense<3>{}}, nn::Branch{}},
                     nn::Add{nn::Branch{nn::LSTM<5, sequences>{}}, nn::Branch{nn::Conv1D<5, 2, nn::linear, causal>{}}}});
}

TEST_CASE("A stream scales its frames by the statistics of the model", "[models]") {
  nn::Sequential model{nn::Input<12, 3>{}, nn::Normalization{}, nn::GRU<5>{}};
  Random random(2);
  std::vector<float> series(36);
  fill_uniform(series.data(), 36, random, 20.0f, 30.0f);
  nn::adapt(model, series);
  check_stream(model);
  check_stream(nn::Sequential{nn::Input<12, 1>{}, nn::Residual{nn::Normalization{}, nn::Conv1D<1, 3, nn::tanh, causal>{}}});
}

TEST_CASE("Layers over the whole time see the last frames", "[models]") {
  nn::Sequential model{nn::Input<6, 2>{}, nn::Conv1D<3, 3>{},
                       nn::Concatenate{nn::Branch{nn::Flatten{}}, nn::Branch{nn::GlobalMaxPooling1D{}}}, nn::Dense<2>{}};
  check_stream(model);
  const std::vector<float> x = prepare(model, 5);  // 30 frames
  auto stream = nn::stream(model);
  CHECK(decltype(stream)::first_output == 5);
  for (std::size_t t = 0; t < 30; ++t) {
    const auto output = stream.push(std::span(x).subspan(2 * t, 2));
    REQUIRE(output.empty() == (t < 5));
    if (output.empty()) continue;
    std::vector<float> expected(2);
    model.predict(std::span(x).subspan(2 * (t - 5), 12), std::span(expected));
    REQUIRE(same_bits(output, std::span<const float>(expected)));
  }
}

TEST_CASE("A million frames change neither memory nor bits", "[models]") {
  nn::Sequential model{nn::Input<8, 1>{}, nn::Conv1D<2, 2, nn::relu, causal>{}, nn::Conv1D<2, 2, nn::tanh, causal_2>{},
                       nn::Dense<1>{}};
  std::vector<float> x = prepare(model);  // the last 8 frames; an output depends on 4
  auto stream = nn::stream(model);
  Random random(11);
  std::vector<float> expected(8);
  Index different = 0;
  for (Index t = 0; t < 1000000; ++t) {
    std::copy(x.begin() + 1, x.end(), x.begin());
    x.back() = random.uniform(-1.0f, 1.0f);
    const auto output = stream.push(std::span(x).last(1));
    if (t % 1009 != 1008) continue;
    model.predict(x, std::span(expected));
    different += output[0] != expected[7];
  }
  CHECK(different == 0);
  CHECK(stream.frames() == 1000000);
}

TEST_CASE("The bytes of a stream are known to the compiler", "[models]") {
  nn::Sequential model{nn::Input<50, 8>{}, nn::GRU<16>{}, nn::Dense<4>{}};
  using Stream = decltype(nn::stream(model));
  STATIC_REQUIRE(Stream::frame_size == 8);
  STATIC_REQUIRE(Stream::output_size == 4);
  STATIC_REQUIRE(Stream::carried_bytes == 16 * 4);
  STATIC_REQUIRE(Stream::first_output == 0);
  STATIC_REQUIRE(Stream::output_stride == 1);
  nn::Sequential slow{nn::Input<50, 8>{}, nn::Conv1D<4, 3, nn::relu, nn::ConvOptions{.strides = 2}>{}, nn::MaxPooling1D<3>{},
                      nn::GRU<16>{}};
  using Slow = decltype(nn::stream(slow));
  STATIC_REQUIRE(Slow::first_output == 2 + 2 * 2);
  STATIC_REQUIRE(Slow::output_stride == 6);
}

TEST_CASE("A stream works from flash and from a static model", "[models]") {
  nn::Sequential model{nn::Input<5, 2>{}, nn::LSTM<3>{}, nn::Dense<2>{}};
  const std::vector<float> x = prepare(model);
  auto expected = nn::stream(model);
  auto frozen =
      nn::stream(nn::FrozenSequential{model.parameters().data(), nullptr, nn::Input<5, 2>{}, nn::LSTM<3>{}, nn::Dense<2>{}});
  for (std::size_t t = 0; t < 5; ++t) {
    const auto frame = std::span(x).subspan(2 * t, 2);
    CHECK(same_bits(frozen.push(frame), expected.push(frame)));
  }
}

TEST_CASE("A stream refuses a frame of another length and one that is not finite, and stays as it was", "[models]") {
  nn::Sequential model{nn::Input<5, 2>{}, nn::GRU<3>{}};
  prepare(model);
  auto stream = nn::stream(model), other = nn::stream(model);
  const std::vector<float> one{0.5f, -0.5f}, two{0.25f, 1.0f};
  stream.push(one);
  other.push(one);
  CHECK_THROWS_WITH(stream.push(std::vector<float>{1.0f}), "push: the frame has 1 numbers, a step of the model's input 2");
  CHECK_THROWS_WITH(stream.push(std::vector<float>{1.0f, std::numeric_limits<float>::quiet_NaN()}),
                    "push: number 1 of frame 1 is nan; the stream is as before");
  CHECK(stream.frames() == 1);
  CHECK(same_bits(stream.push(two), other.push(two)));
}

TEST_CASE("A frame of one feature is also a number", "[models]") {
  nn::Sequential model{nn::Input<5, 1>{}, nn::GRU<3>{}};
  prepare(model);
  auto stream = nn::stream(model), other = nn::stream(model);
  CHECK(same_bits(stream.push(0.5f), other.push(std::array{0.5f})));
  const std::int16_t sample = -7;
  CHECK(same_bits(stream.push(sample), other.push(std::array{-7.0f})));
  CHECK_THROWS_WITH(stream.push(std::numeric_limits<float>::infinity()),
                    "push: number 0 of frame 2 is inf; the stream is as before");
}

TEST_CASE("A stream whose state overflows says so until it is reset", "[models]") {
  nn::Sequential model{nn::Input<5, 1>{}, nn::SimpleRNN<1, sequences, nn::linear>{
                                              .kernel_initializer = nn::Ones{}, .recurrent_initializer = nn::Constant{1e30f}}};
  auto stream = nn::stream(model);
  const std::vector<float> one{1.0f};
  stream.push(one);
  stream.push(one);
  CHECK_THROWS_WITH(stream.push(one),
                    "push: what a layer carries from frame to frame is infinite or NaN; reset() starts the stream again");
  CHECK_THROWS_WITH(stream.push(one), "push: what the stream carries is no longer finite; reset() starts it again");
  stream.reset();
  CHECK(stream.push(one)[0] == 1.0f);
}

}  // namespace linnet::test::stream
