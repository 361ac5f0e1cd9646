// SPDX-License-Identifier: MIT
// The walk through the layers: forward, backward and inference over flat blocks. Allocates nothing and cannot fail.
#pragma once

#include <linnet/core/unsafe_math.hpp>
#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/network/blocks.hpp>
#include <linnet/network/gradients/adding.hpp>
#include <linnet/network/in_place.hpp>
#include <linnet/network/walk.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

/// Runs the layers of topology `Top`. `Layers` is the tuple of their descriptions.
template <class Top, class Layers>
struct LINNET_OWN_CODE Engine {
  using T = typename Top::Scalar;
  static constexpr std::size_t size = Top::size;
  template <std::size_t I>
  using BoundLayer = typename Top::template Layer<I>;

  /// Forward pass of n samples x (n, Input); returns the outputs (n, Output), or null if these are x. Batches are at most blocks.capacity.
  static T* forward(const Layers& layers, const T* x, Index n, const ForwardBlocks<T>& b, Random& random, bool training) {
    detail::refuse_unsafe_math(&layers);
    [&]<std::size_t... I>(std::index_sequence<I...>) { (forward_layer<I>(layers, x, n, b, random, training), ...); }
    (std::make_index_sequence<size>{});
    if constexpr (size == 0) {
      return nullptr;
    } else {
      return own_output<size - 1>(b.outputs, b.capacity);
    }
  }

  /// Backward pass after `forward` with the same x and n: from blocks.deltas[0] (n, Output), which it overwrites, to the gradients.
  /// Returns the gradient of x (n, Input), in one of the deltas, if InputGradient asks for it, otherwise null. InPlace: blocks.gradients
  /// are the parameters; see BackwardPass. `adds` is a detail::Adding<T> if gradients may be added to those that are there.
  template <bool InputGradient = false, bool InPlace = false, class Adds = std::false_type>
  static T* backward(const Layers& layers, const T* x, Index n, const BackwardBlocks<T>& b, const Adds& adds = {}) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (backward_layer<size - 1 - I, InputGradient, InPlace>(layers, x, n, b, adds), ...);
    }
    (std::make_index_sequence<size>{});
    if constexpr (size == 0) return b.deltas[0];
    if constexpr (size > 0 && InputGradient) return b.deltas[delta_before<0>];
    return nullptr;
  }

  /// Returns false if forward found statistics of the batch that the state of a layer must not follow: a variance overflows long before a
  /// loss.
  static bool statistics_are_finite(const Layers& layers, Index n, const StateBlocks<T>& b) {
    bool finite = true;
    for_each_statistics(layers, n, b,
                        [&](const auto& layer, const auto& pass) { finite = finite && layer.statistics_are_finite(pass); });
    return finite;
  }
  /// The last part of a step: updates states from the batch.
  static void update_state(const Layers& layers, Index n, const StateBlocks<T>& b) {
    for_each_statistics(layers, n, b, [](const auto& layer, const auto& pass) { layer.update_state(pass); });
  }

  /// Predictions y (n, Output) of x (n, Input).
  template <class Samples>
  static void infer(const Layers& layers, const T* x, T* y, Samples n, const T* parameters, const T* state,
                    const InferenceBlocks<T>& b) {
    detail::refuse_unsafe_math(&layers);
    const T* input = x;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      ((input = infer_layer<I>(layers, input, y, n, parameters, state, b)), ...);
    }
    (std::make_index_sequence<size>{});
    if (input != y) {  // a model that only reshapes
      for (Index i = 0; i < n * Top::Output::size; ++i) y[i] = input[i];
    }
  }

  /// Draws new parameters, layer by layer, from one generator, and resets the state.
  LINNET_COLD static void initialize(const Layers& layers, T* parameters, T* state, Random& random) {
    detail::refuse_unsafe_math(&layers);
    for_each_parameter(layers, [&](const auto& layer, std::size_t i, const ParameterInfo& info, Index offset) {
      if constexpr (requires { layer.initializer(i); }) {
        layer.initializer(i)(parameters + offset, info, random);
      } else {
        (i == 0 ? Initializer(GlorotUniform{}) : Initializer(Zeros{}))(parameters + offset, info, random);
      }
      if constexpr (requires { layer.initialized(i, parameters + offset); }) layer.initialized(i, parameters + offset);
    });
    for_each_state(layers, [&](const auto& layer, std::size_t i, const ParameterInfo& info, Index offset) {
      Initializer start = Zeros{};
      if constexpr (requires { layer.initial_state(i); }) start = layer.initial_state(i);
      start(state + offset, info, random);
    });
  }

  /// Returns nullptr if the settings of all initializers and regularizers are valid, otherwise the reason for one.
  LINNET_COLD static const char* problem(const Layers& layers) {
    const char* found = nullptr;
    for_each_parameter(layers, [&](const auto& layer, std::size_t i, const ParameterInfo&, Index) {
      if constexpr (requires { layer.initializer(i); }) find_problem(found, layer.initializer(i));
      if constexpr (requires { layer.regularizer(i); }) find_problem(found, layer.regularizer(i));
    });
    return found;
  }

  /// Sum of the penalties of all regularizers.
  static T penalty(const Layers& layers, const T* parameters) {
    T sum = T(0);
    for_each_parameter(layers, [&](const auto& layer, std::size_t i, const ParameterInfo& info, Index offset) {
      if constexpr (requires { layer.regularizer(i); }) {
        const Regularizer r = layer.regularizer(i);
        if (r.active()) sum += r.penalty(parameters + offset, info.size());
      }
    });
    return sum;
  }

  /// Adds the gradients of all penalties.
  static void add_penalty_gradients(const Layers& layers, const T* parameters, T* gradients) {
    for_each_parameter(layers, [&](const auto& layer, std::size_t i, const ParameterInfo& info, Index offset) {
      if constexpr (requires { layer.regularizer(i); }) {
        const Regularizer r = layer.regularizer(i);
        if (r.active()) r.add_gradient(parameters + offset, gradients + offset, info.size());
      }
    });
  }

  /// Calls f(layer, i, info, offset) for each parameter tensor: the i-th of its layer, at `offset` in the parameter block; the layers
  /// within branches are among these.
  template <class Function>
  static void for_each_parameter(const Layers& layers, const Function& f) {
    detail::for_each_layer<Top>(layers, Index{0}, Index{0}, [&]<class B>(const auto& layer, Index parameters, Index) {
      for (std::size_t i = 0; i < B::parameters.size(); ++i) f(layer, i, B::parameters[i], parameters + B::parameter_offset(i));
    });
  }
  /// The same for each state tensor.
  template <class Function>
  static void for_each_state(const Layers& layers, const Function& f) {
    detail::for_each_layer<Top>(layers, Index{0}, Index{0}, [&]<class B>(const auto& layer, Index, Index state) {
      for (std::size_t i = 0; i < B::state.size(); ++i) f(layer, i, B::state[i], state + B::state_offset(i));
    });
  }

 private:
  template <class Settings>
  LINNET_COLD static void find_problem(const char*& found, const Settings& settings) {
    if (!found) found = settings.problem();
  }

  /// Calls f(layer, StatePass) for each layer whose state follows the batches.
  template <class Function>
  static void for_each_statistics(const Layers& layers, Index n, const StateBlocks<T>& b, const Function& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (statistics_of<I>(layers, n, b, f), ...); }
    (std::make_index_sequence<size>{});
  }
  template <std::size_t I, class Function>
  static void statistics_of(const Layers& layers, Index n, const StateBlocks<T>& b, const Function& f) {
    using B = BoundLayer<I>;
    if constexpr (detail::has_statistics<B>) {
      f(std::get<I>(layers), StatePass<B>{n, b.parameters + Top::parameter_offsets[I], b.state + Top::state_offsets[I],
                                          b.remembered + Top::remembered_offset(I, b.capacity), b.scratch});
    }
  }

  /// Output of layer I in training; null if it is the model's input.
  template <std::size_t I, class Number>
  static Number* own_output(Number* outputs, Index capacity) {
    constexpr int buffer = Top::training_plan.buffer[I];
    if constexpr (buffer < 0) {
      return nullptr;
    } else {
      return outputs + Top::training_plan.offset[static_cast<std::size_t>(buffer)] * capacity;
    }
  }
  template <std::size_t I>
  static const T* input_of(const T* x, const T* outputs, Index capacity) {
    if constexpr (I == 0) {
      return x;
    } else {
      const T* output = own_output<I - 1>(outputs, capacity);
      return output ? output : x;
    }
  }

  /// Calls f(layer, pass), in a network of many layers as a separate function: compilers need more than twice the time for a function of
  /// twice the size.
  template <class L, class Function, class Pass>
  LINNET_NOINLINE static void separately(const L& layer, const Function& f, const Pass& p) {
    f(layer, p);
  }
  template <class L, class Function, class Pass>
  static void pass(const L& layer, const Function& f, const Pass& p) {
    if constexpr (size > 16) {
      separately(layer, f, p);
    } else {
      f(layer, p);
    }
  }

  template <std::size_t I>
  static void forward_layer(const Layers& layers, const T* x, Index n, const ForwardBlocks<T>& b, Random& random,
                            bool training) {
    using B = BoundLayer<I>;
    if constexpr (B::placement != Placement::alias) {
      pass(
          std::get<I>(layers), [](const auto& layer, const auto& p) { layer.forward(p); },
          ForwardPass<B>{n, input_of<I>(x, b.outputs, b.capacity), own_output<I>(b.outputs, b.capacity),
                         b.parameters + Top::parameter_offsets[I], b.state + Top::state_offsets[I],
                         b.remembered + Top::remembered_offset(I, b.capacity), b.scratch, &random, training});
    }
  }

  /// The one of the two deltas with the gradient of layer I's output: each layer that is not element-wise swaps them.
  static constexpr std::array<std::size_t, size> delta_of = []<class... B>(std::tuple<B...>*) {
    constexpr std::array<Placement, size> placement{B::placement...};
    std::array<std::size_t, size> side{};
    for (std::size_t i = size; i-- > 1;) side[i - 1] = placement[i] == Placement::own ? 1 - side[i] : side[i];
    return side;
  }(static_cast<typename Top::BoundLayers*>(nullptr));

  /// The same for the input of layer I.
  template <std::size_t I>
  static constexpr std::size_t delta_before = BoundLayer<I>::placement == Placement::own ? 1 - delta_of[I] : delta_of[I];

  template <std::size_t I, bool InputGradient, bool InPlace, class Adds>
  static void backward_layer(const Layers& layers, const T* x, Index n, const BackwardBlocks<T>& b, const Adds& adds) {
    using B = BoundLayer<I>;
    if constexpr (detail::may_add<Adds>) {
      if constexpr (detail::adds_gradients<B>()) {
        backward_pass<I, InputGradient, InPlace>(layers, x, n, b, adds.adds);
      } else {
        T* const gradients = b.gradients + Top::parameter_offsets[I];
        if (adds.adds) std::copy_n(gradients, B::parameter_slice, adds.spare);
        backward_pass<I, InputGradient, InPlace>(layers, x, n, b, std::false_type{});
        if (!adds.adds) return;
        for (Index i = 0; i < B::parameter_slice; ++i) gradients[i] += adds.spare[i];
      }
    } else {
      backward_pass<I, InputGradient, InPlace>(layers, x, n, b, adds);
    }
  }
  template <std::size_t I, bool InputGradient, bool InPlace, class Adds>
  static void backward_pass(const Layers& layers, const T* x, Index n, const BackwardBlocks<T>& b, Adds adds) {
    using B = BoundLayer<I>;
    if constexpr ((I >= Top::first_trained || InputGradient) && B::placement != Placement::alias) {
      constexpr bool needed = I > Top::first_trained || InputGradient;
      constexpr bool shares_gradients = InPlace && !detail::TrainsInPlace<B>;
      T* dx = nullptr;
      if constexpr (needed) dx = b.deltas[delta_before<I>];
      T* gradients = b.gradients + Top::parameter_offsets[I];
      if constexpr (shares_gradients) gradients = b.deltas[1] + Top::gradient_region * b.capacity;
      pass(
          std::get<I>(layers), [](const auto& layer, const auto& p) { layer.backward(p); }, BackwardPass < B, needed,
          InPlace && !shares_gradients,
          Adds > {n, input_of<I>(x, b.outputs, b.capacity), own_output<I>(b.outputs, b.capacity), b.deltas[delta_of[I]], dx,
                  b.parameters + Top::parameter_offsets[I], gradients, b.state + Top::state_offsets[I],
                  b.remembered + Top::remembered_offset(I, b.capacity), b.scratch, b.step, b.limit, !detail::has_statistics<B>,
                  b.only_touched_rows, adds});
      if constexpr (shares_gradients) {
        detail::step_along<B>(b.step, b.limit, gradients, b.gradients + Top::parameter_offsets[I]);
      }
    }
  }

  template <std::size_t I, class Samples>
  static const T* infer_layer(const Layers& layers, const T* input, T* y, Samples n, const T* parameters, const T* state,
                              const InferenceBlocks<T>& b) {
    using B = BoundLayer<I>;
    if constexpr (B::inference_placement == Placement::alias) {
      return input;
    } else {
      constexpr int place = Top::inference_plan[I];
      T* output = place == 2 ? y : b.regions[static_cast<std::size_t>(place)];
      const auto& layer = std::get<I>(layers);
      const ForwardPass<B, Samples> p{
          n,         input,   output, parameters + Top::parameter_offsets[I], state + Top::state_offsets[I], nullptr,
          b.scratch, nullptr, false};
      if constexpr (requires { layer.infer(p); }) {
        pass(
            layer, [](const auto& l, const auto& q) { l.infer(q); }, p);
      } else {
        pass(
            layer, [](const auto& l, const auto& q) { l.forward(q); }, p);
      }
      return output;
    }
  }
};

}  // namespace linnet
