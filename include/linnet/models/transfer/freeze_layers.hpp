// SPDX-License-Identifier: MIT
// freeze_layers: a model of which some layers do not train, for transfer learning, fine-tuning, and a GAN's generator.
// Source: layer.trainable = False of Keras.
#pragma once

#include <linnet/core/in_use.hpp>
#include <linnet/models/compile_call.hpp>
#include <linnet/models/transfer/frozen_layers.hpp>
#include <linnet/models/transfer/layer_place.hpp>
#include <linnet/models/transfer/skips_gaps.hpp>

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <utility>

namespace linnet {

/// A model some of whose layers are frozen: what freeze_layers returns. `compile` makes a training of the others, whose steps leave the
/// parameters and the state of the frozen layers as they are, bit for bit. It has neither gradients nor moments for them, and layers in
/// front of all that train have no backward pass. The model stays the same object: `model.compile(...)` trains all of it again, from the
/// weights that it has.
///
/// Its summary, parameter_count, training_bytes and multiply_accumulates are those of this training.
template <class Model, class Flags>
class PartlyTrainable;

namespace detail {

template <class Model, class Flags>
struct partly_trainable;
template <class Model, bool... Frozen>
struct partly_trainable<Model, std::integer_sequence<bool, Frozen...>> {
  using Plan = FreezePlan<typename Model::Topology, Frozen...>;
  template <std::size_t... I>
  static auto base(std::index_sequence<I...>)
      -> ModelBase<PartlyTrainable<Model, std::integer_sequence<bool, Frozen...>>, typename Model::InputEntry,
                   decltype(training_layer<Plan, I>(std::declval<Model&>()))...>;
  using Base = decltype(base(std::make_index_sequence<sizeof...(Frozen)>{}));
};

}  // namespace detail

template <class Model, bool... Frozen>
class PartlyTrainable<Model, std::integer_sequence<bool, Frozen...>>
    : public detail::partly_trainable<Model, std::integer_sequence<bool, Frozen...>>::Base {
  using Plan = detail::FreezePlan<typename Model::Topology, Frozen...>;
  using Base = typename detail::partly_trainable<Model, std::integer_sequence<bool, Frozen...>>::Base;
  static constexpr bool on_heap = requires { typename Model::Samples; };

 public:
  using typename Base::Scalar;
  using typename Base::Topology;
  /// True for the layers that were frozen.
  static constexpr std::array<bool, sizeof...(Frozen)> frozen{Frozen...};

  explicit PartlyTrainable(Model& model) : PartlyTrainable(model, std::index_sequence_for<decltype(Frozen)...>{}) {}

  /// The model, all of it.
  Model& model() const { return model_; }

  /// The part of the model's parameters from the first layer that trains to the last, and that of its state.
  std::span<Scalar> parameters() const {
    return part(model_.parameters(), Model::Topology::parameter_offsets, Plan::parameter_slices, Topology::parameter_block);
  }
  std::span<Scalar> state() const {
    return part(model_.state(), Model::Topology::state_offsets, Plan::state_slices, Topology::state_block);
  }

  /// Binds the model to a loss, an optimizer and metrics, as its own compile does. The training refers to the model, which must outlive it
  /// in its place.
  template <Loss L, Optimizer O, Metric... M>
  requires(on_heap&& detail::CompileCall<PartlyTrainable, L, O, M...>::accepted) auto compile(const L& loss, const O& optimizer,
                                                                                              const M&... metrics) {
    return make_training(*this, loss, skipping(optimizer), metrics...);
  }
  /// The same for a StaticSequential, with memory for batches of up to `BatchSize` samples: see StaticSequential::compile.
  template <Index BatchSize, Index ShuffledSamples = 0, Loss L, Optimizer O, Metric... M>
  requires(!on_heap && detail::CompileCall<PartlyTrainable, L, O, M...>::accepted) auto compile(const L& loss,
                                                                                                const O& optimizer,
                                                                                                const M&... metrics) {
    return make_static_training<BatchSize, ShuffledSamples>(*this, loss, skipping(optimizer), metrics...);
  }
  /// Calls that are refused in a sentence: the returned type is an error.
  template <class... A>
  requires on_heap typename detail::CompileCall<PartlyTrainable, A...>::Refused compile(const A&...);
  template <class... A>
  requires(!on_heap) detail::RefusedSize<Scalar> compile(const A&...);
  template <Index BatchSize, Index ShuffledSamples = 0, class... A>
  requires(!on_heap) typename detail::CompileCall<PartlyTrainable, A...>::Refused compile(const A&...);
  template <class... A>
  detail::RefusedFit<Scalar> fit(const A&...);
  template <class X, class Y, class Given = detail::FitWords<Scalar>>
  detail::RefusedFit<Scalar> fit(const X&, const Y&, const Given& = {});
  template <class... A>
  detail::RefusedEvaluate<Scalar> evaluate(const A&...);

 private:
  friend detail::ModelAccess;

  template <std::size_t... I>
  PartlyTrainable(Model& model, std::index_sequence<I...>)
      : Base(detail::training_layer<Plan, I>(model)...), model_(model), in_use_(detail::ModelAccess::in_use(model)) {}

  void require_constructed() const { detail::ModelAccess::require_constructed(model_); }

  /// The numbers of `all` from the first layer on that is not replaced.
  template <class Offsets, class Slices>
  static std::span<Scalar> part(std::span<Scalar> all, const Offsets& offsets, const Slices& slices, Index size) {
    const std::size_t first = Plan::first_of(slices);
    return all.subspan(first < Plan::size ? static_cast<std::size_t>(offsets[first]) : 0, static_cast<std::size_t>(size));
  }

  template <class O>
  static auto skipping(const O& optimizer) {
    if constexpr (!detail::has_gaps<Topology> || detail::trains_in_place<O>) {
      return optimizer;
    } else {
      static_assert(
          !detail::updates_tensors<O, Scalar>,
          "freeze_layers: this optimizer takes the tensors one by one, and cannot leave out layers between those that "
          "train; freeze only first and last layers, or use another, such as Adam");
      return detail::SkipsGaps<O, Topology>{optimizer};
    }
  }

  Model& model_;
  detail::InUse& in_use_;
};

namespace detail {

/// The flags of `Old`, and those of the layers [first, last).
template <LayerRange range, bool... Old, std::size_t... I>
auto frozen_flags(std::integer_sequence<bool, Old...>, std::index_sequence<I...>)
    -> std::integer_sequence<bool, (Old || (I >= range.first && I < range.last))...>;

template <class Model>
struct flags_of {
  using Whole = Model;
  template <std::size_t... I>
  static auto none(std::index_sequence<I...>) -> std::integer_sequence<bool, (I > Model::Topology::size)...>;
  using type = decltype(none(std::make_index_sequence<Model::Topology::size>{}));
  static Model& whole(Model& model) { return model; }
};
template <class Model, class Flags>
struct flags_of<PartlyTrainable<Model, Flags>> {
  using Whole = Model;
  using type = Flags;
  static Model& whole(const PartlyTrainable<Model, Flags>& part) { return part.model(); }
};

/// A model, or a part of one: what has layers to freeze.
template <class M>
concept HasLayers = requires {
  typename std::remove_cvref_t<M>::Topology;
};

/// Returned by a call that is refused.
template <class... A>
struct RefusedFreeze {
  static_assert(sizeof...(A) == 1,
                "freeze_layers: the compiler must know the places, which stand in angle brackets: freeze_layers<4>(model), "
                "freeze_layers<\"conv2d\", \"flatten\">(model)");
  static_assert(sizeof...(A) != 1,
                "freeze_layers: this is no model; layers are frozen before compile: freeze_layers<4>(model)"
                ".compile(loss, optimizer)");
};

template <class Top, LayerPlace... Places>
constexpr LayerRange range_of() {
  static_assert(sizeof...(Places) == 1 || sizeof...(Places) == 2,
                "freeze_layers: name one place, as in freeze_layers<4> for the first four layers, or two: freeze_layers<2, 4>");
  constexpr LayerRange range = [] {
    if constexpr (sizeof...(Places) == 1) {
      return layers_at<Top>(Places...);
    } else if constexpr (sizeof...(Places) == 2) {
      return layers_between<Top>(Places...);
    } else {
      return LayerRange{0, 1, Top::size};
    }
  }();
  static_assert(range.named,
                "freeze_layers: no layer of the model has this name; summary() prints the names, and a layer in branches is "
                "frozen with the layer that has the branches");
  static_assert(
      !range.named || range.valid(),
      "freeze_layers: no layers are there; positions are from 0 to the number of layers, negative ones count from the "
      "end, and the second place is behind the first; to freeze none, compile the model itself");
  return range;
}

}  // namespace detail

/// Returns `model`, a Sequential or a StaticSequential, with some layers frozen, for compile:
///
///   freeze_layers<4>(model)                         the first four layers
///   freeze_layers<-3>(model)                        the last three
///   freeze_layers<2, 5>(model)                      layers 2, 3 and 4: a slice as in Python, also freeze_layers<0, -1>
///   freeze_layers<"conv2d_1">(model)                the layer with this name in summary()
///   freeze_layers<"conv2d", "max_pooling2d">(model)   from one to the other, both included
///   freeze_layers<0, 2>(freeze_layers<-1>(model))   these and those
///
/// Layers are counted as in `parameter<I>`: without Input, those of a Block one by one, an Add, Concatenate or Residual as one.
template <LayerPlace... Places, detail::HasLayers AnyModel>
auto freeze_layers(AnyModel&& model) {
  using Given = std::remove_reference_t<AnyModel>;
  using Facts = detail::flags_of<std::remove_cv_t<Given>>;
  using Whole = typename Facts::Whole;
  constexpr bool part = !std::is_same_v<std::remove_cv_t<Given>, Whole>;
  static_assert(part || std::is_lvalue_reference_v<AnyModel>,
                "freeze_layers: the model is a temporary; give it a name, its training refers to it");
  static_assert(part || !std::is_const_v<Given>, "freeze_layers: the model is const; training changes it");
  static_assert(
      !requires { requires Whole::refers_to_parameters; },
      "freeze_layers: a FrozenSequential does not train; freeze<N>(model) makes its layers the first one of another model");
  constexpr detail::LayerRange range = detail::range_of<typename Whole::Topology, Places...>();
  using Flags =
      decltype(detail::frozen_flags<range>(typename Facts::type{}, std::make_index_sequence<Whole::Topology::size>{}));
  if constexpr ((part || !std::is_const_v<Given>)&&!requires { requires Whole::refers_to_parameters; }) {
    Whole& whole = Facts::whole(model);
    detail::ModelAccess::require_constructed(whole);
    using Part = PartlyTrainable<Whole, Flags>;
    static_assert(Part::parameter_count() > 0, "freeze_layers: no layer is left that trains");
    return Part(whole);
  }
}

/// Calls that are refused in a sentence: of no model, or with places in parentheses.
template <LayerPlace... Places, class... A>
requires(sizeof...(A) != 1 || !(true && ... && detail::HasLayers<A>)) detail::RefusedFreeze<A...> freeze_layers(A&&...);

}  // namespace linnet
