// SPDX-License-Identifier: MIT
// The text that export_header writes. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/math.hpp>
#include <linnet/deploy/cpp_source.hpp>
#include <linnet/deploy/header_file.hpp>
#include <linnet/deploy/self_test.hpp>
#include <linnet/models/layer_names.hpp>

#include <algorithm>

namespace linnet::detail {

template <class T>
LINNET_COLD void append_numbers(std::string& to, const T* numbers, std::size_t count, std::string_view indent) {
  append_list(to, count, indent, [numbers](std::size_t i) { return cpp_literal(numbers[i]); });
}

/// A const object of a struct with a member array for each tensor, in the order of the blocks.
template <class T>
struct HeaderStruct {
  struct Member {
    std::string name;
    ParameterInfo info;
    const T* numbers;
  };
  std::vector<Member> members{};

  /// `numbers` must outlive this object, and be finite.
  LINNET_COLD void add(const std::string& layer, const ParameterInfo& info, const T* numbers) {
    std::string plain = text(layer, "_", info.name);
    std::replace(plain.begin(), plain.end(), '/', '_');  // query/kernel
    std::string name = plain;
    const auto taken = [&](const Member& member) { return member.name == name; };
    for (int i = 1; std::any_of(members.begin(), members.end(), taken); ++i) name = text(plain, "_", i);
    for (Index i = 0; i < info.size(); ++i) {
      require(math::is_finite(numbers[i]), [&] {
        return text("export_header: number ", i, " of ", name, " is ", numbers[i], "; only finite numbers can be exported");
      });
    }
    members.push_back({name, info, numbers});
  }

  void add_to(Crc32& sum) const {
    for (const Member& member : members) add_numbers(sum, member.numbers, member.info.size());
  }

  /// "name.first_member", or "nullptr" if there are no numbers.
  std::string pointer(const char* object) const { return members.empty() ? "nullptr" : text(object, ".", members[0].name); }

  LINNET_COLD void append(std::string& to, const char* type, const char* object, const char* bytes) const {
    if (members.empty()) return;
    const char* const scalar = sizeof(T) == 4 ? "float" : "double";
    to += text("struct ", type, " {\n");
    for (const Member& member : members) {
      const std::span<const Index> dims = std::span(member.info.dims).first(static_cast<std::size_t>(member.info.rank));
      to += text("  alignas(linnet::tensor_alignment<", scalar, ">) ", scalar, " ", member.name, "[", joined(dims, " * "),
                 "];\n");
    }
    to += text("};\nstatic_assert(sizeof(", type, ") == Model::", bytes, "());\n\n");
    to += text("inline constexpr ", type, " ", object, "{\n");
    for (const Member& member : members) {
      to += text("    .", member.name, " = ");
      append_numbers(to, member.numbers, static_cast<std::size_t>(member.info.size()), "     ");
      to += ",\n";
    }
    to += "};\n\n";
  }
};

/// Everything that the header says.
template <class T>
struct HeaderText : HeaderFile {
  std::span<const Index> input_dims{};
  std::vector<CppSource> layers{};
  HeaderStruct<T> parameters{};
  HeaderStruct<T> state{};
  bool same_bits = false;
  std::vector<T> input{};
  std::vector<T> output{};

  LayerNames layer_names{};

  /// "dense" for the first layer of this name, then "dense_1" and so on; as part of an identifier.
  LINNET_COLD std::string name_of_layer(std::string_view layer) {
    std::string name(layer);
    for (char& c : name) {
      if (!is_identifier(text("_", std::string_view(&c, 1)))) c = '_';
    }
    if (!is_identifier(name)) name.insert(0, "layer_");
    return layer_names.next(name);
  }

  LINNET_COLD std::string write() const {
    require_namespace(name_space);
    for (const T number : output) {
      require(math::is_finite(number), [&] {
        return text("export_header: the model predicts ", number, " for the input of the self test; give it another input");
      });
    }
    Crc32 sum;
    sum.add(fingerprint);
    parameters.add_to(sum);
    state.add_to(sum);

    std::string all =
        text("using Model = linnet::FrozenSequential<\n    linnet::", sizeof(T) == 4 ? "Input<" : "TypedInput<double, ",
             joined(input_dims, ", "), ">");
    for (const CppSource& layer : layers) all += text(",\n    ", layer.type);
    all += text(">;\nstatic_assert(linnet::fingerprint<Model::Topology> == 0x", hexadecimal(fingerprint, 1),
                "u, \"these numbers are of another model\");\n\n");
    parameters.append(all, "Parameters", "parameters", "parameter_bytes");
    state.append(all, "State", "state", "state_bytes");

    all += text("inline constexpr Model model{", parameters.pointer("parameters"), ", ", state.pointer("state"), ", {}");
    for (const CppSource& layer : layers) all += text(", ", layer.settings);
    all += text(
        "};\n\n// A checksum, and what the exporter predicted for an input.\ninline constexpr linnet::SelfTestRecord<Model> "
        "recorded{\n    .checksum = 0x",
        hexadecimal(sum.value(), 1), "u,\n    .same_bits = ", same_bits ? "true" : "false", ",\n    .input = ");
    append_numbers(all, input.data(), input.size(), "     ");
    all += ",\n    .output = ";
    append_numbers(all, output.data(), output.size(), "     ");
    all += self_tests;
    return around(all, including_inference());
  }

 private:
  static constexpr std::string_view self_tests = R"(};

/// Whether `model` is as it was exported, and predicts on this machine what it predicted there. The prediction works in `memory`.
inline linnet::SelfTestResult self_test(Model::Memory& memory) { return linnet::self_test(model, recorded, memory); }
/// The same with Model::inference_bytes() on the stack.
inline linnet::SelfTestResult self_test() { return linnet::self_test(model, recorded); }
)";
};

}  // namespace linnet::detail
