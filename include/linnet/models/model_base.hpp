// SPDX-License-Identifier: MIT
// ModelBase: the members of a model wherever its parameters live. Sequential, StaticSequential and FrozenSequential derive from it.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/core/check.hpp>
#include <linnet/core/flat_view.hpp>
#include <linnet/core/integers.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/network/concepts.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/pass_checks.hpp>

#include <array>
#include <span>

namespace linnet {

namespace detail {

/// The first entry of a model: it has the type of numbers, the shape of a sample, and nothing to compute.
template <class I>
concept ModelInput = requires {
  requires I::is_input;
};

/// A training's access to the private part of a model.
struct ModelAccess {
  template <class Model>
  static auto& in_use(Model& model) {
    return model.in_use_;
  }
  template <class Model>
  static void require_constructed(const Model& model) {
    model.require_constructed();
  }
};

/// The message about an object that still consists of zeros.
inline constexpr const char* not_constructed =
    "a model or a training is used before it is constructed: it is a variable of another file, whose turn comes later, or the "
    "start-up code does not call the functions in __init_array";

/// The offset and the length of tensor `i` of layer `I`.
struct Slice {
  std::size_t offset, size;
};

/// Predictions y (samples, Output) of x (samples, Input), a sample at a time, with `memory` (inference_bytes) between the layers. Integers
/// become numbers there if the model takes indices, otherwise on the stack.
template <class Top, class Layers, class T, class X>
LINNET_OWN_CODE void predict(const Layers& layers, FlatView<const X> x, FlatView<std::type_identity_t<T>> y,
                             const T* parameters, const T* state, T* memory) {
  constexpr Index input = Top::Input::size;
  constexpr bool converts = !std::is_same_v<X, T>;
  const Index samples = static_cast<Index>(x.size()) / input;
  expect(samples * input == static_cast<Index>(x.size()), "predict: x is not a whole number of samples");
  expect(samples * Top::Output::size == static_cast<Index>(y.size()), "predict: y needs one output per sample of x");
  if constexpr (converts && Top::vocabulary > 0) {
    expect_indices<typename Top::Input>("predict", x.data(), samples * input, Top::vocabulary);
  }
  [[maybe_unused]] std::array<T, static_cast<std::size_t>(converts && Top::vocabulary == 0 ? input : 0)> on_stack;
  for (Index i = 0; i < samples; ++i) {
    const T* from = nullptr;
    if constexpr (converts) {
      T* const converted = Top::vocabulary > 0 ? memory + Top::inference_numbers(1) : on_stack.data();
      convert(x.data() + i * input, input, converted);
      from = converted;
    } else {
      from = x.data() + i * input;
    }
    Engine<Top, Layers>::infer(layers, from, y.data() + i * Top::Output::size, OneSample{}, parameters, state,
                               InferenceBlocks<T>::template of<Top>(memory, 1));
  }
}

}  // namespace detail

/// Layers with all their shapes, and what the compiler knows about them. `Home` adds parameters() and state(), spans of the blocks.
template <class Home, class Input_, class... Entries>
class ModelBase {
  static_assert(detail::ModelInput<Input_>,
                "Sequential: the first entry must be Input<...>, which gives the shape of one sample");
  static_assert(sizeof...(Entries) > 0, "Sequential: put at least one layer after Input<...>");
  static_assert(((Layer<Entries> || detail::Spliced<Entries>)&&...),
                "Sequential: every entry after Input must satisfy linnet::Layer (network/concepts.hpp)");

 public:
  using Scalar = typename Input_::Scalar;
  using Layers = detail::Flat<Entries...>;  ///< a tuple, with blocks expanded
  using InputEntry = Input_;
  using Topology = TopologyOf<Scalar, typename Input_::Output, Layers>;
  static_assert(detail::check_forward_of(static_cast<typename Topology::BoundLayers*>(nullptr)));
  using Input = typename Topology::Input;
  using Output = typename Topology::Output;
  /// The samples of the model: indices below its vocabulary if its first layer looks them up, otherwise numbers (vocabulary 0).
  static constexpr Index vocabulary = Topology::vocabulary;
  static constexpr Takes takes = vocabulary > 0 ? Takes::indices : Takes::numbers;

  /// The memory of one prediction, inference_bytes(), for callers that want it neither on the stack nor from the model.
  struct Memory {
    alignas(tensor_alignment<Scalar>)
        std::array<Scalar, static_cast<std::size_t>(Topology::inference_bytes()) / sizeof(Scalar)> numbers;
  };

  /// Trainable numbers, and numbers of state.
  static constexpr Index parameter_count() { return Topology::parameter_count; }
  static constexpr Index state_count() { return Topology::state_count; }
  /// Their bytes, with the gaps that alignment asks for on a host; a target has none.
  static constexpr Index parameter_bytes() { return Topology::parameter_block * scalar_bytes; }
  static constexpr Index state_bytes() { return Topology::state_block * scalar_bytes; }
  /// Bytes that predict needs for `samples` at a time, without parameters and state.
  static constexpr Index inference_bytes(Index samples = 1) { return Topology::inference_bytes(samples); }
  /// Bytes that training with `optimizer` and batches of `batch_size` needs, without parameters and state.
  template <Optimizer O>
  static constexpr Index training_bytes(const O& optimizer, Index batch_size) {
    const Index gradients = detail::trains_in_place<O> ? detail::layer_gradients<Topology> * scalar_bytes : parameter_bytes();
    return gradients + optimizer.slot_count() * parameter_bytes() + Topology::batch_numbers(batch_size) * scalar_bytes;
  }
  /// Multiply-accumulates of a prediction.
  static constexpr Index multiply_accumulates() { return Topology::multiply_accumulates; }

  /// The descriptions of the layers, without Input.
  constexpr const Layers& layers() const { return layers_; }

  /// Parameter tensor `i` of layer `I` (counted without Input), row-major: 0 is usually the kernel, 1 the bias.
  template <std::size_t I>
  auto parameter(std::size_t i) {
    const detail::Slice s = parameter_slice<I>(i);
    return home().parameters().subspan(s.offset, s.size);
  }
  template <std::size_t I>
  auto parameter(std::size_t i) const {
    const detail::Slice s = parameter_slice<I>(i);
    return home().parameters().subspan(s.offset, s.size);
  }

  /// State tensor `i` of layer `I`: in the order in which the layer declares them.
  template <std::size_t I>
  auto state(std::size_t i) {
    const detail::Slice s = state_slice<I>(i);
    return home().state().subspan(s.offset, s.size);
  }
  template <std::size_t I>
  auto state(std::size_t i) const {
    const detail::Slice s = state_slice<I>(i);
    return home().state().subspan(s.offset, s.size);
  }

  /// Prints a table of the layers with output shapes, parameters and multiply-accumulates, and the memory that the model needs: to train
  /// with batches of `batch_size`, or, by default, with none and for each sample of one. On a host: include <linnet/models/summary.hpp>.
  template <class Stream>
  void summary(Stream& out, Index batch_size = 0) const {
    if constexpr (requires { print_summary(out, static_cast<const Topology*>(nullptr), batch_size); }) {
      print_summary(out, static_cast<const Topology*>(nullptr), batch_size);
    } else {
      static_assert(detail::never<Stream>, "summary: include <linnet/models/summary.hpp>; it prints to a std::ostream");
    }
  }
  /// The same to standard output.
  template <class Top = Topology>
  void summary() const {
    if constexpr (requires { print_summary(static_cast<const Top*>(nullptr)); }) {
      print_summary(static_cast<const Top*>(nullptr));
    } else {
      static_assert(detail::never<Top>, "summary: include <linnet/models/summary.hpp>");
    }
  }

 protected:
  using Engine = linnet::Engine<Topology, Layers>;
  static constexpr Index scalar_bytes = static_cast<Index>(sizeof(Scalar));
  /// Numbers for the prediction of one sample between its layers: two regions, scratch.
  static constexpr std::size_t inference_numbers = static_cast<std::size_t>(Topology::inference_bytes() / scalar_bytes);
  /// Bytes of stack that a prediction uses by default: on some systems threads have only 128 KB.
  static constexpr Index stack_bytes = 16384;

  explicit constexpr ModelBase(const Entries&... entries) : layers_(detail::flat(entries...)) {}

  Layers layers_;

 private:
  Home& home() { return static_cast<Home&>(*this); }
  const Home& home() const { return static_cast<const Home&>(*this); }

  template <std::size_t I>
  static detail::Slice parameter_slice(std::size_t i) {
    using B = typename Topology::template Layer<I>;
    detail::expect(i < B::parameters.size(), "parameter: index of the tensor out of range");
    return {static_cast<std::size_t>(Topology::parameter_offsets[I] + B::parameter_offset(i)),
            static_cast<std::size_t>(B::parameters[i].size())};
  }
  template <std::size_t I>
  static detail::Slice state_slice(std::size_t i) {
    using B = typename Topology::template Layer<I>;
    detail::expect(i < B::state.size(), "state: index of the tensor out of range");
    return {static_cast<std::size_t>(Topology::state_offsets[I] + B::state_offset(i)),
            static_cast<std::size_t>(B::state[i].size())};
  }
};

}  // namespace linnet
