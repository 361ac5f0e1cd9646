// SPDX-License-Identifier: MIT
// Optional members of a layer are found by name, so a misspelt one would silently train other numbers. This header refuses each such slip
// in one sentence.
#pragma once

namespace linnet::detail {

/// Near misses of the members that are read.
template <class L, class In>
inline constexpr bool misspells_parameters = requires {
  L::template parameter<In>();
}
|| requires { L::template params<In>(); }
|| requires { L::template weights<In>(); }
|| requires { L::parameters(); };
template <class L, class In>
inline constexpr bool misspells_state = requires {
  L::template states<In>();
}
|| requires { L::state(); };
template <class T, class L, class In>
inline constexpr bool misspells_memory = requires {
  L::template memories<T, In>();
}
|| requires { L::template memory<In>(); };
template <class L, class In>
inline constexpr bool misspells_count = requires {
  L::template multiply_adds<In>();
}
|| requires { L::template macs<In>(); }
|| requires { L::template multiply_accumulate<In>(); };
template <class L>
inline constexpr bool misspells_constant = requires {
  L::placements;
}
|| requires { L::output_uses; }
|| requires { L::inference_placements; }
|| requires { L::keep_sign; }
|| requires { L::keep_range; }
|| requires { L::probability; }
|| requires { L::train_in_place; }
|| requires { L::trains_inplace; }
|| requires { L::constant_states; };
template <class L>
inline constexpr bool misspells_initializer = requires(const L& layer) {
  layer.initializers(0u);
}
|| requires(const L& layer) { layer.initialiser(0u); }
|| requires(const L& layer) { layer.initialize(0u); }
|| requires(const L& layer) { layer.initializer(); };
template <class L>
inline constexpr bool misspells_regularizer = requires(const L& layer) {
  layer.regularizers(0u);
}
|| requires(const L& layer) { layer.regulariser(0u); }
|| requires(const L& layer) { layer.regularizer(); };
template <class L>
inline constexpr bool misspells_settings = requires(const L& layer) {
  layer.setting();
}
|| requires(const L& layer) { layer.problems(); };

/// Lists that belong to an object: the model needs those of the type.
template <class T, class L, class In>
inline constexpr bool lists_of_an_object =
    (
        requires(L & layer) { layer.template parameters<In>(); } && !requires { L::template parameters<In>(); }) ||
    (
        requires(L & layer) { layer.template state<In>(); } && !requires { L::template state<In>(); }) ||
    (
        requires(L & layer) { layer.template memory<T, In>(); } && !requires { L::template memory<T, In>(); });
/// Members that may change their object: the model holds its layers const.
template <class L>
inline constexpr bool calls_not_const =
    (
        requires(L & layer) { layer.initializer(0u); } && !requires(const L& layer) { layer.initializer(0u); }) ||
    (
        requires(L & layer) { layer.regularizer(0u); } && !requires(const L& layer) { layer.regularizer(0u); }) ||
    (
        requires(L & layer) { layer.settings(); } && !requires(const L& layer) { layer.settings(); }) ||
    (
        requires(L & layer) { layer.problem(); } && !requires(const L& layer) { layer.problem(); });

/// Refuses members of layer `L` that would be ignored, at input shape `In` and for scalar `T`.
template <class T, class L, class In>
constexpr bool check_members() {
  static_assert(!misspells_parameters<L, In>, "layer: nobody reads this list of parameters; call it parameters<In>()");
  static_assert(!misspells_state<L, In>, "layer: nobody reads this list of state tensors; call it state<In>()");
  static_assert(!misspells_memory<T, L, In>, "layer: nobody reads this memory; call it memory<T, In>()");
  static_assert(!misspells_count<L, In>, "layer: nobody reads this count; call it multiply_accumulates<In>()");
  static_assert(!misspells_constant<L>,
                "layer: nobody reads this constant; the names are placement, inference_placement, output_use, keeps_sign, "
                "keeps_range, probabilities, trains_in_place and constant_state");
  static_assert(!misspells_initializer<L>, "layer: nobody calls this function; name it initializer(i)");
  static_assert(!misspells_regularizer<L>, "layer: nobody calls this function; name it regularizer(i)");
  static_assert(!misspells_settings<L>, "layer: nobody calls this function; the names are settings() and problem()");
  static_assert(!lists_of_an_object<T, L, In>, "layer: parameters<In>(), state<In>() and memory<T, In>() must be static");
  static_assert(!calls_not_const<L>, "layer: initializer(i), regularizer(i), settings() and problem() must be const");
  return true;
}

}  // namespace linnet::detail
