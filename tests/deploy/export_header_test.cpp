// SPDX-License-Identifier: MIT
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace own_layers {

/// A layer whose name is no identifier, with two parameters of one name.
struct Shift {
  float first = 0.5f;
  static constexpr std::string_view name = "2-shift";
  template <class In>
  using Output = In;
  template <class In>
  static constexpr auto parameters() {
    return std::array{linnet::ParameterInfo{.name = "by"}, linnet::ParameterInfo{.name = "by"}};
  }
  template <class Pass>
  void forward(const Pass& f) const {
    for (linnet::Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = f.x[i] + first;
  }
};
linnet::CppSource cpp_source(const Shift& shift) {
  return {"own_layers::Shift", linnet::cpp_settings({{"first", linnet::cpp_literal(shift.first)}})};
}

}  // namespace own_layers

namespace linnet::test::export_header_ {

namespace nn = linnet;
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

template <class Model>
std::string exported(const Model& model, const nn::ExportOptions<typename Model::Scalar>& options = {}) {
  const TempDir folder;
  const std::filesystem::path path = folder.path() / "model.hpp";
  nn::export_header(model, path.string(), options);
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);  // nothing is left beside it
  return text_of(path);
}

auto network() { return nn::Sequential{nn::Input<2>{}, nn::Dense<2, nn::leaky_relu>{.activation = {0.25f}}}; }

TEST_CASE("An exported header reads as it is documented", "[deploy]") {
  auto model = network();
  const float kernel[] = {0.5f, -1.0f, 0.1f, 2.0f};
  std::ranges::copy(kernel, model.parameter<0>(0).begin());
  nn::Tensor<2> x(1, 2);
  x.setValues({{2.0f, -4.0f}});
  const nn::FrozenSequential frozen(model.parameters().data(), nullptr, nn::Input<2>{}, nn::Dense<2, nn::leaky_relu>{});
  char numbers[3][30];
  std::snprintf(numbers[0], 20, "0x%llx", static_cast<unsigned long long>(nn::fingerprint<decltype(model)::Topology>));
  std::snprintf(numbers[1], 20, "0x%llx", static_cast<unsigned long long>(nn::checksum(frozen)));
  const nn::ExportOptions<float> options{.name_space = "my::net", .input = x, .includes = {"my/layers.hpp"}};
  const std::string found = exported(model, options);
  std::snprintf(numbers[2], 30, "%016llx_", static_cast<unsigned long long>(nn::fingerprint<decltype(model)::Topology>));
  const std::string own = numbers[2] + found.substr(std::min(found.size(), found.find(numbers[2]) + 17), 8);  // and a checksum
  const std::string expected = R"(// Written by linnet's export_header: do not edit it, self_test() would tell.
#ifndef LINNET_MODEL_)" + own + R"(
#define LINNET_MODEL_)" + own + R"(
// clang-format off

#if defined(LINNET_PART_LINNET) || defined(LINNET_PART_INFERENCE)
#elif __has_include(<linnet/inference.hpp>)
  #include <linnet/inference.hpp>
#elif __has_include("linnet_inference.hpp")
  #include "linnet_inference.hpp"
#elif __has_include("linnet.hpp")
  #include "linnet.hpp"
#elif __has_include("inference.hpp")
  #include "inference.hpp"
#elif defined(ARDUINO)
  #include <linnet.h>
#else
  #include <linnet/inference.hpp>  // from linnet's folder include; or have linnet_inference.hpp beside this file: tools/amalgamate.py
#endif
#include "my/layers.hpp"

namespace my::net {
inline namespace model_)" + own +
                               R"( {  // fingerprint and checksum: models of one name do not meet

using Model = linnet::FrozenSequential<
    linnet::Input<2>,
    linnet::Dense<2, linnet::leaky_relu>>;
static_assert(linnet::fingerprint<Model::Topology> == )" +
                               numbers[0] + R"(u, "these numbers are of another model");

struct Parameters {
  alignas(linnet::tensor_alignment<float>) float dense_kernel[2 * 2];
  alignas(linnet::tensor_alignment<float>) float dense_bias[2];
};
static_assert(sizeof(Parameters) == Model::parameter_bytes());

inline constexpr Parameters parameters{
    .dense_kernel = {
     0.5f,-1.f,0.1f,2.f},
    .dense_bias = {
     0.f,0.f},
};

inline constexpr Model model{parameters.dense_kernel, nullptr, {}, {.activation = {.slope = 0.25f}}};

// A checksum, and what the exporter predicted for an input.
inline constexpr linnet::SelfTestRecord<Model> recorded{
    .checksum = )" + numbers[1] +
                               R"(u,
    .same_bits = )" + (LINNET_HAS_FMA ? "true" : "false") +
                               R"(,
    .input = {
     2.f,-4.f},
    .output = {
     0.6f,-2.5f}};

/// Whether `model` is as it was exported, and predicts on this machine what it predicted there. The prediction works in `memory`.
inline linnet::SelfTestResult self_test(Model::Memory& memory) { return linnet::self_test(model, recorded, memory); }
/// The same with Model::inference_bytes() on the stack.
inline linnet::SelfTestResult self_test() { return linnet::self_test(model, recorded); }

}  // namespace model_)" + own +
                               R"(
}  // namespace my::net

#endif
)";
  CHECK(found == expected);
}

/// The name behind the first "namespace " of a header, and that of the inline namespace in it.
std::pair<std::string, std::string> namespaces(const std::string& header) {
  const auto word = [&](const std::string& before) {
    const std::size_t begin = header.find(before) + before.size();
    return header.substr(begin, header.find(' ', begin) - begin);
  };
  return {word("\nnamespace "), word("\ninline namespace ")};
}

TEST_CASE("The namespace has the name of the file, if none is given", "[deploy]") {
  const auto model = network();
  const TempDir folder;
  for (const auto& [file, name] : std::vector<std::pair<std::string, std::string>>{
           {"digits.hpp", "digits"},
           {"Digits.v2.h", "Digits_v2"},
           {"my-model 2.hpp", "my_model_2"},
           {"__Net__1_.hpp", "Net_1"},
           {"gr\u00f6\u00dfe.hpp", "gr_e"},
           {"no_extension", "no_extension"},
           {"2nd.hpp", "model_2nd"},
           {"-.hpp", "model"},
           {"model.hpp", "model"},
           {"class.hpp", "class_"},
           {"xor.hpp", "xor_"},
           {"std.hpp", "std_"},
           {"linnet.hpp", "linnet_"},
           {"index.hpp", "index_"},
           {"FILE.hpp", "FILE_"},
           {"size_t.hpp", "size_t_"},
           {"nn.hpp", "nn_"},  // namespace nn = linnet
       }) {
    const std::filesystem::path path = folder.path() / file;
    nn::export_header(model, path.string());
    CHECK(namespaces(text_of(path)).first == name);
  }
}

TEST_CASE("An inline namespace tells models of one name apart, whatever it is that differs", "[deploy]") {
  auto model = network();
  const std::string text = exported(model), inner = namespaces(text).second;
  std::vector<std::string> others{namespaces(exported(model, {.name_space = "other"})).second,
                                  namespaces(exported(model, {.includes = {"layers.hpp"}})).second,
                                  namespaces(exported(nn::Sequential{nn::Input<3>{}, nn::Dense<2, nn::leaky_relu>{}})).second};
  const nn::FrozenSequential steeper(model.parameters().data(), nullptr, nn::Input<2>{},
                                     nn::Dense<2, nn::leaky_relu>{.activation = {0.5f}});
  others.push_back(namespaces(exported(steeper)).second);
  model.parameter<0>(0)[0] += 0x1p-20f;
  others.push_back(namespaces(exported(model)).second);
  for (const std::string& other : others) CHECK(other != inner);
  CHECK(namespaces(text).first == "model");
  CHECK(text.find("inline namespace " + inner + " {") != std::string::npos);
}

TEST_CASE("Every home exports the same header, and the same each time", "[deploy]") {
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  nn::StaticSequential in_object{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  const nn::FrozenSequential in_flash(model.parameters().data(), model.state().data(), nn::Input<3>{}, nn::Dense<4, nn::relu>{},
                                      nn::BatchNormalization{}, nn::Dense<2>{});
  const std::string text = exported(model);
  CHECK(exported(model) == text);
  CHECK(exported(in_object) == text);
  CHECK(exported(in_flash) == text);
}

TEST_CASE("Frozen layers are exported as layers like the others", "[deploy]") {
  nn::Sequential model{nn::Input<3>{}, nn::Dense<4, nn::relu>{}, nn::BatchNormalization{}, nn::Dense<2>{}};
  nn::Sequential head{nn::Input<3>{}, nn::freeze<2>(model), nn::Dense<2>{}};
  std::ranges::copy(model.parameter<2>(0), head.parameter<1>(0).begin());
  CHECK(exported(head) == exported(model));
}

TEST_CASE("Tensors have the names of their layers, numbered as they are met", "[deploy]") {
  const nn::Sequential model{nn::Input<4>{},
                             nn::Dense<4>{},
                             nn::Residual{nn::Projection{nn::Dense<4>{}}, nn::Dense<4>{}, nn::BatchNormalization<>{}},
                             nn::BatchNormalization<nn::BatchNormalizationOptions{.center = false, .scale = false}>{},
                             own_layers::Shift{},
                             own_layers::Shift{}};
  const std::string text = exported(model);
  for (const char* name : {"dense_kernel[4 * 4]", "dense_1_bias[4]", "dense_2_kernel[4 * 4]", "batch_normalization_gamma[4]",
                           "batch_normalization_moving_mean[4]", "batch_normalization_1_moving_variance[4]",
                           "layer_2_shift_by[1]", "layer_2_shift_by_1[1]", "layer_2_shift_1_by[1]"}) {
    CHECK_THAT(text, contains(std::string(" float ") + name + ";"));
  }
  CHECK_THAT(text, contains("\n    own_layers::Shift,\n    own_layers::Shift>"));
  CHECK_THAT(text, contains(", {.first = 0.5f}, {.first = 0.5f}};"));
}

TEST_CASE("A double model has numbers of its type, and no promise of bits", "[deploy]") {
  const std::string text = exported(nn::Sequential{nn::TypedInput<double, 2>{}, nn::Dense<3>{}});
  CHECK_THAT(text, contains("    linnet::TypedInput<double, 2>,"));
  CHECK_THAT(text, contains("alignas(linnet::tensor_alignment<double>) double dense_kernel[2 * 3];"));
  CHECK_THAT(text, contains(".same_bits = false"));
  CHECK_THAT(text, contains("0.,0.,0.}"));
}

TEST_CASE("The user's input counts, and whether bits are promised", "[deploy]") {
  nn::Tensor<2> x(2, 2), y(1, 2);
  x.setValues({{1.5f, 0.0f}, {7.0f, 7.0f}});
  y.setValues({{1.5f, 0.0f}});
  const auto model = network();
  CHECK(exported(model, {.input = x}) == exported(model, {.input = y}));
  CHECK_THAT(exported(model, {.input = x}), contains(".input = {\n     1.5f,0.f}"));
  CHECK_THAT(exported(model, {.same_bits = false}), contains(".same_bits = false"));
}

TEST_CASE("A model without parameters is exported too", "[deploy]") {
  const std::string text = exported(nn::Sequential{nn::Input<4>{}, nn::Activation<nn::relu>{}});
  CHECK_THAT(text, contains("inline constexpr Model model{nullptr, nullptr, {}, {}};"));
  CHECK_THAT(text, !contains("struct"));
}

template <class Model>
void check_refused(const Model& model, const std::string& reason, const nn::ExportOptions<float>& options = {}) {
  const TempDir folder;
  const std::vector<std::uint8_t> old{'o', 'l', 'd'};
  const std::filesystem::path path = folder.write("model.hpp", old);
  CHECK_THROWS_MATCHES(nn::export_header(model, path.string(), options), nn::InvalidInput, message_contains(reason));
  CHECK(text_of(path) == "old");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("A model that cannot be exported is refused before anything is written", "[deploy]") {
  auto model = network();
  for (const char* name : {" ", "1a", "a b", "a::", "::a", "a:b", "a-b", "a::2", "::"}) {
    check_refused(model, "export_header: name_space is \"" + std::string(name) + "\"; it must be a name", {.name_space = name});
  }
  for (const char* name : {"new", "std", "linnet", "a::class"}) {
    check_refused(model, "export_header: name_space is \"" + std::string(name) + "\"; \"", {.name_space = name});
  }
  check_refused(model, "\"a::class\"; \"class\" is reserved, take another name", {.name_space = "a::class"});
  nn::Tensor<2> x(1, 3), y(1, 2);
  x.setZero();
  check_refused(model, "export_header: x has 3 numbers per sample, the model's Input<...> needs 2", {.input = x});
  y.setConstant(nan);
  check_refused(model, "export_header: x has nan in sample 0", {.input = y});
  y.setConstant(3e38f);
  model.parameter<0>(0)[0] = 10.0f;
  check_refused(model, "the model predicts inf for the input of the self test", {.input = y});
  model.parameter<0>(0)[2] = std::numeric_limits<float>::infinity();
  check_refused(model, "export_header: number 2 of dense_kernel is inf; only finite numbers can be exported");
  model.parameter<0>(1)[1] = nan;
  model.parameter<0>(0)[2] = 0.0f;
  check_refused(model, "export_header: number 1 of dense_bias is nan");
  nn::Sequential normal{nn::Input<2>{}, nn::BatchNormalization{}};
  normal.state<0>(1)[0] = nan;
  check_refused(normal, "export_header: number 0 of batch_normalization_moving_variance is nan");
  const nn::FrozenSequential bad(model.parameters().data(), nullptr, nn::Input<2>{},
                                 nn::Dense<2, nn::elu>{.activation = {nan}});
  check_refused(bad, "elu: alpha must be finite");
}

TEST_CASE("An export that cannot be written names the path and why", "[deploy]") {
  const TempDir folder;
  const std::string missing = (folder.path() / "nothing" / "model.hpp").string();
  CHECK_THROWS_MATCHES(nn::export_header(network(), missing), std::runtime_error,
                       message_contains("header " + missing + ": cannot be written: No such file or directory"));
  const std::filesystem::path directory = folder.path() / "directory";
  std::filesystem::create_directory(directory);
  CHECK_THROWS_MATCHES(nn::export_header(network(), directory.string()), std::runtime_error,
                       message_contains("header " + directory.string() + ": cannot be written: "));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

}  // namespace linnet::test::export_header_
