// SPDX-License-Identifier: MIT
// save, load and load_quantized of int8 models: round trips, and files that are refused whole.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/io/save.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>

#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <vector>

namespace nn = linnet;
using Catch::Contains;

namespace {

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

std::vector<float> bell(nn::Index count, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = 1.0f + random.normal<float>();
  return x;
}

template <nn::Index Stride = 1>
auto images() {
  constexpr nn::ConvOptions strided{.strides = Stride, .padding = nn::Padding::same};
  nn::Sequential model{nn::Input<8, 8, 2>{},
                       nn::Normalization{},
                       nn::Conv2D<4, 3, nn::relu, same>{},
                       nn::MaxPooling2D<2>{},
                       nn::Residual{nn::DepthwiseConv2D<3, 1, nn::tanh, same>{}},
                       nn::BatchNormalization{},
                       nn::Conv2D<4, 3, nn::linear, strided>{},
                       nn::GlobalAveragePooling2D{},
                       nn::Dense<3, nn::softmax>{}};
  nn::adapt(model, bell(20 * 128, 3));
  return model;
}

auto vectors() { return nn::Sequential{nn::Input<5>{}, nn::Dense<4, nn::relu>{}, nn::Dense<2>{}}; }

template <class Model>
auto in_int8(const Model& model, std::uint64_t seed = 1) {
  return nn::quantize(model, bell(20 * Model::Input::size, seed));
}

template <class Q>
bool equal(const Q& a, const Q& b) {
  const auto same_records = std::equal(a.records().begin(), a.records().end(), b.records().begin(), b.records().end(),
                                       [](const nn::QuantizedLayer& x, const nn::QuantizedLayer& y) {
                                         return x.name == y.name && x.output == y.output && x.weights == y.weights &&
                                                x.weight_scales == y.weight_scales && x.bias == y.bias;
                                       });
  const auto bytes = [](const Q& q) { return std::vector(q.constant_bytes().begin(), q.constant_bytes().end()); };
  return same_records && a.input_quantization() == b.input_quantization() && bytes(a) == bytes(b);
}

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}
void write(const std::string& path, const std::string& bytes) { std::ofstream(path, std::ios::binary) << bytes; }

/// Files of a test.
struct Files {
  nn::test::TempDir folder;
  std::string path = (folder.path() / "model.safetensors").string();
};

/// The sentence with which a file for `model` is refused, with numbers changed by `change`; the model must stay as it is.
template <class Model, class Change>
std::string refused(const Model& model, const Change& change) {
  const Files files;
  auto q = in_int8(model);
  const auto before = q;
  nn::quantized::ModelNumbers numbers{.records = q.records(), .input = q.input_quantization()};
  if (const auto n = q.normalization(); n.mean) {
    numbers.mean.assign(n.mean, n.mean + nn::last_dim<typename Model::Input>);
    numbers.factor.assign(n.factor, n.factor + nn::last_dim<typename Model::Input>);
  }
  std::tie(numbers.x, numbers.y) = nn::quantized::recorded_prediction("save", q, {});
  change(numbers);
  nn::quantized::write_numbers(files.path, numbers, nn::quantized::notes_of<typename decltype(q)::Topology>(), "0.0.0");
  std::string sentence = "accepted";
  try {
    nn::load(q, files.path);
  } catch (const std::runtime_error& error) {
    sentence = error.what();
  }
  CHECK(equal(q, before));
  return sentence;
}

}  // namespace

TEST_CASE("a quantised model comes back in every number, into a model and from a float model", "[quantized/io]") {
  const Files files;
  const auto check = [&](const auto& model) {
    const auto q = in_int8(model);
    nn::save(q, files.path);
    auto other = in_int8(model, 9);
    CHECK(!equal(q, other));
    nn::load(other, files.path);
    CHECK(equal(q, other));
    const auto read = nn::load_quantized(model, files.path);
    static_assert(std::is_same_v<std::remove_const_t<decltype(read)>, std::remove_const_t<decltype(q)>>);
    CHECK(equal(q, read));
    const auto x = bell(3 * std::remove_cvref_t<decltype(model)>::Input::size, 4);
    const auto wanted = q.predict(x), y = read.predict(x);
    CHECK(std::equal(y.data(), y.data() + y.size(), wanted.data()));
    const std::string first = contents(files.path);
    nn::save(read, files.path, {.input = {}});
    CHECK(contents(files.path) == first);
  };
  check(vectors());
  check(images());
}

TEST_CASE("save records the prediction for an input of the caller", "[quantized/io]") {
  const Files files;
  auto q = in_int8(vectors());
  const auto x = bell(5, 5);
  nn::save(q, files.path, {.input = x});
  CHECK_NOTHROW(nn::load(q, files.path));
  const auto wrong = bell(6, 5);
  CHECK_THROWS_WITH(nn::save(q, files.path, {.input = wrong}), Contains("save: x has"));
}

TEST_CASE("a file with any bit flipped, of any shorter length, or longer, is refused and changes nothing", "[quantized/io]") {
  const Files files;
  const auto saved = in_int8(vectors());
  nn::save(saved, files.path);
  auto q = in_int8(vectors(), 9);
  const auto before = q;
  const std::string whole = contents(files.path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
    write(files.path, damaged);
    CHECK_THROWS_AS(nn::load(q, files.path), std::runtime_error);
  }
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    write(files.path, whole.substr(0, size));
    CHECK_THROWS_AS(nn::load(q, files.path), std::runtime_error);
  }
  write(files.path, whole + '\0');
  CHECK_THROWS_AS(nn::load(q, files.path), std::runtime_error);
  CHECK(equal(q, before));
  write(files.path, whole);
  nn::load(q, files.path);
  CHECK(equal(q, saved));
}

TEST_CASE("files of other models are refused by sentences", "[quantized/io]") {
  const Files files;
  auto model = vectors();
  auto q = in_int8(model);
  CHECK_THROWS_WITH(nn::load(q, files.path), Contains("cannot be read"));
  nn::save(model, files.path);
  CHECK_THROWS_WITH(nn::load(q, files.path), Contains("is of another model: the file has 5; dense 4") &&
                                                 Contains("the model is int8 5; dense 4; dense 2"));
  nn::save(q, files.path);
  CHECK_THROWS_WITH(nn::load(model, files.path), Contains("is of another model: the file has int8 5; dense 4"));
  auto wide = in_int8(nn::Sequential{nn::Input<6>{}, nn::Dense<4, nn::relu>{}, nn::Dense<2>{}});
  CHECK_THROWS_WITH(nn::load(wide, files.path), Contains("is of another model: the file has int8 5; dense 4"));
  nn::save(in_int8(nn::Sequential{nn::Input<5>{}, nn::Normalization{}, nn::Dense<4, nn::relu>{}, nn::Dense<2>{}}), files.path);
  CHECK_THROWS_WITH(nn::load(q, files.path), Contains("begins with a Normalization; this model does not"));
  // Equal numbers of weights, and another dilation: the recorded prediction tells.
  constexpr nn::ConvOptions dilated{.padding = nn::Padding::same, .dilation_rate = 2};
  nn::save(in_int8(nn::Sequential{nn::Input<9, 9, 1>{}, nn::Conv2D<2, 3, nn::linear, same>{}}), files.path);
  auto other = in_int8(nn::Sequential{nn::Input<9, 9, 1>{}, nn::Conv2D<2, 3, nn::linear, dilated>{}});
  CHECK_THROWS_WITH(nn::load(other, files.path), Contains("prediction for the recorded input differs"));
}

TEST_CASE("numbers out of range in a file are refused by sentences that name the layer", "[quantized/io]") {
  using Numbers = nn::quantized::ModelNumbers;
  const auto of = [](const auto& change) { return refused(vectors(), change); };
  CHECK(of([](Numbers&) {}) == "accepted");
  CHECK_THAT(of([](Numbers& n) { n.input.zero = 128; }), Contains("the zero of the input is 128; it must be from -128 to 127"));
  CHECK_THAT(of([](Numbers& n) { n.input.scale = 0.0f; }), Contains("the scale of the input is 0; it must be finite"));
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK_THAT(of([&](Numbers& n) { n.records[0].output.scale = infinity; }),
             Contains("the scale of the output of dense is inf"));
  CHECK_THAT(of([](Numbers& n) { n.records[1].output.zero = -129; }), Contains("the zero of the output of dense_1 is -129"));
  CHECK_THAT(of([](Numbers& n) { n.records[1].output.scale = 1e-35f; }), Contains("dense_1 is too small for its sums"));
  CHECK_THAT(of([](Numbers& n) {  // an output whose sums are all 0
               for (std::size_t i = 0; i < 4; ++i) n.records[1].weights[i] = 0;
               n.records[1].bias[0] = 0;
               n.records[1].weight_scales[0] = 1e35f;
             }),
             Contains("dense_1 is too small for its sums"));
  CHECK_THAT(of([](Numbers& n) { n.records[0].weight_scales[2] = -1.0f; }), Contains("scale 2 of the weights of dense is -1"));
  CHECK_THAT(of([](Numbers& n) { n.records[0].weights[3] = -128; }), Contains("a weight of dense is -128"));
  CHECK_THAT(of([](Numbers& n) { n.records[1].bias[1] = 1 << 30; }),
             Contains("the sums of output 1 of dense_1 could overflow"));
  CHECK_THAT(of([](Numbers& n) { n.records[1].bias[0] = std::numeric_limits<std::int32_t>::min(); }),
             Contains("could overflow"));
  CHECK_THAT(of([](Numbers& n) { n.records[0].weights.pop_back(); }),
             Contains("dense has 19 weights, 4 scales and 4 biases; expected 20, 4 and 4"));
  CHECK_THAT(of([](Numbers& n) { n.records[0].bias.clear(); }), Contains("dense has 20 weights, 4 scales and 0 biases"));
  CHECK_THAT(of([](Numbers& n) { n.records[0].name = "other"; }), Contains("\"other/weights\" is not one of this model"));
  CHECK_THAT(of([](Numbers& n) { n.x.pop_back(); }), Contains("has no recorded prediction"));
  CHECK_THAT(of([](Numbers& n) { ++n.y[1]; }), Contains("differs from the saved one"));
  const auto in_images = [](const auto& change) { return refused(images(), change); };
  CHECK(in_images([](Numbers&) {}) == "accepted");
  CHECK_THAT(in_images([](Numbers& n) { n.mean[1] = std::numeric_limits<float>::quiet_NaN(); }),
             Contains("Normalization is nan"));
  CHECK_THAT(in_images([](Numbers& n) { n.factor.pop_back(); }), Contains("2 means and 1 factors, the input has 2 channels"));
  const auto place = [](const Numbers& n, const std::string& name) {
    std::size_t i = 0;
    while (n.records.at(i).name != name) ++i;
    return i;
  };
  CHECK_THAT(in_images([&](Numbers& n) { n.records[place(n, "tanh")].output.zero = 3; }),
             Contains("the output of tanh has scale 0.0078125 and zero 3; this layer gives it 0.0078125 and 0"));
  CHECK_THAT(in_images([&](Numbers& n) { n.records[place(n, "tanh")].weights.push_back(1); }),
             Contains("tanh has 257 weights"));
  CHECK_THAT(in_images([&](Numbers& n) { n.records[place(n, "residual")].output.scale = 1e-12f; }),
             Contains("the output of residual is too small for its sums"));
  CHECK_THAT(in_images([&](Numbers& n) { n.records[place(n, "global_average_pooling2d")].output.scale = 1e-25f; }),
             Contains("global_average_pooling2d is too small"));
  CHECK_THAT(in_images([&](Numbers& n) { n.records[place(n, "softmax")].output.scale = 1.0f; }),
             Contains("the output of softmax"));
}

TEST_CASE("a quantised model is not made of numbers of another size", "[quantized/io]") {
  const auto q = in_int8(vectors());
  auto records = q.records();
  records[0].weights.resize(3);
  using Q = std::remove_const_t<decltype(q)>;
  CHECK_THROWS_WITH(Q(q.layers(), records, q.input_quantization()), Contains("dense has 3 weights"));
}
