// SPDX-License-Identifier: MIT
// save, load and load_weights with files of our own.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/killed.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::weights {

namespace nn = linnet;

/// Fills parameters and state with numbers from `seed`, but not the gaps between tensors.
template <class Model>
Model& fill(Model& model, std::uint64_t seed) {
  using T = typename Model::Scalar;
  Random random(seed);
  for (const auto& tensor : detail::NamedTensors::of<typename Model::Topology>().tensors) {
    T* const numbers = (tensor.is_state ? model.state() : model.parameters()).data() + tensor.offset;
    fill_uniform(numbers, tensor.info.size(), random, T(0.5), T(1.5));
  }
  return model;
}

template <class T = float>
auto network(std::uint64_t seed) {
  nn::Sequential model{nn::TypedInput<T, 3>{}, nn::Dense<4, nn::tanh>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  return fill(model, seed);
}

/// A round trip from and to models with other numbers.
template <class Model>
void check_round_trip(const Model& model) {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  Model saved = model, loaded = model, by_name = model;
  fill(saved, 1);
  fill(loaded, 2);
  fill(by_name, 3);
  nn::save(saved, path);
  nn::load(loaded, path);
  CHECK(same_model(saved, loaded));
  const nn::WeightReport report = nn::load_weights(by_name, path);
  CHECK(same_model(saved, by_name));
  CHECK(report.complete());
  CHECK(report.unexpected.empty());
}

TEMPLATE_TEST_CASE("Every layer's numbers come back bit for bit", "[io]", float, double) {
  using T = TestType;
  using namespace nn;
  check_round_trip(network<T>(1));
  check_round_trip(Sequential{TypedInput<T, 3>{}, Normalization{}, Dense<2>{}});
  check_round_trip(Sequential{TypedInput<T, 3>{}, Dense<4, relu, DenseOptions{.use_bias = false}>{}, Dropout{0.5f},
                              Activation<leaky_relu>{}, Dense<2, softmax>{}});
  check_round_trip(Sequential{TypedInput<T, 9, 9, 2>{}, Conv2D<4, 3, relu>{},
                              BatchNormalization<BatchNormalizationOptions{.center = false}>{}, DepthwiseConv2D<3, 2>{},
                              SeparableConv2D<3, 3>{}, ZeroPadding2D<1>{}, MaxPooling2D<2>{}, AveragePooling2D<2>{}, Flatten{},
                              Dense<3>{}});
  check_round_trip(Sequential{TypedInput<T, 3, 4, 2>{}, Conv2DTranspose<3, 2>{}, UpSampling2D<2, bilinear>{}, Cropping2D<1>{}});
  check_round_trip(Sequential{TypedInput<T, 12, 2>{}, Conv1D<4, 3>{}, MaxPooling1D<2>{}, GlobalAveragePooling1D{}, Dense<2>{}});
  check_round_trip(Sequential{
      TypedInput<T, 6, 6, 2>{}, Residual{Conv2D<2, 3, linear, ConvOptions{.padding = Padding::same}>{}, BatchNormalization<>{}},
      Residual{Projection{Conv2D<4, 1>{}}, Conv2D<4, 1>{}, BatchNormalization<>{}}, GlobalMaxPooling2D{}, Dense<2>{}});
}

TEST_CASE("Extreme numbers come back bit for bit", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  auto model = network(1), other = network(2);
  model.parameters()[0] = std::numeric_limits<float>::denorm_min();
  model.parameters()[1] = -0.0f;
  model.parameters()[2] = 0x1.fffffep100f;
  nn::save(model, path);
  nn::load(other, path);
  CHECK(same_model(model, other));
}

TEST_CASE("Homes read each other's files", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::StaticSequential inside{nn::Input<3>{}, nn::Dense<4, nn::tanh>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  fill(inside, 5);
  nn::save(inside, path);
  auto model = network(1);
  nn::load(model, path);
  CHECK(same_model(model, inside));
}

TEST_CASE("Names are Keras's", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::save(network(1), path);
  const detail::SafetensorsFile file(path);
  std::vector<std::string> names;
  for (const auto& tensor : file.tensors()) names.push_back(tensor.name);
  CHECK(names == std::vector<std::string>{"dense/kernel", "dense/bias", "batch_normalization/gamma", "batch_normalization/beta",
                                          "batch_normalization/moving_mean", "batch_normalization/moving_variance",
                                          "dense_1/kernel", "dense_1/bias", "linnet/self_test/input",
                                          "linnet/self_test/output"});
  CHECK(file.tensors()[0].dims == std::vector<Index>{3, 4});
  CHECK(file.metadata("linnet_topology") == "3; dense 4; batch_normalization 4; dense 2");
}

/// A layer of one's own whose name is that of the second Dense.
struct Twin : nn::Dense<4> {
  static constexpr std::string_view name = "dense_1";
};

TEST_CASE("Layers whose names would be one are told apart", "[io]") {
  nn::Sequential model{nn::Input<4>{}, Twin{}, nn::Dense<4>{}, nn::Dense<4>{}};
  const auto named = detail::NamedTensors::of<decltype(model)::Topology>();
  std::vector<std::string> names;
  for (const auto& tensor : named.tensors) names.push_back(tensor.name);
  CHECK(names == std::vector<std::string>{"dense_1/kernel", "dense_1/bias", "dense/kernel", "dense/bias", "dense_2/kernel",
                                          "dense_2/bias"});
  check_round_trip(model);
}

TEST_CASE("A report names no more than can be read", "[io]") {
  nn::WeightReport report;
  for (int i = 0; i < 100; ++i) report.missing.push_back("a");
  CHECK_THAT(report.text(), contains(" and 60 more"));
}

/// load and load_weights refuse the file with `reason`, and the model stays as it was.
template <class Model>
void check_refused(Model model, const std::string& path, const std::string& reason) {
  const Model before = model;
  CHECK_THROWS_MATCHES(nn::load(model, path), std::runtime_error, message_contains(path + ": ") && message_contains(reason));
  CHECK(same_model(model, before));
}

TEST_CASE("Files of another model are refused", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::save(network(1), path);
  check_refused(network<double>(1), path,
                "is of another model: the file has 3; dense 4; batch_normalization 4; dense 2; the model is 3; dense 4; "
                "batch_normalization 4; dense 2 of F64; load_weights takes what fits, and converts its numbers");
  check_refused(nn::Sequential{nn::Input<3>{}, nn::Dense<4>{}}, path, "the model is 3; dense 4 of F32");
  // The same topology with another activation: the recorded prediction tells.
  check_refused(nn::Sequential{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{}}, path,
                "the model's prediction for the recorded input differs");
  // Outputs of the same shapes.
  nn::save(nn::Sequential{nn::Input<4>{}, nn::Embedding<9, 2>{}}, path);
  check_refused(nn::Sequential{nn::Input<4>{}, nn::Embedding<8, 2>{}}, path,
                "is of another model; of another shape or type: embedding/embeddings (the file has F32 9 x 2, the "
                "model needs F32 8 x 2)");
  check_refused(network(1), (folder.path() / "nothing").string(), "cannot be read: No such file or directory");
  check_refused(network(1), folder.path().string(), "cannot be read: ");
}

TEST_CASE("A model that predicts no number is not saved", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  auto model = network(1);
  nn::save(model, path);
  const auto before = file_bytes(path);
  model.parameter<2>(1)[0] = std::numeric_limits<float>::infinity();
  CHECK_THROWS_MATCHES(nn::save(model, path), InvalidInput, message_contains("save: the model predicts "));
  CHECK(file_bytes(path) == before);
  nn::Tensor<2> wide(1, 4);
  wide.setZero();
  CHECK_THROWS_AS(nn::save(network(1), path, {.input = wide}), InvalidInput);
}

TEST_CASE("A file with a weight that is not finite is refused by the tensor's name, and changes nothing", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  constexpr float infinity = std::numeric_limits<float>::infinity(), nan = std::numeric_limits<float>::quiet_NaN();
  const auto refused = [&](auto model, const auto& read, const std::string& reason) {
    const auto before = model;
    CHECK_THROWS_MATCHES(read(model), std::runtime_error, message_contains(path + ": " + reason));
    CHECK(same_model(model, before));
  };
  const auto load_weights = [&](auto& model) { nn::load_weights(model, path); };
  const auto skip_mismatch = [&](auto& model) { nn::load_weights(model, path, {.skip_mismatch = true}); };

  nn::Sequential model{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::Dense<2>{}};
  model.parameter<0>(1)[2] = -infinity;  // a unit that is always 0: the recorded prediction is finite
  nn::save(model, path);
  model.initialize(1);
  const std::string bias = "dense/bias has -inf at [2]; every weight must be finite";
  refused(
      model, [&](auto& m) { nn::load(m, path); }, bias);
  refused(model, load_weights, bias);
  refused(model, skip_mismatch, bias);
  nn::Sequential other{nn::Input<5>{}, nn::Dense<2>{}};  // nothing of the file fits: its numbers are not looked at
  CHECK(nn::load_weights(other, path, {.skip_mismatch = true}).loaded.empty());

  std::vector<float> numbers(8, 0.5f);
  numbers[6] = nan;  // of [2, 4], as PyTorch has it
  const std::vector<Index> dims{2, 4};
  detail::write_safetensors(path, {{"0.weight", "F32", dims, std::as_bytes(std::span(numbers))}}, {});
  nn::Sequential one{nn::Input<4>{}, nn::Dense<2, nn::linear, nn::DenseOptions{.use_bias = false}>{}};
  refused(one, load_weights, "dense/kernel has nan at [2, 1]");
}

TEST_CASE("A file that ends early is refused, wherever it ends", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::save(network(1), path);
  auto model = network(2);
  const auto before = model;
  for (std::size_t length = file_bytes(path).size(); length-- > 0;) {
    INFO(length);
    std::filesystem::resize_file(path, length);
    CHECK_THROWS_MATCHES(nn::load(model, path), std::runtime_error, message_contains(path + ": "));
    CHECK_THROWS_AS(nn::load_weights(model, path), std::runtime_error);
    CHECK(same_model(model, before));
  }
}

TEST_CASE("A file with any bit flipped is refused", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  const auto saved = network(1);
  nn::save(saved, path);
  std::vector<std::uint8_t> bytes = file_bytes(path);
  auto model = network(2);
  const auto before = model;
  int by_checksum = 0;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
    detail::File file(std::tmpfile());
    REQUIRE(std::fwrite(bytes.data(), 1, bytes.size(), file.get()) == bytes.size());
    std::rewind(file.get());
    try {
      detail::load(model, "file", {"file", std::move(file), bytes.size()});
      FAIL_CHECK("bit " << bit << " goes unseen");
    } catch (const std::runtime_error& error) {
      by_checksum +=
          std::string(error.what()) == "file: is damaged, or was written again by another program: its checksum does not match"
              ? 1
              : 0;
    }
    if (!same_model(model, before)) FAIL("bit " << bit << " changed the model");
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1u << (bit % 8));
  }
  CHECK(by_checksum > 1000);  // all numbers, and more
  nn::load(model, path);
  CHECK(same_model(model, saved));
}

TEST_CASE("Weights go by name, and the report says what did not match", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  const auto saved = network(1);
  nn::save(saved, path);

  nn::Sequential other{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::Dense<5>{}, nn::Dense<1>{}};
  other.initialize(9);
  const auto before = other;
  const std::string problem =
      "missing: dense_2/kernel, dense_2/bias; of another shape or type: dense_1/kernel (the file has F32 4 x "
      "2, "
      "the model needs F32 4 x 5), dense_1/bias (the file has F32 2, the model needs F32 5); not in the model: "
      "batch_normalization/gamma, batch_normalization/beta, batch_normalization/moving_mean, "
      "batch_normalization/moving_variance";
  CHECK_THROWS_MATCHES(nn::load_weights(other, path), std::runtime_error,
                       message_contains(path + ": " + problem +
                                        "; the model stays as it was, options.skip_mismatch takes what fits: 2 tensors"));
  CHECK(same_model(other, before));

  const nn::WeightReport report = nn::load_weights(other, path, {.skip_mismatch = true});
  CHECK(report.text() == "2 tensors loaded; " + problem);
  CHECK(report.problems() == problem);
  CHECK_FALSE(report.complete());
  CHECK(report.loaded == std::vector<std::string>{"dense/kernel", "dense/bias"});
  CHECK(same_bits(other.parameter<0>(0), saved.parameter<0>(0)));
  CHECK(same_bits(other.parameter<0>(1), saved.parameter<0>(1)));
  CHECK(same_bits(other.parameter<1>(0), before.parameter<1>(0)));
  CHECK(same_bits(other.parameter<2>(0), before.parameter<2>(0)));
}

TEST_CASE("Layers may have other names in the file", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  const std::vector<float> kernel{1, 2, 3, 4, 5, 6}, bias{7, 8};
  const std::vector<Index> dims{3, 2}, two{2};
  detail::write_safetensors(path,
                            {{"head/kernel", "F32", dims, std::as_bytes(std::span(kernel))},
                             {"head/bias", "F32", two, std::as_bytes(std::span(bias))}},
                            {});
  nn::Sequential model{nn::Input<3>{}, nn::Dense<2>{}};
  nn::load_weights(model, path, {.layers = {"head"}});
  CHECK(same_bits(model.parameter<0>(0), kernel));
  CHECK(same_bits(model.parameter<0>(1), bias));
  CHECK_THROWS_MATCHES(nn::load_weights(model, path), std::runtime_error,
                       message_contains("missing: dense/kernel, dense/bias; not in the model: head/kernel, head/bias"));
  CHECK_THROWS_MATCHES(nn::load_weights(model, path, {.layers = {"head", "tail"}}), std::runtime_error,
                       message_contains("LoadOptions::layers names head, tail; expected 1, for dense"));
  check_refused(model, path, "was not written by linnet::save; load_weights reads the weights of others");
}

/// A file with dense/kernel (3, 2) of six numbers of type `dtype`, dense/bias (2) of F32, and tensors that nobody asks for.
template <class Number>
void write_mixed(const std::string& path, const char* dtype, const std::vector<Number>& kernel) {
  const std::vector<float> bias{7, 8};
  const std::vector<std::int64_t> steps{12345};
  const std::vector<std::uint8_t> bytes{1, 0, 1, 255};
  const std::vector<Index> dims{3, 2}, two{2}, four{4}, eight{8}, none{};
  detail::write_safetensors(path,
                            {{"dense/kernel", dtype, dims, std::as_bytes(std::span(kernel))},
                             {"dense/bias", "F32", two, std::as_bytes(std::span(bias))},
                             {"optimizer/iterations", "I64", none, std::as_bytes(std::span(steps))},
                             {"dense/mask", "BOOL", four, std::as_bytes(std::span(bytes))},
                             {"scales", "F8_E8M0", four, std::as_bytes(std::span(bytes))},
                             {"packed", "F4", eight, std::as_bytes(std::span(bytes))}},
                            {});
}

TEST_CASE("F64, F16 and BF16 become the numbers of the model, rounded to the nearest", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  nn::Sequential model{nn::Input<3>{}, nn::Dense<2>{}};
  nn::Sequential wide{nn::TypedInput<double, 3>{}, nn::Dense<2>{}};
  const auto kernel = [](const auto& of) {
    const auto numbers = of.template parameter<0>(0);
    return std::vector<double>(numbers.begin(), numbers.end());
  };
  constexpr double infinity = std::numeric_limits<double>::infinity();
  SECTION("F64: halfway goes to the even neighbour, too small to a subnormal float or 0") {
    const std::vector<double> numbers{1.0 + 0x1p-24, 1.0 + 0x3p-24, 0.1, 0x1.4p-149, -1e-300, 0x1.fffffefffffffp127};
    write_mixed(path, "F64", numbers);
    const nn::WeightReport report = nn::load_weights(model, path);
    CHECK(kernel(model) == std::vector<double>{1.0, 1.0 + 0x1p-22, 0.1f, 0x1p-149, -0.0, 0x1.fffffep127});
    CHECK(std::signbit(model.parameter<0>(0)[4]));
    CHECK(model.parameter<0>(1)[1] == 8.0f);
    CHECK(report.complete());
    CHECK(report.converted == std::vector<std::string>{"dense/kernel (F64)"});
    CHECK(
        report.text() ==
        "2 tensors loaded; converted: dense/kernel (F64); not in the model: optimizer/iterations, dense/mask, scales, packed");
    CHECK(nn::load_weights(wide, path).converted == std::vector<std::string>{"dense/bias (F32)"});
    CHECK(kernel(wide) == numbers);
  }
  SECTION("F16: largest, smallest normal, subnormal") {
    write_mixed<std::uint16_t>(path, "F16", {0x3555, 0x7bff, 0x0400, 0x0001, 0x83ff, 0xc000});
    const std::vector<double> values{0x1.554p-2, 65504.0, 0x1p-14, 0x1p-24, -1023 * 0x1p-24, -2.0};
    CHECK(nn::load_weights(model, path).converted == std::vector<std::string>{"dense/kernel (F16)"});
    CHECK(kernel(model) == values);
    nn::load_weights(wide, path);
    CHECK(kernel(wide) == values);
  }
  SECTION("BF16") {
    write_mixed<std::uint16_t>(path, "BF16", {0x3f80, 0xbf81, 0x7f7f, 0x0001, 0x8000, 0x4049});
    CHECK(nn::load_weights(model, path).converted == std::vector<std::string>{"dense/kernel (BF16)"});
    CHECK(kernel(model) == std::vector<double>{1.0, -0x1.02p0, 0x1.fep127, 0x1p-133, 0.0, 3.140625});
  }
  SECTION("Infinity and NaN stay what they are") {
    CHECK(detail::half_to_float(0x7c00) == infinity);
    CHECK(detail::half_to_float(0xfc00) == -infinity);
    CHECK(std::isnan(detail::half_to_float(0x7e01)));
    CHECK(detail::bfloat16_to_float(0xff80) == -infinity);
    CHECK(std::isnan(detail::bfloat16_to_float(0x7fc0)));
    std::vector<double> numbers{infinity, std::nan("")};
    std::vector<float> floats(2);
    CHECK(detail::convert_floats("F64", std::as_bytes(std::span(numbers)), sizeof(float),
                                 std::as_writable_bytes(std::span(floats)).data()) == 0.0);
    CHECK(floats[0] == infinity);
    CHECK(std::isnan(floats[1]));
    write_mixed<std::uint16_t>(path, "F16", {0x3c00, 0x7e00, 0x3c00, 0x3c00, 0x3c00, 0x3c00});
    const auto before = model;
    CHECK_THROWS_MATCHES(nn::load_weights(model, path), std::runtime_error,
                         message_contains("dense/kernel") && message_contains("nan"));
    CHECK(same_model(model, before));
  }
  SECTION("A number that would become infinite is refused by name, with any sign") {
    for (const double large : {1e39, -1e300, 0x1.ffffffp127}) {
      write_mixed<double>(path, "F64", {1, 2, 3, 4, large, 6});
      const auto before = model;
      CHECK_THROWS_MATCHES(nn::load_weights(model, path), std::runtime_error,
                           message_contains("dense/kernel (the file has F64 3 x 2 with ") &&
                               message_contains(", which F32 does not hold, the model needs F32 3 x 2)"));
      CHECK(same_model(model, before));
      CHECK(nn::load_weights(model, path, {.skip_mismatch = true}).loaded == std::vector<std::string>{"dense/bias"});
      CHECK(same_bits(model.parameter<0>(0), before.parameter<0>(0)));
      nn::load_weights(wide, path);
      CHECK(kernel(wide)[4] == large);
    }
  }
  SECTION("Integers do not become weights") {
    write_mixed<std::int32_t>(path, "I32", {1, 2, 3, 4, 5, 6});
    CHECK_THROWS_MATCHES(nn::load_weights(model, path), std::runtime_error,
                         message_contains("dense/kernel (the file has I32 3 x 2, the model needs F32 3 x 2)"));
  }
}

TEST_CASE("A float model takes what a double model saved", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  const auto wide = network<double>(1);
  nn::save(wide, path);
  auto model = network(2), by_name = network(3);
  nn::load(model, path);
  CHECK(nn::load_weights(by_name, path).converted.size() == 8);
  CHECK(same_model(model, by_name));
  for (std::size_t i = 0; i < wide.parameters().size() && i < 4; ++i) {
    CHECK(model.parameter<0>(1)[i] == static_cast<float>(wide.parameter<0>(1)[i]));
  }
  check_refused(nn::Sequential{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{}}, path,
                "the model's prediction for the recorded input differs");
  check_refused(nn::Sequential{nn::Input<3>{}, nn::Dense<2>{}}, path, "is of another model");
}

#if LINNET_TEST_KILLED

TEST_CASE("A process that is killed while it saves leaves a whole file", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  const auto large = [](std::uint64_t seed) {
    nn::Sequential model{nn::Input<64>{}, nn::Dense<200>{}, nn::BatchNormalization{}};
    return fill(model, seed);
  };
  const std::vector models{large(1), large(2), large(3)};
  nn::save(models[0], path);
  auto loaded = large(9);
  Random random(1);
  for (int kill_number = 0; kill_number < 100; ++kill_number) {
    kill_while([&](std::size_t i) { nn::save(models[i % models.size()], path); }, random.below(10000));
    nn::load(loaded, path);
    const auto is_loaded = [&](const auto& model) { return same_model(model, loaded); };
    REQUIRE(std::any_of(models.begin(), models.end(), is_loaded));
  }
}

#endif

}  // namespace linnet::test::weights
