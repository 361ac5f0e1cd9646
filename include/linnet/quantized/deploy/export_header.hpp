// SPDX-License-Identifier: MIT
// export_header of an int8 model: a C++ header for firmware with its constants packed for each instruction set, its type, and an input with
// its prediction for a self test. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/files/whole_file.hpp>
#include <linnet/quantized/deploy/header_text.hpp>
#include <linnet/quantized/deploy/numbers_fingerprint.hpp>
#include <linnet/quantized/deploy/self_test.hpp>
#include <linnet/quantized/deploy/targets.hpp>
#include <linnet/quantized/io/recorded_prediction.hpp>

namespace linnet {

/// Options of export_header for int8 models. Initialize members in the order of declaration.
struct QuantizedExportOptions {
  std::string name_space{};  ///< namespace of the declarations: "digits", "product::digits" (default: the file's name)
  ArrayView<float> input{};  ///< its first sample is recorded for self_test() (none: uniform in int8, from seed 0)
  std::vector<std::string> includes{};  ///< headers of your own layers and activations: {"my/scale.hpp"}
  /// The instruction sets to pack for: "portable" (plain C++, for every CPU), "armv6m" (Cortex-M0, M0+, M23), "dsp" (M4, M7,
  /// M33), "helium" (M55), "neon" (64-bit ARM), "avx2", "vnni" (default: those of microcontrollers and portable). The compiler takes the best of
  /// them that its CPU has.
  std::vector<std::string> targets{};
};

namespace quantized {

/// The constants of `model` for instruction set `Isa`; `outputs` are those of its layers that compute.
template <class Isa, class Input_, class... Layers>
PackedConstants pack_for(const QuantizedSequential<Input_, Layers...>& model, const std::vector<Quantization>& outputs,
                         const Target<Isa>& target) {
  using Frozen = FrozenQuantizedFor<Isa, Input_, Layers...>;
  using Packed = typename Frozen::Network;
  Storage<std::int8_t> bytes(Packed::bytes + 1);
  const QuantizedLayer* record = model.records().data();
  auto* const begin = reinterpret_cast<std::byte*>(bytes.data());
  Packed::pack(record, model.input_quantization(), begin);
  const Frozen frozen(begin, model.input_quantization(), model.output_quantization(),
                      {.normalization = model.normalization(), .outputs = outputs.empty() ? nullptr : outputs.data()});
  return {
      Isa::name, target.cpp_name, target.condition, constants_alignment<Isa>, checksum(frozen), {begin, begin + Packed::bytes}};
}

/// The constants for the instruction sets that `names` lists, or for those of microcontrollers if it is empty.
template <class Model>
std::vector<PackedConstants> pack_for(const Model& model, const std::vector<Quantization>& outputs,
                                      const std::vector<std::string>& names) {
  const auto listed = [&](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  std::vector<PackedConstants> all;
  std::vector<std::string> known;
  const auto add = [&]<class Isa>(const Target<Isa>& target) {
    known.emplace_back(Isa::name);
    if (names.empty() ? target.microcontroller : listed(Isa::name)) all.push_back(pack_for(model, outputs, target));
  };
  std::apply([&](const auto&... target) { (add(target), ...); }, targets);
  for (const std::string& name : names) {
    linnet::detail::require(std::find(known.begin(), known.end(), name) != known.end(), [&] {
      return linnet::detail::text("export_header: there is no target \"", name, "\", only ",
                                  linnet::detail::joined(known, ", "));
    });
  }
  return all;
}

}  // namespace quantized

/// Writes an int8 model to `path` as a header that needs only <linnet/quantized.hpp>, or linnet in one file (tools/amalgamate.py
/// quantized.hpp). It declares, in options.name_space, the type Model, the const objects `constants` and `model`, a FrozenQuantized,
/// self_test(memory), which works in a Model::Memory, and self_test(), which uses the stack instead. All of them are in flash, and no
/// code runs before main for them. A Normalization in front is in the header, too: model.predict of real numbers applies it.
///
/// Names, namespaces and errors are as for float models (deploy/export_header.hpp); a target that does not exist throws InvalidInput.
template <class Input_, class... Layers>
void export_header(const QuantizedSequential<Input_, Layers...>& model, const std::string& path,
                   const QuantizedExportOptions& options = {}) {
  using Model = QuantizedSequential<Input_, Layers...>;
  quantized::QuantizedHeader header;
  header.name_space = options.name_space.empty() ? detail::namespace_of_file(path) : options.name_space;
  header.includes = options.includes;
  header.fingerprint = fingerprint<typename Model::Topology>;
  header.input_dims = Model::Input::dims;
  std::apply([&](const auto&... layer) { header.layers = {detail::source_of(layer).type...}; }, model.layers());
  if (const InputNormalization n = model.normalization(); n.mean) {
    header.mean.assign(n.mean, n.mean + last_dim<typename Model::Input>);
    header.factor.assign(n.factor, n.factor + last_dim<typename Model::Input>);
  }
  header.input_quantization = model.input_quantization();
  header.output_quantization = model.output_quantization();
  for (std::size_t i = 0; i < Model::Network::computing; ++i) {
    header.outputs.push_back(model.records()[Model::Network::record_of[i]].output);
  }
  header.packed = quantized::pack_for(model, header.outputs, options.targets);
  header.numbers_fingerprint = quantized::numbers_fingerprint(model);

  std::tie(header.input, header.output) = quantized::recorded_prediction("export_header", model, options.input);
  const std::string text = header.write();
  detail::write_whole("header", path, {std::as_bytes(std::span(text))});
}

}  // namespace linnet
