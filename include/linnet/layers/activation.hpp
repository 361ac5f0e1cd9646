// SPDX-License-Identifier: MIT
// Activation: an activation function as a layer. Source: keras.layers.Activation.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/network/bound.hpp>

namespace linnet {

namespace detail {

/// Replaces an activation that a loss takes over: the loss overwrites the activation's inputs with its values.
struct TakenOver : linear {
  static constexpr bool keeps_sign = false;
};

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

  template <class In>
  static constexpr auto output_shape() {
    static_assert(!std::is_same_v<A, softmax> || last_dim<In> > 1,
                  "Activation: the softmax of one number is always 1; use sigmoid");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

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
    kernels::activate(activation, f.x, f.y, f.n * (Pass::Input::size / width), width);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    constexpr Index width = last_dim<typename Pass::Input>;
    kernels::activation_gradient(activation, f.y, f.dy, f.dx, f.n * (Pass::Input::size / width), width);
  }
};

template <class A>
Activation(A) -> Activation<A>;

}  // namespace linnet
