// SPDX-License-Identifier: MIT
// Includes the int8 headers that write_int8.cpp exported and nothing else of linnet, and compares what their models predict with the files
// of its argument's folder, bit for bit.
#include "int8_images.hpp"
#include "int8_sequences.hpp"
#include "int8_vectors.hpp"

#include <tests/export/check.hpp>

namespace {

using namespace export_check;

/// The number of bytes of `constants` that the self test finds changed when one bit of them flips.
template <class Model, class Constants>
std::size_t found_flips(const Model& model, const Constants& original, const linnet::QuantizedSelfTestRecord<Model>& recorded) {
  alignas(64) unsigned char damaged[sizeof(Constants)];
  std::memcpy(damaged, original, sizeof damaged);
  const Model moved(damaged, model.input_quantization(), model.output_quantization(), model.facts());
  if (linnet::self_test(moved, recorded) != linnet::SelfTestResult::ok) return 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < sizeof damaged; ++i) {
    const auto bit = static_cast<unsigned char>(1u << i % 8);
    damaged[i] ^= bit;
    found += linnet::self_test(moved, recorded) == linnet::SelfTestResult::wrong_checksum;
    damaged[i] ^= bit;
  }
  return found;
}

/// True if the self test finds every other number of the model, too, when it changes: Normalization, scales and zeros.
template <class Model>
bool finds_others(const Model& model, const linnet::QuantizedSelfTestRecord<Model>& recorded) {
  const auto found = [&](linnet::Quantization input, linnet::Quantization output, const linnet::FrozenQuantizedFacts& facts) {
    return linnet::self_test(Model(model.constants(), input, output, facts), recorded) ==
           linnet::SelfTestResult::wrong_checksum;
  };
  const linnet::Quantization in = model.input_quantization(), out = model.output_quantization();
  const linnet::FrozenQuantizedFacts facts = model.facts();
  bool all =
      !found(in, out, facts) && found({in.scale * 2, in.zero}, out, facts) && found(in, {out.scale, out.zero + 1}, facts);
  constexpr auto channels = static_cast<std::size_t>(linnet::last_dim<typename Model::Input>);
  if (facts.normalization.mean) {
    float mean[channels], factor[channels];
    std::memcpy(mean, facts.normalization.mean, sizeof mean);
    std::memcpy(factor, facts.normalization.factor, sizeof factor);
    auto other = facts;
    other.normalization = {mean, factor};
    all = all && !found(in, out, other);
    mean[channels - 1] += 1.0f;
    all = all && found(in, out, other);
    mean[channels - 1] = facts.normalization.mean[channels - 1];
    factor[0] *= 2;
    all = all && found(in, out, other);
  }
  constexpr std::size_t computing = Model::Network::computing;
  linnet::Quantization outputs[computing];
  std::memcpy(outputs, facts.outputs, sizeof outputs);
  outputs[0].zero ^= 1;
  auto other = facts;
  other.outputs = outputs;
  return all && found(in, out, other);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const char* const folder = arguments[1];
  namespace v = exported::vectors;
  check_predictions(folder, "int8_images", int8_images::model, int8_images::self_test());
  check_predictions(folder, "int8_sequences", int8_sequences::model, int8_sequences::self_test());
  check_predictions(folder, "int8_vectors", v::model, v::self_test());
  static int8_images::Model::Memory memory;
  expect(int8_images::self_test(memory) == linnet::SelfTestResult::ok, "int8_images", "the self test in memory fails");
  expect(found_flips(v::model, v::constants, v::recorded) == sizeof v::constants, "int8_vectors", "a flipped bit is not found");
  expect(finds_others(v::model, v::recorded), "int8_vectors", "a changed scale, zero or Normalization is not found");
  expect(finds_others(int8_images::model, int8_images::recorded), "int8_images", "a changed scale or zero is not found");
  auto other = v::recorded;
  other.output[1] = static_cast<std::int8_t>(other.output[1] ^ 1);
  expect(linnet::self_test(v::model, other) == linnet::SelfTestResult::wrong_output, "int8_vectors",
         "an output that differs in its last bit is not found");
  static_assert(int8_images::Model::inference_bytes() < 3000 &&
                sizeof int8_images::outputs / sizeof int8_images::outputs[0] == 11);
  return failures;
}
