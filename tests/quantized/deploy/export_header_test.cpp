// SPDX-License-Identifier: MIT
// export_header of int8 models: what it writes and what it refuses. tests/export compiles its headers.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/export_header.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>

#include <fstream>
#include <string>
#include <vector>

namespace linnet::test::export_int8 {

namespace nn = linnet;
using Catch::Contains;

std::vector<float> numbers(nn::Index count) {
  nn::Random random(1);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = random.normal<float>();
  return x;
}

auto network() { return nn::quantize(nn::Sequential{nn::Input<5>{}, nn::Dense<4, nn::relu>{}, nn::Dense<2>{}}, numbers(100)); }

template <class Model>
std::string exported(const Model& model, const nn::QuantizedExportOptions& options = {}) {
  const TempDir folder;
  const std::string path = (folder.path() / "my model.hpp").string();
  nn::export_header(model, path, options);
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_CASE("an int8 header has the instruction sets that are asked for", "[quantized/deploy]") {
  const auto model = network();
  const std::string usual = exported(model);
  CHECK_THAT(usual, Contains("namespace my_model {"));
  for (const char* set : {"::Helium;", "::Dsp;", "::ArmV6M;", "::Portable;"}) CHECK_THAT(usual, Contains(set));
  for (const char* not_asked : {"Vnni", "Avx2", "Neon", "#error", "float mean"}) CHECK_THAT(usual, !Contains(not_asked));
  CHECK(usual == exported(model));
  const std::string chosen = exported(model, {.name_space = "a::b", .targets = {"dsp", "vnni"}});
  CHECK_THAT(chosen, Contains("#if LINNET_HAS_VNNI\n") && Contains("#elif LINNET_HAS_DSP\n") && !Contains("Portable"));
  CHECK_THAT(chosen, Contains("#error \"this model was exported for vnni, dsp, not for this CPU"));
  CHECK_THAT(exported(model, {.targets = {"portable"}}), Contains("#if 1\n") && !Contains("#error"));
}

TEST_CASE("an int8 header records the prediction for an input of the caller", "[quantized/deploy]") {
  const auto model = network();
  const std::vector<float> x(10, 0.0f);  // two samples, of which the first counts
  const auto zero = std::to_string(model.input_quantization().zero);
  CHECK_THAT(exported(model, {.input = x}), Contains(".input = {\n     " + zero + ',' + zero + ',' + zero));
}

TEST_CASE("a model that only pools has a header, too", "[quantized/deploy]") {
  const auto model = nn::quantize(nn::Sequential{nn::Input<4, 4, 1>{}, nn::MaxPooling2D<2>{}}, numbers(160));
  CHECK_THAT(exported(model),
             Contains("constants[1]{\n    0x0}") && Contains("sizeof constants == 4 + Model::parameter_bytes()"));
}

TEST_CASE("export_header of an int8 model refuses options in sentences and writes nothing", "[quantized/deploy]") {
  const auto model = network();
  const TempDir folder;
  const auto refused = [&](const nn::QuantizedExportOptions& options) {
    try {
      nn::export_header(model, (folder.path() / "model.hpp").string(), options);
    } catch (const nn::InvalidInput& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  };
  CHECK(refused({.targets = {"portable", "cortex-m4"}}) ==
        "export_header: there is no target \"cortex-m4\", only vnni, avx2, neon, helium, dsp, armv6m, portable");
  CHECK_THAT(refused({.name_space = "std"}), Contains("\"std\" is reserved"));
  const std::vector<float> x(6, 0.0f);
  CHECK_THAT(refused({.input = x}), Contains("export_header: x has"));
  CHECK(folder.count() == 0);
}

}  // namespace linnet::test::export_int8
