// SPDX-License-Identifier: MIT
// The int8 layers of a StaticSequential, and the layers on the way to them: types that the compiler knows.
#pragma once

#include <linnet/models/static_sequential.hpp>
#include <linnet/quantized/lowering/lower.hpp>
#include <linnet/quantized/lowering/normalizes.hpp>
#include <linnet/quantized/static_quantized.hpp>

namespace linnet::quantized {

template <class L>
inline constexpr bool is_frozen_layer = requires {
  requires L::frozen;
};
template <class L>
inline constexpr bool trains_rounded = requires {
  requires L::rounds_outputs;
};
/// True if layers can become int8 on a chip; refuses others in a sentence.
template <class Layers>
inline constexpr bool quantizes_on_chip = true;
template <class... L>
inline constexpr bool quantizes_on_chip<std::tuple<L...>> = [] {
  static_assert(
      !(is_frozen_layer<L> || ...),
      "quantize: a chip does not quantise frozen layers, whose numbers are elsewhere; quantise this model on a host, or "
      "freeze an int8 model and keep the layers behind it in float");
  static_assert(!(trains_rounded<L> || ...),
                "quantize: this model trains with rounding; quantise it on a host, which takes the ranges that it found");
  return normalizes_in_front<std::tuple<L...>>();
}();

/// The int8 layers of a model, and the layers on the way to them.
template <class Model>
struct StaticLowering;
template <class Input_, class... Entries>
struct StaticLowering<StaticSequential<Input_, Entries...>> {
  static_assert(std::is_same_v<typename Input_::Scalar, float>,
                "quantize: the model is in double; train it in float, with Input<...> instead of TypedInput<double, ...>");
  using Model = StaticSequential<Input_, Entries...>;
  using In = typename Input_::Output;
  static_assert(quantizes_on_chip<typename Model::Layers>);
  static constexpr bool in_front = normalizes<typename Model::Layers>;

  /// Its layers without a Normalization in front.
  static constexpr auto rest(const Model& model) {
    if constexpr (in_front) {
      return without_first(model.layers());
    } else {
      return model.layers();
    }
  }
  static constexpr auto active(const Model& model) { return lowering::WithoutDropout{}(rest(model)); }
  static constexpr auto folded(const Model& model) { return linnet::detail::fold_layers(active(model)); }
  static constexpr auto lowered(const Model& model) { return lowering::Joined{}(lowering::InParts{}(folded(model))); }

  using Active = decltype(active(std::declval<const Model&>()));
  using Folded = decltype(folded(std::declval<const Model&>()));
  using Lowered = decltype(lowered(std::declval<const Model&>()));
  using Before = TopologyOf<float, In, Active>;
  using After = TopologyOf<float, In, Folded>;
  using Topology = TopologyOf<float, In, Lowered>;
  static_assert(Topology::parameter_block == After::parameter_block && Topology::state_block == After::state_block,
                "int8_parts: the parameters of the parts, one after another, must be those of the layer");
  /// True if a layer takes up a BatchNormalization: then its float numbers are others.
  static constexpr bool folds = !std::is_same_v<Active, Folded>;
  static constexpr Index folded_numbers = folds ? After::parameter_block + After::state_block : 0;

  template <class Isa, class Layers>
  struct target;
  template <class Isa, class... L>
  struct target<Isa, std::tuple<L...>> {
    using type = StaticQuantized<Isa, Input_, L...>;
  };
};

}  // namespace linnet::quantized
