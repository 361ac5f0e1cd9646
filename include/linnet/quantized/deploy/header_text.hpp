// SPDX-License-Identifier: MIT
// The text that export_header writes for an int8 model. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/deploy/cpp_source.hpp>
#include <linnet/deploy/header_file.hpp>
#include <linnet/kernels/int8/arithmetic.hpp>

#include <algorithm>

namespace linnet::quantized {

/// The constants of a model, packed for an instruction set.
struct PackedConstants {
  std::string_view name, cpp_name, condition;
  Index alignment;
  std::uint32_t checksum;
  std::vector<std::byte> bytes;
};

LINNET_COLD inline std::string source_of(Quantization q) {
  return linnet::detail::text("{", cpp_literal(q.scale), ", ", q.zero, "}");
}

/// Everything that the header says.
struct QuantizedHeader : linnet::detail::HeaderFile {
  std::span<const Index> input_dims{};
  std::vector<std::string> layers{};
  std::vector<PackedConstants> packed{};
  std::vector<float> mean{}, factor{};  // empty without a Normalization
  Quantization input_quantization{}, output_quantization{};
  std::vector<Quantization> outputs{};
  std::uint64_t numbers_fingerprint = 0;
  std::vector<std::int8_t> input{}, output{};

  LINNET_COLD std::string write() const {
    using linnet::detail::hexadecimal;
    using linnet::detail::text;
    linnet::detail::require_namespace(name_space);
    std::string all = constants();
    all += text("using Model = linnet::FrozenQuantizedFor<InstructionSet,\n    linnet::Input<",
                linnet::detail::joined(input_dims, ", "), ">");
    for (const std::string& layer : layers) all += text(",\n    ", layer);
    all += text(">;\nstatic_assert(linnet::fingerprint<Model::Topology> == 0x", hexadecimal(fingerprint, 1),
                "u, \"these numbers are of another model\");\nstatic_assert(sizeof constants == ",
                packed.front().bytes.empty() ? "4 + " : "",
                "Model::parameter_bytes(), "
                "\"another version of linnet packs these constants: export the model again with this one\");\n\n");
    std::string facts = "{";
    if (!mean.empty()) {
      floats(all, "mean", mean);
      floats(all, "factor", factor);
      facts += ".normalization = {mean, factor}, ";
    }
    if (!outputs.empty()) {
      all += text("inline constexpr linnet::Quantization outputs[", outputs.size(), "]");
      linnet::detail::append_list(all, outputs.size(), "    ", [this](std::size_t i) { return source_of(outputs[i]); });
      all += ";\n";
      facts += ".outputs = outputs, ";
    }
    facts += text(".fingerprint = 0x", hexadecimal(numbers_fingerprint, 1), "u}");
    all += text("\ninline constexpr Model model{constants, ", source_of(input_quantization), ", ",
                source_of(output_quantization), ", ", facts,
                "};\n\n// A checksum, and what the exporter predicted for an input.\ninline constexpr "
                "linnet::QuantizedSelfTestRecord<Model> recorded{\n    .checksum = checksum,\n    .input = ");
    integers(all, input);
    all += ",\n    .output = ";
    integers(all, output);
    all += self_tests;
    return around(all, linnet::detail::including_quantized());
  }

 private:
  static constexpr std::string_view self_tests = R"(};

/// Whether `model` is as it was exported, and predicts on this machine what it predicted there. The prediction works in `memory`.
inline linnet::SelfTestResult self_test(Model::Memory& memory) { return linnet::self_test(model, recorded, memory); }
/// The same with Model::inference_bytes() on the stack.
inline linnet::SelfTestResult self_test() { return linnet::self_test(model, recorded); }
)";

  /// C++ has no array of nothing: a model without constants has a word.
  static std::size_t words_of(const PackedConstants& set) { return (std::max)(set.bytes.size() / 4, std::size_t{1}); }
  /// One branch for each instruction set; the first that the compiler builds for counts.
  LINNET_COLD std::string constants() const {
    using linnet::detail::text;
    std::string all = "// Packed for each instruction set; words of machines that put the lowest byte first.\n", names;
    bool any = false;  // a branch that every CPU takes
    for (const PackedConstants& set : packed) {
      names += (names.empty() ? "" : ", ") + std::string(set.name);
      const bool first = &set == packed.data();
      any = set.condition.empty();
      all += any ? (first ? "#if 1\n" : "#else\n") : text(first ? "#if " : "#elif ", set.condition, "\n");
      all += text("using InstructionSet = linnet::kernels::int8::", set.cpp_name,
                  ";\ninline constexpr std::uint32_t checksum = 0x", linnet::detail::hexadecimal(set.checksum, 1),
                  "u;\nalignas(", set.alignment, ") inline constexpr std::uint32_t constants[", words_of(set), "]");
      linnet::detail::append_list(all, words_of(set), "    ", [&set](std::size_t i) {
        std::uint32_t word = 0;
        for (std::size_t k = (std::min)(set.bytes.size(), std::size_t{4}); k-- > 0;)
          word = word << 8 | static_cast<std::uint32_t>(set.bytes[4 * i + k]);
        return text("0x", linnet::detail::hexadecimal(word, 1));
      });
      all += ";\n";
    }
    if (!any) {
      all += text("#else\n#error \"this model was exported for ", names,
                  ", not for this CPU: add its instruction set, or portable, to the targets of export_header\"\n");
    }
    return all + "#endif\n\n";
  }
  static void floats(std::string& to, const char* name, const std::vector<float>& numbers) {
    to += linnet::detail::text("inline constexpr float ", name, "[", numbers.size(), "]");
    linnet::detail::append_list(to, numbers.size(), "    ", [&](std::size_t i) { return cpp_literal(numbers[i]); });
    to += ";\n";
  }
  static void integers(std::string& to, const std::vector<std::int8_t>& numbers) {
    linnet::detail::append_list(to, numbers.size(), "     ", [&](std::size_t i) { return std::to_string(numbers[i]); });
  }
};

}  // namespace linnet::quantized
