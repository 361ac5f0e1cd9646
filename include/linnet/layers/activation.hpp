// SPDX-License-Identifier: MIT
// Activation: an activation function as a layer. Source: keras.layers.Activation.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/kernels/activations.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

#include <algorithm>

namespace linnet {

namespace detail {

/// Replaces an activation that a loss takes over: the loss overwrites the activation's inputs with its values.
struct TakenOver : linear {
  static constexpr bool keeps_sign = false;
};

/// Deduced from Activation{"relu"}, which is refused in a sentence.
struct TextAsActivation : linear {
  template <class Text>
  constexpr TextAsActivation(const Text&) {
    static_assert(never<Text>, "Activation: an activation is a type and no text: Activation<relu>{}");
  }
};

/// Numbers that a layer with activation A remembers of a sample with `outputs` outputs: the inputs of the activation if its gradient needs
/// them.
template <class A>
constexpr Index activation_memory(Index outputs) {
  return kernels::from_input<A> ? outputs : 0;
}

/// Returns the place for the inputs of activation A: `remembered` in training if its gradient needs them, otherwise the output y.
template <class A, class T>
T* activation_input(T* remembered, T* y) {
  return kernels::from_input<A> && remembered ? remembered : y;
}

/// Returns the numbers from which the gradient of activation A is computed: the remembered inputs, or the outputs y.
template <class A, class T>
const T* activation_source(const T* remembered, const T* y) {
  return kernels::from_input<A> ? remembered : y;
}

}  // namespace detail

/// y = a(x), element by element (softmax: over the last axis). Input and output have the same shape and share memory.
template <class A>
struct Activation {
  A activation{};

  static constexpr std::string_view name = A::name;
  static constexpr std::string_view cpp_name = "linnet::Activation";
  static constexpr Placement placement = Placement::in_place;
  static constexpr OutputUse output_use = A::output_use;
  static constexpr bool keeps_sign = A::keeps_sign;
  static constexpr bool keeps_range = std::is_same_v<A, linear>;
  static constexpr bool each_step = true;  ///< see network/streamed.hpp

  template <class In>
  static constexpr auto output_shape() {
    static_assert(!std::is_same_v<A, softmax> || last_dim<In> > 1,
                  "Activation: the softmax of one number is always 1; use sigmoid");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = detail::activation_memory<A>(In::size)};
  }

  /// The int8 form; see network/int8_form.hpp.
  static constexpr QuantizedRange quantized_range =
      std::is_same_v<A, softmax> || detail::has_fixed_range<A> ? QuantizedRange::fixed : QuantizedRange::own;
  template <class In>
  using Int8 =
      std::conditional_t<std::is_same_v<A, softmax>, quantized::Softmax<In::size, last_dim<In>>, quantized::Table<A, In::size>>;

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if constexpr (requires { activation.problem(); }) return activation.problem();
    return nullptr;
  }

  /// See Dense::without_activation.
  constexpr Activation<detail::TakenOver> without_activation() const { return {}; }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(activation);
  }

  template <class Pass>
  void forward(const Pass& f) const {
    constexpr Index width = last_dim<typename Pass::Input>;
    if constexpr (kernels::from_input<A>) {
      if (f.remembered) std::copy_n(f.x, f.n * Pass::Input::size, f.remembered);
    }
    kernels::activate(activation, f.x, f.y, f.n * (Pass::Input::size / width), width);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Index width = last_dim<typename Pass::Input>;
    kernels::activation_gradient(activation, detail::activation_source<A>(f.remembered, f.y), f.dy, f.dx,
                                 f.n * (Pass::Input::size / width), width);
  }
};

template <class A>
Activation(A) -> Activation<A>;
Activation(const char*)->Activation<detail::TextAsActivation>;

}  // namespace linnet
