// SPDX-License-Identifier: MIT
// adapt: sets the statistics of a model's first layer from data. Source: keras.layers.Normalization.adapt.
#pragma once

#include <linnet/models/static_sequential.hpp>

#if LINNET_HOST
#include <linnet/models/sequential.hpp>
#endif

namespace linnet {

namespace detail {

/// The layer with statistics of data (`adapts`) that receives the model's input unchanged, except for its shape; the number of layers if
/// there is none.
template <class Top, std::size_t I = 0>
constexpr std::size_t first_adapting() {
  if constexpr (I < Top::size) {
    using B = typename Top::template Layer<I>;
    if constexpr (requires { requires B::Layer::adapts; }) return I;
    if constexpr (B::placement == Placement::alias) return first_adapting<Top, I + 1>();
  }
  return Top::size;
}

template <class Model, class T>
void adapt(Model& model, std::span<const T> x) {
  using Top = typename Model::Topology;
  constexpr std::size_t layer = first_adapting<Top>();
  static_assert(
      layer < Top::size,
      "adapt: the model has no Normalization as its first layer (only Flatten or Reshape may precede it); put it there");
  if constexpr (layer < Top::size) {
    constexpr T limit = sizeof(T) == 4 ? T(1e18) : T(1e150);  // beyond it the variance could overflow
    bool usable = true;
    for (const T number : x) usable &= number >= -limit && number <= limit;
    expect(usable, "adapt: x has numbers that are not finite, or so large that their variance overflows (float: 1e18)");
    using B = typename Top::template Layer<layer>;
    B::Layer::template adapt<B>(x, model.state().data() + Top::state_offsets[layer]);
  }
}

}  // namespace detail

/// Sets mean and variance of the model's first layer, a Normalization (Flatten or Reshape may precede it), to those of x
/// (samples, Input), row-major, over all axes but the last: the population variance, summed in double,
/// and 0 for a feature that is constant up to rounding. Replaces earlier statistics.
///
/// Fails if x is not at least one whole sample, or has numbers that are not finite or above 1e18 (double: 1e150).
template <class Input, class... Layers>
void adapt(StaticSequential<Input, Layers...>& model, std::span<const typename Input::Scalar> x) {
  constexpr auto numbers = static_cast<std::size_t>(StaticSequential<Input, Layers...>::Input::size);
  detail::expect(!x.empty() && x.size() % numbers == 0, "adapt: x is not a whole number of samples");
  detail::adapt(model, x);
}

#if LINNET_HOST
/// The same on a host. Throws InvalidInput if x is empty, of another shape than the model's input, not finite or too large.
template <class Input, class... Layers>
void adapt(Sequential<Input, Layers...>& model, ArrayView<typename Input::Scalar> x) {
  detail::require_samples("adapt", x, Sequential<Input, Layers...>::Input::dims);
  detail::adapt(model, std::span(x.data(), static_cast<std::size_t>(x.samples() * x.features())));
}
#endif

}  // namespace linnet
