// SPDX-License-Identifier: MIT
// Frozen: trained layers as the first layer of another model, which trains the layers after them (fine-tuning, transfer learning).
#pragma once

#include <linnet/network/engine.hpp>
#include <linnet/network/fingerprint.hpp>

namespace linnet {

/// Layers L... whose parameters and state are read in place, in flash or in another model, and do not train: their backward passes are
/// not compiled, and they have neither gradients nor moments. They compute as in inference
/// (BatchNormalization by its moving statistics, no Dropout), a sample at a time.
///
/// Only the first layers of a model can be frozen. Input and output are those of the layers.
template <class T, class... L>
class Frozen {
 public:
  static constexpr std::string_view name = "frozen";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool frozen = true;

  /// `parameters` and `state` (null if the layers have none) in the layout of a Sequential of these layers: const memory that must
  /// outlive the model. Numbers after them, such as those of a longer model, are not read.
  constexpr Frozen(const T* parameters, const T* state, L... layers)
      : parameters_(parameters), state_(state), layers_(std::move(layers)...) {}

  template <class In>
  using Output = typename Topology<T, In, L...>::Output;

  template <class S, class In>
  static constexpr LayerMemory memory() {
    static_assert(std::is_same_v<S, T>, "Frozen: its parameters are of another scalar type than the model");
    constexpr Index numbers = Topology<T, In, L...>::inference_bytes() / static_cast<Index>(sizeof(T));
    return {.scratch = numbers, .inference_scratch = numbers};
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return Topology<T, In, L...>::multiply_accumulates;
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    const char* found = parameters_ ? nullptr : "Frozen: there are no parameters";
    const auto look = [&](const auto& layer) {
      if constexpr (requires { layer.problem(); }) found = found ? found : layer.problem();
    };
    std::apply([&](const auto&... layer) { (look(layer), ...); }, layers_);
    return found;
  }

  /// Adds the layers, and every number of their parameters and their state: a head trained after them is useless after others.
  template <class B, class Hash>
  void add_settings(Hash& hash) const {
    using Top = Topology<T, typename B::Input, L...>;
    hash.add_bits(fingerprint<Top>);
    detail::add_settings<Top>(hash, layers_);
    const auto add = [&hash](const T* block) {
      return [&hash, block](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
        for (Index i = 0; i < info.size(); ++i) hash.add(block[offset + i]);
      };
    };
    Engine<Top, std::tuple<L...>>::for_each_parameter(layers_, add(parameters_));
    Engine<Top, std::tuple<L...>>::for_each_state(layers_, add(state_));
  }

  /// The layers, and pointers to their parameters and their state.
  constexpr const std::tuple<L...>& layers() const { return layers_; }
  constexpr const T* parameters() const { return parameters_; }
  constexpr const T* state() const { return state_; }

  template <class Pass>
  void forward(const Pass& f) const {
    using Top = Topology<T, typename Pass::Input, L...>;
    for (Index i = 0; i < f.n; ++i) {
      Engine<Top, std::tuple<L...>>::infer(layers_, f.x + i * Top::Input::size, f.y + i * Top::Output::size, OneSample{},
                                           parameters_, state_, InferenceBlocks<T>::template of<Top>(f.scratch, 1));
    }
  }
  template <class Pass>
  void backward(const Pass&) const {
    static_assert(sizeof(Pass) == 0, "Frozen: only the first layers of a model can be frozen; no layer before them may train");
  }

 private:
  const T* parameters_;
  const T* state_;
  std::tuple<L...> layers_;
};

/// Returns the first `Count` layers of a trained model as the first layer of another. The model's parameters must outlive it.
template <std::size_t Count, class AnyModel>
constexpr auto freeze(AnyModel&& model) {
  using Model = std::remove_cvref_t<AnyModel>;
  static_assert(
      std::is_lvalue_reference_v<AnyModel> || requires { requires Model::refers_to_parameters; },
      "freeze: the model is a temporary; give it a name, its parameters are read where they are");
  static_assert(Count >= 1 && Count <= Model::Topology::size, "freeze: the model has fewer layers");
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return Frozen(model.parameters().data(), model.state().data(), std::get<I>(model.layers())...);
  }
  (std::make_index_sequence<Count>{});
}

}  // namespace linnet
