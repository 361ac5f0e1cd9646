// SPDX-License-Identifier: MIT
// Rounding: a layer that computes with the weights that int8 has for its own, and trains these.
#pragma once

#include <linnet/kernels/int8/fake_quantize.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/quantized/forms.hpp>

namespace linnet::quantized {

/// True if the int8 form of L for input In rounds the first parameter tensor, (products, outputs), with a scale for each output.
template <class L, class In>
concept RoundsWeights = requires {
  { L::template Int8<In>::outputs } -> std::convertible_to<Index>;
  { L::template Int8<In>::products } -> std::convertible_to<Index>;
};

/// Layer L, a fully connected layer or a convolution, with rounded weights forward and backward: Rounding{Dense<16>{}}. Its parameters are
/// L's, in float; the gradient with respect to the rounded ones updates them (straight through). The bias is not rounded: in int8 it has 32
/// bits.
template <class L>
struct Rounding : L {
  static constexpr std::string_view cpp_name = "linnet::quantized::Rounding";
  static constexpr bool rounds_weights = true;

  constexpr const L& layer() const { return *this; }

  constexpr auto without_activation() const requires requires(const L& l) { l.without_activation(); }
  { return linnet::quantized::Rounding<decltype(layer().without_activation())>{layer().without_activation()}; }
  void with_bias() const = delete;  // takes up no BatchNormalization: its weights would be rounded before

  constexpr std::tuple<L> cpp_entries() const { return {layer()}; }
  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(layer());
  }

  /// The rounded weights and their scales are in scratch memory, in front of L's.
  template <class T, class In>
  static constexpr LayerMemory memory() {
    static_assert(RoundsWeights<L, In>, "Rounding: only fully connected layers and convolutions have weights to round");
    LayerMemory m = Bound<T, L, In>::memory;
    m.scratch += room<T, In>;
    m.inference_scratch += room<T, In>;
    return m;
  }

  template <class Pass>
  void forward(const Pass& f) const {
    layer().forward(rounded_pass(f));
  }
  template <class Pass>
  void infer(const Pass& f) const {
    const auto inner = rounded_pass(f);
    if constexpr (requires { layer().infer(inner); }) {
      layer().infer(inner);
    } else {
      layer().forward(inner);
    }
  }
  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    using Inner = BackwardPass<Bound<T, L, In>, Pass::input_gradient_needed, Pass::in_place>;
    const T* parameters = f.parameters;  // only the gradient of the input depends on them
    if constexpr (Pass::input_gradient_needed) parameters = rounded<In>(f.parameters, f.scratch);
    layer().backward(Inner{f.n, f.x, f.y, f.dy, f.dx, parameters, f.gradients, f.state, f.remembered, f.scratch + room<T, In>,
                           f.step, f.limit, f.updates_state});
  }

 private:
  template <class T, class In>
  static constexpr Index room = Bound<T, L, In>::parameter_slice + aligned<T>(L::template Int8<In>::outputs);

  /// Returns the rounded parameters, which it writes to `scratch`.
  template <class In, class T>
  static const T* rounded(const T* parameters, T* scratch) {
    using B = Bound<T, L, In>;
    using Form = typename L::template Int8<In>;
    kernels::int8::round_weights(parameters, scratch, Form::products, Form::outputs, scratch + B::parameter_slice);
    for (std::size_t i = 1; i < B::parameters.size(); ++i) {
      std::copy_n(parameters + B::parameter_offset(i), B::parameters[i].size(), scratch + B::parameter_offset(i));
    }
    return scratch;
  }
  template <class Pass>
  static auto rounded_pass(const Pass& f) {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    using Samples = std::remove_cvref_t<decltype(f.n)>;
    return ForwardPass<Bound<T, L, In>, Samples>{
        f.n,      f.x,       f.y, rounded<In>(f.parameters, f.scratch), f.state, f.remembered, f.scratch + room<T, In>,
        f.random, f.training};
  }
};

template <class L>
Rounding(L) -> Rounding<L>;

}  // namespace linnet::quantized
