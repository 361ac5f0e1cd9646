// SPDX-License-Identifier: MIT
// first_layers: the front part of a trained model as a model, whose predictions are the outputs of an inner layer, or with a new head.
// Source: keras.Model(model.inputs, model.layers[k].output).
#pragma once

#include <linnet/models/sequential.hpp>
#include <linnet/models/transfer/copy_weights.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet {

namespace detail {

/// A model of its own: no training, and not what freeze_layers returns.
template <class M>
concept WholeModel = requires {
  typename std::remove_cvref_t<M>::Topology;
}
&&!requires(M & part) { part.model(); };

/// Returned by a call that is refused.
template <bool Placed, class...>
struct RefusedFirst {
  static_assert(Placed,
                "first_layers: the compiler must know the place, which stands in angle brackets: first_layers<2>(model), "
                "first_layers<\"flatten\">(model), first_layers<-1>(model, Dense<10>{})");
  static_assert(!Placed, "first_layers: this is no model; give the model itself, not its training nor freeze_layers of it");
};

}  // namespace detail

/// Returns a Sequential of the first layers of `model`, with copies of their parameters and state, and of `more` layers behind them, newly
/// drawn: without these, its predictions are the outputs of the last of the first layers. `model` is a Sequential, StaticSequential or
/// FrozenSequential. `First` is a count, negative for all layers but the last ones, or the name in summary() of the last layer. Layers are
/// counted as in `parameter<I>`: without Input, those of a Block one by one, an Add, Concatenate or Residual as one.
///
///   const auto convolution = first_layers<1>(model);                 // also first_layers<"conv2d">(model)
///   const Tensor<4> maps = convolution.predict(images);
///   auto letters = first_layers<-1>(digits, Dense<26, softmax>{});   // another last layer
template <LayerPlace First, template <class, class...> class Model, class Input_, class... Entries, class... More>
requires detail::WholeModel<Model<Input_, Entries...>>
auto first_layers(const Model<Input_, Entries...>& model, const More&... more) {
  using Top = typename Model<Input_, Entries...>::Topology;
  constexpr detail::LayerRange range = detail::first_at<Top>(First);
  static_assert(
      range.named,
      "first_layers: no layer of the model has this name; summary() prints the names, and layers in branches do not count");
  static_assert(!range.named || range.valid(),
                "first_layers: the count is from 1 to the number of layers of the model, or negative for all but that many");
  constexpr std::size_t count = range.valid() ? range.last : 1;
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    using Layers = typename Model<Input_, Entries...>::Layers;
    detail::expect((Top::parameter_count == 0 || model.parameters().data() != nullptr) &&
                       (Top::state_count == 0 || model.state().data() != nullptr),
                   detail::not_constructed_or_moved);
    Sequential<Input_, std::tuple_element_t<I, Layers>..., More...> part(Input_{}, std::get<I>(model.layers())..., more...);
    copy_weights<count>(model, part);
    return part;
  }
  (std::make_index_sequence<count>{});
}

/// Calls that are refused in a sentence.
template <LayerPlace... Places, class Given, class... More>
requires(sizeof...(Places) != 1 ||
         !detail::WholeModel<Given>) detail::RefusedFirst<sizeof...(Places) == 1, Given> first_layers(const Given&,
                                                                                                      const More&...);

}  // namespace linnet
