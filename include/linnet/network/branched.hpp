// SPDX-License-Identifier: MIT
// Branched: the common part of all layers that are made of branches. A layer derives from it and adds its name and its Output.
#pragma once

#include <linnet/network/branch_streams.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/network/pass_checks.hpp>

namespace linnet {

/// A layer whose branches `B` (std::tuple of layers; an empty one is the identity) all see its input, and whose outputs are merged.
///
/// Training remembers for each branch its outputs and the memory of its layers; scratch is that of the branch that needs most and two
/// gradients, inference scratch the same and one output. Sums run from the first branch to the last.
template <Merge M, class... B>
class Branched {
  static_assert(sizeof...(B) >= 2, "a layer that merges branches needs at least two of them");

 public:
  static constexpr Merge merge = M;
  static constexpr bool probabilities = false;  // neither of a sum nor of several outputs
  static constexpr OutputUse output_use = OutputUse::nothing;

  constexpr explicit Branched(std::tuple<B...> branches) : branches_(std::move(branches)) {}

  constexpr const std::tuple<B...>& branches() const { return branches_; }

  template <class In>
  static constexpr auto parameters() {
    return detail::tensors_of<TopologyOf<float, In, B>...>([]<class L>(std::type_identity<L>) { return L::parameters; });
  }
  template <class In>
  static constexpr auto state() {
    return detail::tensors_of<TopologyOf<float, In, B>...>([]<class L>(std::type_identity<L>) { return L::state; });
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return (Index{0} + ... + TopologyOf<float, In, B>::multiply_accumulates);
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    LayerMemory all;
    const auto add = [&]<class Top>(std::type_identity<Top>) {
      static_assert(detail::check_forward_of(static_cast<typename Top::BoundLayers*>(nullptr)));
      const LayerMemory m = Top::combined_memory;
      all.per_sample += Top::training_plan.per_sample + m.per_sample;
      all.per_batch += m.per_batch;
      all.scratch = (std::max)(all.scratch, m.scratch);
      all.scratch_per_sample = (std::max)(all.scratch_per_sample, m.scratch_per_sample);
      all.inference_scratch = (std::max)(all.inference_scratch, m.inference_scratch);
      all.inference_scratch_per_sample = (std::max)(all.inference_scratch_per_sample, m.inference_scratch_per_sample);
    };
    (add(std::type_identity<TopologyOf<T, In, B>>{}), ...);
    all.scratch += alignment_numbers<T>;
    all.scratch_per_sample += 2 * gradient_region<T, In>;
    all.inference_scratch_per_sample += 2 * inference_region<T, In> + merged_region<T, In>;
    return all;
  }

  /// Returns nullptr if the settings of all layers are valid, otherwise the reason.
  constexpr const char* problem() const {
    const char* found = nullptr;
    const auto look = [&](const auto& layer) {
      if constexpr (requires { layer.problem(); }) found = found ? found : layer.problem();
    };
    std::apply([&](const auto&... branch) { (std::apply([&](const auto&... layer) { (look(layer), ...); }, branch), ...); },
               branches_);
    return found;
  }

  /// Adds the layers and their settings: neither shapes nor tensors distinguish a maximum from a mean. An identity as the second branch of
  /// a sum adds nothing: such models had fingerprints before other branches existed.
  template <class Self, class Hash>
  void add_settings(Hash& hash) const {
    detail::for_each_branch<Branched>([&]<std::size_t I>() {
      using Top = detail::BranchTopology<Self, I>;
      if (Top::size > 0 || M != Merge::add || sizeof...(B) != 2 || I != 1) hash.add_bits(fingerprint<Top>);
      detail::add_settings<Top>(hash, std::get<I>(branches_));
    });
  }

  template <class Pass>
  void infer(const Pass& f) const {
    using T = typename Pass::Scalar;
    using In = typename Pass::Input;
    const Index length = f.n * inference_region<T, In>;
    T* const merged = f.scratch;  // (n, output of a branch)
    T* const regions = merged + f.n * merged_region<T, In>;
    const InferenceBlocks<T> blocks{{regions, regions + length}, regions + 2 * length};
    detail::for_each_branch<Branched>([&]<std::size_t I>() {
      using Top = At<I, Pass>;
      constexpr bool direct = M == Merge::add && I == 0;
      const T* y = f.x;
      if constexpr (direct || Top::size > 0) {
        T* const to = direct ? f.y : merged;
        Engine<Top, Layers<I>>::infer(std::get<I>(branches_), f.x, to, f.n, f.parameters + first_parameter<I, Pass>,
                                      f.state + first_state<I, Pass>, blocks);
        y = to;
      }
      if constexpr (M == Merge::concatenate) {
        put<I, Pass>(y, f.y, f.n);
      } else if constexpr (!direct) {
        for (Index i = 0; i < f.n * Pass::Output::size; ++i) f.y[i] += y[i];
      }
    });
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    std::array<const T*, sizeof...(B)> outputs;  // (n, output of a branch) each
    detail::for_each_branch<Branched>([&]<std::size_t I>() {
      using Top = At<I, Pass>;
      T* const memory = f.remembered + first_remembered<I, Pass>(f.n);
      const ForwardBlocks<T> blocks{f.n,    f.parameters + first_parameter<I, Pass>,      f.state + first_state<I, Pass>,
                                    memory, memory + Top::training_plan.per_sample * f.n, f.scratch};
      const T* y = Engine<Top, Layers<I>>::forward(std::get<I>(branches_), f.x, f.n, blocks, *f.random, f.training);
      outputs[I] = y ? y : f.x;  // layers that only reshape have no memory
      if constexpr (M == Merge::concatenate) put<I, Pass>(outputs[I], f.y, f.n);
    });
    if constexpr (M == Merge::add) {
      [&]<std::size_t... I>(std::index_sequence<I...>) { sum(f.y, f.n * Pass::Output::size, outputs[I]...); }
      (std::index_sequence_for<B...>{});
    }
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr bool needed = Pass::input_gradient_needed;
    constexpr Index in = Pass::Input::size;
    const Index delta = f.n * gradient_region<T, typename Pass::Input>;
    T* const deltas = f.scratch + scratch<Pass>(f.n);  // (2, n, largest gradient)
    detail::for_each_branch<Branched>([&]<std::size_t I>() {
      using Top = At<I, Pass>;
      if constexpr (needed || Top::first_trained < Top::size) {
        const T* dx = f.dy;
        if constexpr (M == Merge::concatenate || Top::size > 0) {
          take<I, Pass>(f.dy, deltas, f.n);
          T* const memory = f.remembered + first_remembered<I, Pass>(f.n);
          const BackwardBlocks<T> blocks{f.n,
                                         f.parameters + first_parameter<I, Pass>,
                                         f.gradients + first_parameter<I, Pass>,
                                         f.state + first_state<I, Pass>,
                                         memory,
                                         memory + Top::training_plan.per_sample * f.n,
                                         f.scratch,
                                         {deltas, deltas + delta}};
          dx = Engine<Top, Layers<I>>::template backward<needed>(std::get<I>(branches_), f.x, f.n, blocks,
                                                                 detail::adding_within<T>(f.adds));
        }
        if constexpr (needed && I == 0 && skips_one<Pass>) {
          sum(f.dx, f.n * in, dx, static_cast<const T*>(f.dy));
        } else if constexpr (needed && I == 0) {
          std::copy_n(dx, f.n * in, f.dx);
        } else if constexpr (needed && !skips_one<Pass>) {
          for (Index i = 0; i < f.n * in; ++i) f.dx[i] += dx[i];
        }
      }
    });
    if (f.updates_state) update_state(f);
  }

  /// The streamed form: every branch takes each frame. See network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() {
    return detail::BranchStreams<T, In, M, B...>::form;
  }
  template <class Pass>
  bool push(const Pass& f) const {
    return detail::BranchStreams<typename Pass::Scalar, typename Pass::Input, M, B...>::push(branches_, f);
  }

  /// Those of all layers; see Layer.
  template <class Pass>
  bool statistics_are_finite(const Pass& f) const {
    bool finite = true;
    for_each_state_blocks(f, [&]<class E>(std::type_identity<E>, const auto& layers, const auto& blocks) {
      finite = finite && E::statistics_are_finite(layers, f.n, blocks);
    });
    return finite;
  }
  template <class Pass>
  void update_state(const Pass& f) const {
    for_each_state_blocks(f, [&]<class E>(std::type_identity<E>, const auto& layers, const auto& blocks) {
      E::update_state(layers, f.n, blocks);
    });
  }

 private:
  template <std::size_t I>
  using Layers = std::tuple_element_t<I, std::tuple<B...>>;
  template <std::size_t I, class Pass>
  using At = TopologyOf<typename Pass::Scalar, typename Pass::Input, Layers<I>>;
  template <std::size_t I, class Pass>
  static constexpr Index first_parameter = detail::branch_parameters<typename Pass::Bound, I>;
  template <std::size_t I, class Pass>
  static constexpr Index first_state = detail::branch_state<typename Pass::Bound, I>;

  /// A sum of layers and of their input: its gradient is written in one pass.
  template <class Pass>
  static constexpr bool skips_one = M == Merge::add && sizeof...(B) == 2 && At<1, Pass>::size == 0;

  /// First number that branch I remembers of n samples: its outputs (n, training_plan), then the memory of its layers.
  template <std::size_t I, class Pass>
  static Index first_remembered(Index n) {
    return [n]<std::size_t... K>(std::index_sequence<K...>) {
      return (Index{0} + ... +
              (At<K, Pass>::training_plan.per_sample * n + At<K, Pass>::remembered_offset(At<K, Pass>::size, n)));
    }
    (std::make_index_sequence<I>{});
  }
  template <class Pass>
  static Index scratch(Index n) {
    return (std::max)({TopologyOf<typename Pass::Scalar, typename Pass::Input, B>::scratch(n)...});
  }

  /// Calls f(type of the engine, layers, blocks) for each branch.
  template <class Pass, class Function>
  void for_each_state_blocks(const Pass& f, const Function& call) const {
    using T = typename Pass::Scalar;
    detail::for_each_branch<Branched>([&]<std::size_t I>() {
      using Top = At<I, Pass>;
      const T* const memory = f.remembered + first_remembered<I, Pass>(f.n);
      const StateBlocks<T> blocks{f.n, f.parameters + first_parameter<I, Pass>, f.state + first_state<I, Pass>,
                                  memory + Top::training_plan.per_sample * f.n, f.scratch};
      call(std::type_identity<Engine<Top, Layers<I>>>{}, std::get<I>(branches_), blocks);
    });
  }

  template <class T, class... X>
  static void sum(T* y, Index count, const X*... x) {
    for (Index i = 0; i < count; ++i) y[i] = (... + x[i]);
  }

  /// Copies the output of branch I (n, Output of the branch) to its columns of y (n, Output), and those of dy the other way.
  template <std::size_t I, class Pass, class T>
  static void put(const T* from, T* y, Index n) {
    constexpr Index width = last_dim<typename At<I, Pass>::Output>, all = last_dim<typename Pass::Output>;
    for (Index row = 0; row < n * (Pass::Output::size / all); ++row) {
      std::copy_n(from + row * width, width, y + row * all + first_column<I, Pass>);
    }
  }
  template <std::size_t I, class Pass, class T>
  static void take(const T* dy, T* to, Index n) {
    if constexpr (M == Merge::add) {
      std::copy_n(dy, n * Pass::Output::size, to);
    } else {
      constexpr Index width = last_dim<typename At<I, Pass>::Output>, all = last_dim<typename Pass::Output>;
      for (Index row = 0; row < n * (Pass::Output::size / all); ++row) {
        std::copy_n(dy + row * all + first_column<I, Pass>, width, to + row * width);
      }
    }
  }
  template <std::size_t I, class Pass>
  static constexpr Index first_column = []<std::size_t... K>(std::index_sequence<K...>) {
    return (Index{0} + ... + last_dim<typename At<K, Pass>::Output>);
  }
  (std::make_index_sequence<I>{});

  /// Numbers per sample: of the largest gradient that passes through a branch, of the largest output between its layers in inference, and
  /// of the largest output of a branch that does not write where the layer does.
  template <class T, class In>
  static constexpr Index gradient_region = (std::max)({In::size, TopologyOf<T, In, B>::largest_output...});
  template <class T, class In>
  static constexpr Index inference_region = (std::max)({Index{0}, TopologyOf<T, In, B>::inference_region...});
  template <class T, class In>
  static constexpr Index merged_region = [] {
    Index largest = 0;
    std::size_t i = 0;
    const auto look = [&]<class Top>(std::type_identity<Top>) {
      if (Top::size > 0 && !(M == Merge::add && i == 0)) largest = (std::max)(largest, Top::Output::size);
      ++i;
    };
    (look(std::type_identity<TopologyOf<T, In, B>>{}), ...);
    return largest;
  }();

  std::tuple<B...> branches_;
};

}  // namespace linnet
