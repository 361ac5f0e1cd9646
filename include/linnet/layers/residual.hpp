// SPDX-License-Identifier: MIT
// Residual: a list of layers whose output is added to its input. Source: He et al., Deep Residual Learning (2015).
#pragma once

#include <linnet/network/engine.hpp>
#include <linnet/network/fingerprint.hpp>

namespace linnet {

/// First entry of a Residual: layers that bring its input to the shape of its output, usually a 1x1 convolution with strides.
template <class... L>
struct Projection {
  static_assert(sizeof...(L) > 0, "Projection: name at least one layer");
  std::tuple<L...> layers;
  explicit(false) constexpr Projection(L... entries) : layers(std::move(entries)...) {}
};

/// y = layers(x) + x, or layers(x) + projection(x): Residual{Conv2D<...>{}, ...} or Residual{Projection{...}, Conv2D<...>{}, ...}.
///
/// Without a projection the layers must keep the shape of their input. Put an Activation behind it where the sum is activated.
/// Parameters and state: those of the layers, then those of the projection.
template <class Skip, class Main>
class Residual;

template <class... P, class... L>
class Residual<std::tuple<P...>, std::tuple<L...>> {
  static_assert(sizeof...(L) > 0, "Residual: name at least one layer");

 public:
  static constexpr bool projects = sizeof...(P) > 0;

  explicit(false) constexpr Residual(L... layers) requires(!projects) : main_(std::move(layers)...) {}
  explicit(false) constexpr Residual(Projection<P...> projection, L... layers) requires projects
      : main_(std::move(layers)...),
        skip_(std::move(projection.layers)) {}
  Residual(std::tuple<P...> projection, std::tuple<L...> layers) : main_(std::move(layers)), skip_(std::move(projection)) {}

  static constexpr std::string_view name = "residual";
  static constexpr bool probabilities = false;  // of no sum
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class T, class In>
  using MainTopology = Topology<T, In, L...>;
  /// Of the projection; without one, of the layers, and not used.
  template <class T, class In>
  using SkipTopology =
      std::conditional_t<projects, TopologyOf<T, In, std::conditional_t<projects, std::tuple<P...>, std::tuple<L...>>>,
                         MainTopology<T, In>>;

 private:
  template <class In>
  struct Fit {
    using type = typename MainTopology<float, In>::Output;
    static_assert(
        projects || std::is_same_v<type, In>,
        "Residual: the layers change the shape of their input, so it cannot be added to their output; make Projection{...} "
        "the first entry, with a 1x1 convolution of the same strides and filters");
    static_assert(!projects || std::is_same_v<type, typename SkipTopology<float, In>::Output>,
                  "Residual: the projection gives another shape than the layers; give it their strides and filters");
  };

 public:
  template <class In>
  using Output = typename Fit<In>::type;

  template <class In>
  static constexpr auto parameters() {
    return joined<In>([]<class B>(std::type_identity<B>) { return B::parameters; });
  }
  template <class In>
  static constexpr auto state() {
    return joined<In>([]<class B>(std::type_identity<B>) { return B::state; });
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return MainTopology<float, In>::multiply_accumulates + (projects ? SkipTopology<float, In>::multiply_accumulates : 0);
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    using M = MainTopology<T, In>;
    using S = SkipTopology<T, In>;
    constexpr LayerMemory m = M::combined_memory, s = projects ? S::combined_memory : LayerMemory{};
    return {
        .per_sample = M::training_plan.per_sample + m.per_sample + (projects ? S::training_plan.per_sample + s.per_sample : 0),
        .per_batch = m.per_batch + s.per_batch,
        .scratch = (std::max)(m.scratch, s.scratch) + alignment_numbers<T>,
        .scratch_per_sample = (std::max)(m.scratch_per_sample, s.scratch_per_sample) + 2 * region<T, In>,
        .inference_scratch = (std::max)(m.inference_scratch, s.inference_scratch),
        .inference_scratch_per_sample = (std::max)(m.inference_scratch_per_sample, s.inference_scratch_per_sample) +
                                        2 * (std::max)(M::inference_region, S::inference_region) +
                                        (projects ? M::Output::size : 0)};
  }

  /// Null if the settings are right, else what is wrong with them.
  constexpr const char* problem() const {
    const char* found = nullptr;
    const auto look = [&](const auto& layer) {
      if constexpr (requires { layer.problem(); }) found = found ? found : layer.problem();
    };
    std::apply([&](const auto&... layer) { (look(layer), ...); }, main_);
    std::apply([&](const auto&... layer) { (look(layer), ...); }, skip_);
    return found;
  }

  /// See Engine::for_each_parameter and for_each_state; `first` is where this layer's slice begins.
  template <class B, class Function>
  void for_each_parameter(Index first, const Function& f) const {
    using M = MainTopology<typename B::Scalar, typename B::Input>;
    using S = SkipTopology<typename B::Scalar, typename B::Input>;
    Engine<M, std::tuple<L...>>::for_each_parameter(main_, behind(first, f));
    if constexpr (projects) Engine<S, std::tuple<P...>>::for_each_parameter(skip_, behind(first + M::parameter_block, f));
  }
  template <class B, class Function>
  void for_each_state(Index first, const Function& f) const {
    using M = MainTopology<typename B::Scalar, typename B::Input>;
    using S = SkipTopology<typename B::Scalar, typename B::Input>;
    Engine<M, std::tuple<L...>>::for_each_state(main_, behind(first, f));
    if constexpr (projects) Engine<S, std::tuple<P...>>::for_each_state(skip_, behind(first + M::state_block, f));
  }

  /// Which layers these are, and their settings (fingerprint.hpp): neither shapes nor tensors tell a maximum from a mean.
  template <class B, class Hash>
  void add_settings(Hash& hash) const {
    const auto add = [&hash]<class Top>(std::type_identity<Top>, const auto& layers) {
      hash.add_bits(fingerprint<Top>);
      detail::add_settings<Top>(hash, layers);
    };
    add(std::type_identity<MainTopology<typename B::Scalar, typename B::Input>>{}, main_);
    if constexpr (projects) add(std::type_identity<SkipTopology<typename B::Scalar, typename B::Input>>{}, skip_);
  }

  const std::tuple<L...>& layers() const { return main_; }
  const std::tuple<P...>& projection() const { return skip_; }

  template <class Pass>
  void infer(const Pass& f) const {
    using T = typename Pass::Scalar;
    using M = MainTopology<T, typename Pass::Input>;
    using S = SkipTopology<T, typename Pass::Input>;
    const Index size = f.n * Pass::Output::size;
    T* sum = f.scratch;  // (n, Output) with a projection
    T* regions = sum + (projects ? size : 0);
    const Index length = f.n * (std::max)(M::inference_region, S::inference_region);
    const InferenceBlocks<T> blocks{{regions, regions + length}, regions + 2 * length};
    Engine<M, std::tuple<L...>>::infer(main_, f.x, f.y, f.n, f.parameters, f.state, blocks);
    if constexpr (projects) {
      Engine<S, std::tuple<P...>>::infer(skip_, f.x, sum, f.n, f.parameters + M::parameter_block, f.state + M::state_block,
                                         blocks);
    }
    const T* skip = projects ? sum : f.x;
    for (Index i = 0; i < size; ++i) f.y[i] += skip[i];
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using M = MainTopology<T, typename Pass::Input>;
    using S = SkipTopology<T, typename Pass::Input>;
    const Index size = f.n * Pass::Output::size;
    const Blocks<Pass> b(f, f.remembered, nullptr, f.state);
    const T* sum = Engine<M, std::tuple<L...>>::forward(main_, f.x, f.n, b.main, *f.random, f.training);
    const T* skip = nullptr;
    if constexpr (projects) skip = Engine<S, std::tuple<P...>>::forward(skip_, f.x, f.n, b.skip, *f.random, f.training);
    if (!sum) sum = f.x;  // layers that only reshape have no memory
    if (!skip) skip = f.x;
    for (Index i = 0; i < size; ++i) f.y[i] = sum[i] + skip[i];
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    using M = MainTopology<T, typename Pass::Input>;
    using S = SkipTopology<T, typename Pass::Input>;
    constexpr bool needed = Pass::input_gradient_needed;
    constexpr Index in = Pass::Input::size;
    const Index size = f.n * Pass::Output::size;
    const Blocks<Pass> b(f, f.remembered, f.gradients, f.state);
    std::copy_n(f.dy, size, b.main.deltas[0]);
    [[maybe_unused]] const T* dx = Engine<M, std::tuple<L...>>::template backward<needed>(main_, f.x, f.n, b.main);
    if constexpr (needed && projects) std::copy_n(dx, f.n * in, f.dx);
    if constexpr (needed && !projects) {
      for (Index i = 0; i < size; ++i) f.dx[i] = dx[i] + f.dy[i];
    }
    if constexpr (projects) {
      std::copy_n(f.dy, size, b.skip.deltas[0]);
      dx = Engine<S, std::tuple<P...>>::template backward<needed>(skip_, f.x, f.n, b.skip);
      if constexpr (needed) {
        for (Index i = 0; i < f.n * in; ++i) f.dx[i] += dx[i];
      }
    }
    if (f.updates_state) update_state(f);
  }

  /// Those of all layers; see Layer.
  template <class Pass>
  bool statistics_are_finite(const Pass& f) const {
    using M = MainTopology<typename Pass::Scalar, typename Pass::Input>;
    using S = SkipTopology<typename Pass::Scalar, typename Pass::Input>;
    const Blocks<Pass> b(f, f.remembered, nullptr, f.state);
    bool finite = Engine<M, std::tuple<L...>>::statistics_are_finite(main_, f.n, b.main);
    if constexpr (projects) finite = finite && Engine<S, std::tuple<P...>>::statistics_are_finite(skip_, f.n, b.skip);
    return finite;
  }
  template <class Pass>
  void update_state(const Pass& f) const {
    using M = MainTopology<typename Pass::Scalar, typename Pass::Input>;
    using S = SkipTopology<typename Pass::Scalar, typename Pass::Input>;
    const Blocks<Pass> b(f, f.remembered, nullptr, f.state);
    Engine<M, std::tuple<L...>>::update_state(main_, f.n, b.main);
    if constexpr (projects) Engine<S, std::tuple<P...>>::update_state(skip_, f.n, b.skip);
  }

 private:
  /// f with offsets that count from `begin` on.
  template <class Function>
  static auto behind(Index begin, const Function& f) {
    return [&f, begin](const auto& layer, std::size_t i, const ParameterInfo& info, Index offset) {
      f(layer, i, info, begin + offset);
    };
  }

  /// The lists that `of` gives for each bound layer, one after the other.
  template <class In, class Of>
  static constexpr auto joined(Of of) {
    const auto list = [&]<class... B>(std::tuple<B...>*) {
      std::array<ParameterInfo, (std::size_t{0} + ... + decltype(of(std::type_identity<B>{})){}.size())> all{};
      std::size_t next = 0;
      const auto add = [&](const auto& tensors) {
        for (const ParameterInfo& tensor : tensors) all[next++] = tensor;
      };
      (add(of(std::type_identity<B>{})), ...);
      return all;
    };
    const auto main = list(static_cast<typename MainTopology<float, In>::BoundLayers*>(nullptr));
    if constexpr (projects) {
      const auto skip = list(static_cast<typename SkipTopology<float, In>::BoundLayers*>(nullptr));
      std::array<ParameterInfo, main.size() + skip.size()> all{};
      std::copy(skip.begin(), skip.end(), std::copy(main.begin(), main.end(), all.begin()));
      return all;
    } else {
      return main;
    }
  }

  /// Numbers a sample of the largest gradient that goes through the layers.
  template <class T, class In>
  static constexpr Index region = (std::max)({In::size, (std::ranges::max)(MainTopology<T, In>::output_sizes),
                                              (std::ranges::max)(SkipTopology<T, In>::output_sizes)});

  /// The blocks of both lists. remembered: outputs and what the layers, then the projection remember; scratch: theirs, two deltas.
  template <class Pass>
  struct Blocks {
    using T = typename Pass::Scalar;
    using M = MainTopology<T, typename Pass::Input>;
    using S = SkipTopology<T, typename Pass::Input>;
    TrainingBlocks<T> main, skip;

    /// The blocks are of the type that both passes share: forward casts away the const of what it only reads.
    Blocks(const Pass& f, const T* remembered, T* gradients, const T* state) {
      const Index delta = f.n * region<T, typename Pass::Input>;
      const Index scratch = (std::max)(M::scratch(f.n), projects ? S::scratch(f.n) : 0);
      T* outputs = const_cast<T*>(remembered);
      T* deltas = f.scratch + scratch;
      const auto fill = [&]<class Top>(TrainingBlocks<T>& b, Index parameter, Index first_state, std::type_identity<Top>) {
        b.capacity = f.n;
        b.parameters = const_cast<T*>(f.parameters) + parameter;
        b.state = const_cast<T*>(state) + first_state;
        b.gradients = gradients ? gradients + parameter : nullptr;
        b.outputs = outputs;
        b.remembered = outputs + Top::training_plan.per_sample * f.n;
        b.scratch = f.scratch;
        b.deltas = {deltas, deltas + delta};
        outputs = b.remembered + Top::remembered_offset(Top::size, f.n);
      };
      fill(main, 0, 0, std::type_identity<M>{});
      if constexpr (projects) fill(skip, M::parameter_block, M::state_block, std::type_identity<S>{});
    }
  };

  std::tuple<L...> main_;
  std::tuple<P...> skip_;
};

template <class... L>
Residual(L...) -> Residual<std::tuple<>, std::tuple<L...>>;
template <class... P, class... L>
Residual(Projection<P...>, L...) -> Residual<std::tuple<P...>, std::tuple<L...>>;

namespace detail {

template <class L>
inline constexpr bool is_residual = false;
template <class Skip, class Main>
inline constexpr bool is_residual<Residual<Skip, Main>> = true;

}  // namespace detail

}  // namespace linnet
