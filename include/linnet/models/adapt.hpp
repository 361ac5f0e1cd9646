// SPDX-License-Identifier: MIT
// adapt: sets the statistics of a model's first layer from data. Source: keras.layers.Normalization.adapt.
#pragma once

#include <linnet/models/running_statistics.hpp>
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

/// The same; does not compile if there is none.
template <class Top>
constexpr std::size_t adapting_layer() {
  constexpr std::size_t layer = first_adapting<Top>();
  static_assert(
      layer < Top::size,
      "adapt: the model has no Normalization as its first layer (only Flatten or Reshape may precede it); put it there");
  return layer;
}

template <class Model, class X>
void adapt(Model& model, std::span<const X> x) {
  using Top = typename Model::Topology;
  constexpr std::size_t layer = adapting_layer<Top>();
  if constexpr (layer < Top::size) {
    if constexpr (std::is_floating_point_v<X>) {
      constexpr X limit = sizeof(X) == 4 ? X(1e18) : X(1e150);  // beyond it the variance could overflow
      bool usable = true;
      for (const X number : x) usable &= number >= -limit && number <= limit;
      expect(usable, "adapt: x has numbers that are not finite, or so large that their variance overflows (float: 1e18)");
    }
    using B = typename Top::template Layer<layer>;
    B::Layer::template adapt<B>(x, model.state().data() + Top::state_offsets[layer]);
  }
}

template <class Model, Index Columns>
void adapt_to(Model& model, const RunningStatistics<Columns>& statistics) {
  using Top = typename Model::Topology;
  constexpr std::size_t layer = adapting_layer<Top>();
  if constexpr (layer < Top::size) {
    using B = typename Top::template Layer<layer>;
    static_assert(last_dim<typename B::Input> == Columns,
                  "adapt: the RunningStatistics need one column for each feature of the Normalization, its last axis");
    expect(statistics.count() > 0, "adapt: the RunningStatistics have counted no row");
    B::Layer::template adapt_to<B>(statistics, model.state().data() + Top::state_offsets[layer]);
  }
}

/// The same of x that may not be whole samples.
template <class Model, class X>
void adapt_flat(Model& model, std::span<const X> x) {
  constexpr auto numbers = static_cast<std::size_t>(Model::Input::size);
  expect(!x.empty() && x.size() % numbers == 0, "adapt: x is not a whole number of samples");
  detail::adapt(model, x);
}

}  // namespace detail

/// Sets mean and variance of the model's first layer, a Normalization (Flatten or Reshape may precede it), to those of x
/// (samples, Input), row-major, over all axes but the last: the population variance, summed in double,
/// and 0 for a feature that is constant up to rounding. Replaces earlier statistics.
///
/// Fails if x is not at least one whole sample, or has numbers that are not finite or above 1e18 (double: 1e150). x may also be integers of
/// up to 16 bits.
template <class Input, class... Layers>
void adapt(StaticSequential<Input, Layers...>& model, std::span<const typename Input::Scalar> x) {
  detail::adapt_flat(model, x);
}
template <class Input, class... Layers, detail::TakenIntegers<0> X>
void adapt(StaticSequential<Input, Layers...>& model, const X& x) {
  detail::adapt_flat(model, std::span(detail::flat_view<typename Input::Scalar>(x)));
}

/// The same of the rows that `statistics` have counted, one by one: for data that is never in memory. Fails if there is none.
template <class Input, class... Layers, Index Columns>
void adapt(StaticSequential<Input, Layers...>& model, const RunningStatistics<Columns>& statistics) {
  detail::adapt_to(model, statistics);
}

#if LINNET_HOST
template <class Input, class... Layers, Index Columns>
void adapt(Sequential<Input, Layers...>& model, const RunningStatistics<Columns>& statistics) {
  detail::adapt_to(model, statistics);
}

/// The same on a host. Throws InvalidInput if x is empty, of another shape than the model's input, not finite or too large.
template <class Input, class... Layers>
void adapt(Sequential<Input, Layers...>& model, ArrayView<typename Input::Scalar> x) {
  detail::require_samples("adapt", x, Sequential<Input, Layers...>::Input::dims);
  detail::adapt(model, std::span(x.data(), static_cast<std::size_t>(x.samples() * x.features())));
}

/// The same with the rows of a series on which windows lie, each of them once, those between the windows too: sliding_windows or
/// sliding_inputs, of the model's numbers or of integers of up to 16 bits. Throws InvalidInput unless the layer has a mean for each column of
/// the series.
template <class Input, class... Layers, detail::SlidingSamples Rows>
void adapt(Sequential<Input, Layers...>& model, const Rows& rows) {
  using Model = Sequential<Input, Layers...>;
  const auto& windows = detail::samples_of(rows);
  using S = std::remove_cvref_t<decltype(*windows.data())>;
  static_assert(std::is_same_v<S, typename Input::Scalar> || detail::SmallInteger<S>,
                "adapt: the series has another scalar type than the model; convert it, for example by copying it to a "
                "std::vector<float>");
  using Top = typename Model::Topology;
  detail::SampleData<typename Input::Scalar> x(windows);
  detail::require_samples("adapt", x, {Model::Input::dims, 0});
  if constexpr (constexpr std::size_t layer = detail::first_adapting<Top>(); layer < Top::size) {
    constexpr Index features = last_dim<typename Top::template Layer<layer>::Input>;
    const Index columns = windows.sample_dims()[1];
    detail::require(features == columns, [&] {
      return detail::text("adapt: the series has ", columns, " columns, the Normalization ", features,
                          " features; put it behind an Input<length, columns>");
    });
  }
  detail::adapt(model, std::span(windows.data(),
                                 static_cast<std::size_t>((windows.samples() - 1) * windows.apart() + windows.features())));
}
template <class Input, class... Layers, detail::TakenIntegers<0> X>
void adapt(Sequential<Input, Layers...>& model, const X& x) {
  ArrayView<typename decltype(detail::number_type<X>())::type> view(x);
  detail::require_shape("adapt", view, Sequential<Input, Layers...>::Input::dims);
  detail::adapt(model, std::span(view.data(), static_cast<std::size_t>(view.samples() * view.features())));
}
#endif

}  // namespace linnet
