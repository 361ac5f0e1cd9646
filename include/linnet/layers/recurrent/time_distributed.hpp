// SPDX-License-Identifier: MIT
// TimeDistributed: the same layers for each step of a sequence. Source: keras.layers.TimeDistributed.
#pragma once

#include <linnet/network/engine.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/network/pass_checks.hpp>
#include <linnet/network/streamed.hpp>

namespace linnet {

namespace detail {

/// (S, ...) without its first axis, and Out with an axis of S steps in front.
template <class In, class = std::make_index_sequence<static_cast<std::size_t>(In::rank > 1 ? In::rank - 1 : 0)>>
struct frame_of;
template <class In, std::size_t... I>
struct frame_of<In, std::index_sequence<I...>> {
  using type = Shape<In::dims[I + 1]...>;
};
template <Index S, class Out, class = std::make_index_sequence<static_cast<std::size_t>(Out::rank)>>
struct sequence_of;
template <Index S, class Out, std::size_t... I>
struct sequence_of<S, Out, std::index_sequence<I...>> {
  using type = Shape<S, Out::dims[I]...>;
};

}  // namespace detail

/// Applies layers to every step of a sequence: TimeDistributed{Conv2D<8, 3, relu>{}, Flatten{}}.
///
/// Input (N, S, ...), output (N, S, ...) with the layers' output for one step (...). Parameters and state: those of the layers; in training
/// all steps of all samples are one batch of N S, as for BatchNormalization. Dense, Activation, BatchNormalization and LayerNormalization,
/// which work on the last axis, need no TimeDistributed.
template <class Layers>
class TimeDistributed;

template <class... L>
class TimeDistributed<std::tuple<L...>> {
  static_assert(sizeof...(L) > 0, "TimeDistributed: name at least one layer");
  using Layers = std::tuple<L...>;

 public:
  static constexpr std::string_view name = "time_distributed";
  static constexpr std::string_view cpp_name = "linnet::TimeDistributed";
  static constexpr std::array<std::string_view, 1> branch_names{""};
  static constexpr Merge merge = Merge::concatenate;  ///< of one branch: it is the output
  using OutputLayers = Layers;                        ///< see output_activation
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class... E>
  requires std::is_same_v<detail::Flat<E...>, Layers>
  explicit(false) constexpr TimeDistributed(E... entries) : branches_(detail::flat(entries...)) {}
  explicit constexpr TimeDistributed(Layers layers) : branches_(std::move(layers)) {}

  constexpr const std::tuple<Layers>& branches() const { return branches_; }
  template <class Other>
  static constexpr auto with_branches(Other layers) {
    return linnet::TimeDistributed<Other>(std::move(layers));
  }

  /// See Dense::without_activation.
  constexpr auto without_activation() const requires requires(const std::tuple_element_t<sizeof...(L) - 1, Layers>& last) {
    last.without_activation();
  }
  {
    constexpr std::size_t last = sizeof...(L) - 1;
    return [this]<std::size_t... I>(std::index_sequence<I...>) {
      return with_branches(std::make_tuple(std::get<I>(layers())..., std::get<last>(layers()).without_activation()));
    }
    (std::make_index_sequence<last>{});
  }

  template <class In>
  static constexpr auto frame() {
    static_assert(In::rank >= 2,
                  "TimeDistributed: the input has no axis of steps; give it one, for example Input<steps, features>");
    if constexpr (In::rank >= 2) {
      return typename detail::frame_of<In>::type{};
    } else {
      return Shape<1>{};
    }
  }
  template <class In>
  using BranchInput = decltype(frame<In>());
  template <class In>
  using Output = typename detail::sequence_of<In::dims[0], typename Topology<float, BranchInput<In>, L...>::Output>::type;

  template <class In>
  static constexpr auto parameters() {
    return detail::tensors_of<Topology<float, BranchInput<In>, L...>>(
        []<class B>(std::type_identity<B>) { return B::parameters; });
  }
  template <class In>
  static constexpr auto state() {
    return detail::tensors_of<Topology<float, BranchInput<In>, L...>>([]<class B>(std::type_identity<B>) { return B::state; });
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return In::dims[0] * Topology<float, BranchInput<In>, L...>::multiply_accumulates;
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    using Top = Topology<T, BranchInput<In>, L...>;
    static_assert(detail::check_forward_of(static_cast<typename Top::BoundLayers*>(nullptr)));
    constexpr LayerMemory m = Top::combined_memory;
    constexpr Index S = In::dims[0], at_once = inferred_at_once<In>;
    return {.per_sample = S * (Top::training_plan.per_sample + m.per_sample),
            .per_batch = m.per_batch,
            .scratch = m.scratch + alignment_numbers<T>,
            .scratch_per_sample = S * (m.scratch_per_sample + 2 * gradient_region<T, In>),
            .inference_scratch = 2 * Top::inference_region * at_once + Top::inference_scratch(at_once)};
  }

  /// Returns nullptr if the settings of all layers are valid, otherwise the reason.
  constexpr const char* problem() const {
    const char* found = nullptr;
    const auto look = [&](const auto& layer) {
      if constexpr (requires { layer.problem(); }) found = found ? found : layer.problem();
    };
    std::apply([&](const auto&... layer) { (look(layer), ...); }, layers());
    return found;
  }
  template <class Self, class Hash>
  void add_settings(Hash& hash) const {
    using Top = detail::BranchTopology<Self, 0>;
    hash.add_bits(fingerprint<Top>);
    detail::add_settings<Top>(hash, layers());
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(layers());
  }
  constexpr const auto& cpp_entries() const { return layers(); }

  /// Infers the steps of one sample at a time, on a target a step at a time.
  template <class Pass>
  void infer(const Pass& f) const {
    using Top = At<Pass>;
    using In = typename Pass::Input;
    constexpr Index at_once = inferred_at_once<In>, region = Top::inference_region * at_once;
    const InferenceBlocks<typename Pass::Scalar> blocks{{f.scratch, f.scratch + region}, f.scratch + 2 * region};
    for (Index i = 0; i < f.n * (In::dims[0] / at_once); ++i) {
      const auto* x = f.x + i * at_once * Top::Input::size;
      auto* y = f.y + i * at_once * Top::Output::size;
      Engine<Top, Layers>::infer(layers(), x, y, std::integral_constant<Index, at_once>{}, f.parameters, f.state, blocks);
    }
  }
  template <class Pass>
  void forward(const Pass& f) const {
    using Top = At<Pass>;
    const Index n = f.n * Pass::Input::dims[0];
    const ForwardBlocks<typename Pass::Scalar> blocks{
        n, f.parameters, f.state, f.remembered, f.remembered + Top::training_plan.per_sample * n, f.scratch};
    const auto* y = Engine<Top, Layers>::forward(layers(), f.x, n, blocks, *f.random, f.training);
    std::copy_n(y ? y : f.x, n * Top::Output::size, f.y);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using Top = At<Pass>;
    constexpr bool needed = Pass::input_gradient_needed;
    const Index n = f.n * Pass::Input::dims[0];
    T* const deltas = f.scratch + Top::scratch(n);  // (2, n, largest gradient)
    if constexpr (needed || Top::first_trained < Top::size) {
      std::copy_n(f.dy, n * Top::Output::size, deltas);
      const BackwardBlocks<T> blocks{n,
                                     f.parameters,
                                     f.gradients,
                                     f.state,
                                     f.remembered,
                                     f.remembered + Top::training_plan.per_sample * n,
                                     f.scratch,
                                     {deltas, deltas + n * gradient_region<T, typename Pass::Input>}};
      const T* dx = Engine<Top, Layers>::template backward<needed>(layers(), f.x, n, blocks, detail::adding_within<T>(f.adds));
      if constexpr (needed) std::copy_n(dx, n * Top::Input::size, f.dx);
    }
    if (f.updates_state) update_state(f);
  }

  /// Those of all layers; see Layer.
  template <class Pass>
  bool statistics_are_finite(const Pass& f) const {
    return Engine<At<Pass>, Layers>::statistics_are_finite(layers(), f.n * Pass::Input::dims[0], state_blocks(f));
  }
  template <class Pass>
  void update_state(const Pass& f) const {
    Engine<At<Pass>, Layers>::update_state(layers(), f.n * Pass::Input::dims[0], state_blocks(f));
  }

  /// The streamed form: a frame is a step. See network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() {
    using Top = Topology<T, BranchInput<In>, L...>;
    return {.scratch = Top::inference_bytes() / static_cast<Index>(sizeof(T))};
  }
  template <class Pass>
  bool push(const Pass& f) const {
    using Top = At<Pass>;
    Engine<Top, Layers>::infer(layers(), f.x, f.y, OneSample{}, f.parameters, f.state,
                               InferenceBlocks<typename Pass::Scalar>::template of<Top>(f.scratch, 1));
    return true;
  }

 private:
  template <class Pass>
  using At = Topology<typename Pass::Scalar, BranchInput<typename Pass::Input>, L...>;
  template <class T, class In>
  static constexpr Index gradient_region = (std::max)(BranchInput<In>::size,
                                                      Topology<T, BranchInput<In>, L...>::largest_output);
  template <class In>
  static constexpr Index inferred_at_once = LINNET_HOST ? In::dims[0] : 1;

  constexpr const Layers& layers() const { return std::get<0>(branches_); }

  template <class Pass>
  static StateBlocks<typename Pass::Scalar> state_blocks(const Pass& f) {
    const Index n = f.n * Pass::Input::dims[0];
    return {n, f.parameters, f.state, f.remembered + At<Pass>::training_plan.per_sample * n, f.scratch};
  }

  std::tuple<Layers> branches_;
};

template <class... L>
TimeDistributed(L...) -> TimeDistributed<detail::Flat<L...>>;
template <class Layers>  // not a copy: one within another
TimeDistributed(TimeDistributed<Layers>)->TimeDistributed<std::tuple<TimeDistributed<Layers>>>;

}  // namespace linnet
