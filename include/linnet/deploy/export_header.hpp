// SPDX-License-Identifier: MIT
// export_header: a trained model as a C++ header for firmware: its topology as a type, parameters and state as const arrays, a
// checksum, and an input with its prediction for a self test. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/deploy/header_text.hpp>
#include <linnet/files/whole_file.hpp>
#include <linnet/models/recorded_prediction.hpp>
#include <linnet/network/walk.hpp>

namespace linnet {

/// Options of export_header. Initialize members in the order of declaration.
template <class T>
struct ExportOptions {
  std::string
      name_space{};  ///< namespace of the declarations: "digits", "product::digits" (default: the file's name, see export_header)
  SampleView<T> input{};  ///< its first sample is recorded for self_test() (none: uniform in [-1, 1), or indices, from seed 0)
  std::vector<std::string> includes{};  ///< headers of your own layers and activations: {"my/scale.hpp"}
  /// self_test() expects the recorded prediction bit for bit if both CPUs have fused multiply-adds. Set it to false for your own layers
  /// that call functions such as the standard library's exp, whose last bits differ between libraries.
  bool same_bits = true;
};

namespace detail {

template <class L>
concept FrozenLayer = requires {
  requires L::frozen;
};

/// Returns the layers of a model, including the frozen ones as ordinary layers.
template <class L>
auto unfrozen(const L& layer) {
  static_assert(
      !requires { requires L::in_int8; },
      "export_header: the first layers of this model are those of an int8 model; export that model, and train its head on the "
      "device");
  if constexpr (FrozenLayer<L>) {
    return std::apply([](const auto&... inner) { return std::tuple_cat(unfrozen(inner)...); }, layer.layers());
  } else {
    return std::tuple<L>(layer);
  }
}

/// Adds the tensors of all layers of topology `Top`, which start at `parameters` and `state`.
template <class Top, class Layers, class T>
void add_to(HeaderText<T>& header, const Layers& layers, const T* parameters, const T* state) {
  for_each_layer<Top>(layers, parameters, state, [&]<class B>(const auto& layer, const T* p, const T* s) {
    using L = typename B::Layer;
    if constexpr (FrozenLayer<L>) {
      using Inner = std::remove_cvref_t<decltype(layer.layers())>;
      add_to<TopologyOf<T, typename B::Input, Inner>>(header, layer.layers(), layer.parameters(), layer.state());
    } else {
      const std::string name = header.name_of_layer(L::name);
      for (std::size_t i = 0; i < B::parameters.size(); ++i) {
        header.parameters.add(name, B::parameters[i], p + B::parameter_offset(i));
      }
      for (std::size_t i = 0; i < B::state.size(); ++i) header.state.add(name, B::state[i], s + B::state_offset(i));
    }
  });
}

}  // namespace detail

/// Writes `model` (any home, also with frozen layers) to `path` as a header that needs only <linnet/inference.hpp>, or linnet in one
/// file (tools/amalgamate.py). It declares, in options.name_space, the type Model, the const objects `parameters`, `state` and `model`, a
/// FrozenSequential, self_test(memory), which works in a Model::Memory, and self_test(), which uses the stack instead.
///
/// Without a name_space it is the file's name: models/digits.hpp declares digits::model. Characters that a name may not have become _
/// ("my-model 2.hpp": my_model_2), a leading digit gets the prefix model_ ("2nd.hpp": model_2nd), and a name of C++, C or linnet gets the
/// suffix _ ("class.hpp": class_). One program may have headers of several models, even of the same namespace, if it includes them in
/// different files. A file that includes two of the same namespace does not compile: their names are ambiguous.
///
/// Throws InvalidInput for numbers that are not finite, in the model or in its prediction, and for invalid options; std::runtime_error with
/// the path if it cannot be written, in which case an older file stays whole.
template <class Model>
requires requires(const Model& model) { model.parameters(); }
void export_header(const Model& model, const std::string& path, const ExportOptions<typename Model::Scalar>& options = {}) {
  using T = typename Model::Scalar;
  using Top = typename Model::Topology;
  using In = typename Model::Input;
  std::apply([](const auto&... layer) { (detail::expect_settings(layer), ...); }, model.layers());
  detail::HeaderText<T> header;
  header.name_space = options.name_space.empty() ? detail::namespace_of_file(path) : options.name_space;
  header.includes = options.includes;
  detail::add_to<Top>(header, model.layers(), model.parameters().data(), model.state().data());

  const auto layers =
      std::apply([](const auto&... layer) { return std::tuple_cat(detail::unfrozen(layer)...); }, model.layers());
  header.fingerprint = fingerprint<TopologyOf<T, In, std::remove_cv_t<decltype(layers)>>>;
  header.input_dims = In::dims;
  std::apply([&](const auto&... layer) { header.layers = {detail::source_of(layer)...}; }, layers);

  auto recorded = detail::record_prediction("export_header", model, options.input);
  header.input = std::move(recorded.input);
  header.output = std::move(recorded.output);
  header.same_bits = options.same_bits && LINNET_HAS_FMA && sizeof(T) == 4;  // in double, exp is the standard library's

  const std::string text = header.write();
  detail::write_whole("header", path, {std::as_bytes(std::span(text))});
}

}  // namespace linnet
