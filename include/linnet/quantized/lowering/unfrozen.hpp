// SPDX-License-Identifier: MIT
// The first step of quantize: the layers and the numbers of any float model, wherever they live. For hosts.
//
//   Sequential, StaticSequential, FrozenSequential    its layers, and a copy of its numbers
//   Frozen layers in front of others                  the layers that are frozen, and a copy of the numbers that they refer to
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/io/names/finite_tensors.hpp>
#include <linnet/layers/frozen.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/network/walk.hpp>
#include <linnet/quantized/lowering/lower.hpp>

namespace linnet::quantized {

namespace unfreezing {

template <class L>
inline constexpr bool is_frozen = false;
template <class T, class... L>
inline constexpr bool is_frozen<Frozen<T, L...>> = true;

/// True for the first layers of an int8 model. Clang 19 compiles no such requirement in a lambda.
template <class L>
inline constexpr bool is_in_int8 = requires {
  requires L::in_int8;
};

/// Replaces Frozen layers by those in them.
struct Unfrozen {
  template <class L>
  static constexpr bool changes = [] {
    static_assert(!is_in_int8<L>,
                  "quantize: the first layers of this model are those of an int8 model, which has its numbers; quantise the "
                  "float model from which it was made, with these layers behind it");
    return is_frozen<L>;
  }();
  template <class L>
  auto rewritten(const L& layer) const {
    return (*this)(layer.layers());
  }
  template <class Layers>
  auto operator()(const Layers& layers) const {
    return lowering::rewrite(layers, *this);
  }
};

/// Appends the numbers of all layers of topology `Top` to `to`.
template <class Top, class Layers>
void append_numbers(const Layers& layers, const float* parameters, const float* state, linnet::detail::Blocks<float>& to) {
  const auto append = [&]<class B>(const typename B::Layer& layer, const float* p, const float* s) {
    if constexpr (is_frozen<typename B::Layer>) {
      const auto inside = [&]<class... L>(const std::tuple<L...>& frozen) {
        append_numbers<Topology<float, typename B::Input, L...>>(frozen, layer.parameters(), layer.state(), to);
      };
      inside(layer.layers());
    } else {
      if constexpr (B::parameter_slice > 0) to.parameters = std::copy_n(p, B::parameter_slice, to.parameters);
      if constexpr (B::state_slice > 0) to.state = std::copy_n(s, B::state_slice, to.state);
    }
  };
  linnet::detail::for_each_layer<Top>(layers, parameters, state, append);
}

}  // namespace unfreezing

/// Returns the layers of `model` with a copy of their numbers; Frozen ones as any others. Throws InvalidInput for a model without numbers.
template <class Home, class Input_, class... Entries>
LINNET_COLD auto unfrozen(const ModelBase<Home, Input_, Entries...>& model) {
  static_assert(
      std::is_same_v<typename Input_::Scalar, float>,
      "quantize: the model is in double; train and quantise it in float, with Input<...> instead of TypedInput<double, ...>");
  const Home& home = static_cast<const Home&>(model);
  linnet::detail::require(Home::Topology::parameter_block == 0 || home.parameters().data() != nullptr,
                          [] { return std::string(linnet::detail::not_constructed_or_moved); });
  const auto layers = unfreezing::Unfrozen{}(home.layers());
  FloatLayers<typename Input_::Output, std::remove_const_t<decltype(layers)>> all{layers};
  linnet::detail::Blocks<float> to{all.parameters.data(), all.state.data()};
  unfreezing::append_numbers<typename Home::Topology>(home.layers(), home.parameters().data(), home.state().data(), to);
  return all;
}

/// Throws InvalidInput unless all numbers of `model` are finite.
template <class In, class Layers>
LINNET_COLD void require_finite_weights(const FloatLayers<In, Layers>& model) {
  linnet::detail::FiniteCheck finite(alignment_numbers<float>);
  linnet::detail::for_each_layer<typename FloatLayers<In, Layers>::Topology>(
      model.layers, model.parameters.data(), model.state.data(),
      [&]<class B>(const typename B::Layer&, const float* parameters, const float* state) {
        finite.add(B::Layer::name, B::parameters, B::state, parameters, state);
      });
  linnet::detail::require(finite.problem().empty(), [&] { return linnet::detail::text("quantize: ", finite.problem()); });
}

}  // namespace linnet::quantized
