// SPDX-License-Identifier: MIT
// Topology: a list of layers with all its shapes, offsets and sizes, known to the compiler.
#pragma once

#include <linnet/network/bound.hpp>
#include <linnet/network/lookup/vocabulary.hpp>

#include <algorithm>
#include <tuple>

namespace linnet {

namespace detail {

template <class T, class Done, class In, class... Layers>
struct bind_layers {
  using type = Done;
  using Output = In;
};
template <class T, class... Done, class In, class L, class... Rest>
struct bind_layers<T, std::tuple<Done...>, In, L, Rest...> {
  using Next = Bound<T, L, In>;
  using All = bind_layers<T, std::tuple<Done..., Next>, typename Next::Output, Rest...>;
  using type = typename All::type;
  using Output = typename All::Output;
};

/// Shows each layer the type of the previous one.
template <class... L>
struct check_neighbours {
  template <class Previous, class Next>
  static constexpr bool pair() {
    if constexpr (requires { Next::template follows<Previous>(); }) Next::template follows<Previous>();
    return true;
  }
  static constexpr bool value = []<std::size_t... I>(std::index_sequence<I...>) {
    using List = std::tuple<L...>;
    return (true && ... && pair<std::tuple_element_t<I, List>, std::tuple_element_t<I + 1, List>>());
  }
  (std::make_index_sequence<(sizeof...(L) > 0 ? sizeof...(L) - 1 : 0)>{});
};

/// First number of each of a list of consecutive slices.
template <std::size_t N>
constexpr std::array<Index, N> offsets_of(const std::array<Index, N>& slices) {
  std::array<Index, N> offsets{};
  for (std::size_t i = 1; i < N; ++i) offsets[i] = offsets[i - 1] + slices[i - 1];
  return offsets;
}

/// The places of the outputs of a list of layers.
template <std::size_t N>
struct Plan {
  std::array<int, N> buffer{};    ///< index of the layer whose memory holds this output; -1: it is the model's input
  std::array<Index, N> offset{};  ///< numbers per sample before the layer's own memory
  Index per_sample = 0;           ///< numbers per sample for all of them
};

}  // namespace detail

/// The bound layers of a network with input shape `In` and scalar `T`; none is the identity. All counts are numbers (elements of T) unless
/// named bytes.
template <class T, class In, class... Layers>
struct Topology {
  using Scalar = T;
  using Input = In;
  using BoundLayers = typename detail::bind_layers<T, std::tuple<>, In, Layers...>::type;
  using Output = typename detail::bind_layers<T, std::tuple<>, In, Layers...>::Output;
  static constexpr std::size_t size = sizeof...(Layers);
  template <std::size_t I>
  using Layer = std::tuple_element_t<I, BoundLayers>;
  static_assert(detail::check_neighbours<Layers...>::value);

  /// The inputs are indices 0 .. vocabulary - 1, which are numbers of type T between the layers; 0: they are numbers.
  static constexpr Index vocabulary = detail::vocabulary_of<std::tuple<Layers...>>();

  /// Trainable numbers, without gaps, and the numbers of the block that holds them, with the gaps that alignment asks for.
  static constexpr Index parameter_count = []<class... B>(std::tuple<B...>*) {
    return (Index{0} + ... + B::parameter_count);
  }(static_cast<BoundLayers*>(nullptr));
  static constexpr Index parameter_block = []<class... B>(std::tuple<B...>*) {
    return (Index{0} + ... + B::parameter_slice);
  }(static_cast<BoundLayers*>(nullptr));

  /// The same for the state.
  static constexpr Index state_count = []<class... B>(std::tuple<B...>*) {
    return (Index{0} + ... + B::state_count);
  }(static_cast<BoundLayers*>(nullptr));
  static constexpr Index state_block = []<class... B>(std::tuple<B...>*) {
    return (Index{0} + ... + B::state_slice);
  }(static_cast<BoundLayers*>(nullptr));

  /// Multiply-accumulates of inference per sample.
  static constexpr Index multiply_accumulates = []<class... B>(std::tuple<B...>*) {
    return (Index{0} + ... + B::multiply_accumulates);
  }(static_cast<BoundLayers*>(nullptr));

  /// First number of each layer's slice in the parameter block, and in the state block.
  static constexpr std::array<Index, size> parameter_offsets = []<class... B>(std::tuple<B...>*) {
    return detail::offsets_of(std::array<Index, size>{B::parameter_slice...});
  }(static_cast<BoundLayers*>(nullptr));
  static constexpr std::array<Index, size> state_offsets = []<class... B>(std::tuple<B...>*) {
    return detail::offsets_of(std::array<Index, size>{B::state_slice...});
  }(static_cast<BoundLayers*>(nullptr));

  static constexpr std::array<Index, size> output_sizes = []<class... B>(std::tuple<B...>*) {
    return std::array<Index, size>{B::Output::size...};
  }(static_cast<BoundLayers*>(nullptr));

  /// First layer that training changes, at which backward ends. `size` if there is none.
  static constexpr std::size_t first_trained = []<class... B>(std::tuple<B...>*) {
    const std::array<bool, size> trains{B::trains...};
    std::size_t i = 0;
    while (i < size && !trains[i]) ++i;
    return i;
  }(static_cast<BoundLayers*>(nullptr));

  /// Outputs in training. All are kept for backward, but a layer that works in place overwrites its input if no layer that wrote there
  /// before needs it.
  static constexpr detail::Plan<size> training_plan = []<class... B>(std::tuple<B...>*) {
    constexpr std::array<Placement, size> placement{B::placement...};
    constexpr std::array<OutputUse, size> use{B::output_use...};
    constexpr std::array<bool, size> keeps_sign{B::keeps_sign...};
    detail::Plan<size> plan;
    for (std::size_t i = 0; i < size; ++i) {
      const int input = i == 0 ? -1 : plan.buffer[i - 1];
      bool shares = placement[i] == Placement::alias || (placement[i] == Placement::in_place && input >= 0);
      if (placement[i] == Placement::in_place && shares) {
        for (std::size_t k = static_cast<std::size_t>(input); k < i; ++k) {
          shares = shares && (use[k] == OutputUse::nothing || (use[k] == OutputUse::sign && keeps_sign[i]));
        }
      }
      plan.buffer[i] = shares ? input : static_cast<int>(i);
      plan.offset[i] = plan.per_sample;
      if (!shares) plan.per_sample += output_sizes[i];
    }
    return plan;
  }(static_cast<BoundLayers*>(nullptr));

  /// Outputs in inference: 0 and 1 are two regions that take turns, 2 is the caller's output, -1 the model's input.
  static constexpr std::array<int, size> inference_plan = []<class... B>(std::tuple<B...>*) {
    constexpr std::array<Placement, size> placement{B::inference_placement...};
    const auto shares = [&](std::size_t i, int input) {
      return placement[i] == Placement::alias || (placement[i] == Placement::in_place && input >= 0);
    };
    std::array<int, size> plan{};
    std::size_t last_own = size;
    for (std::size_t i = 0; i < size; ++i) {
      const int input = i == 0 ? -1 : plan[i - 1];
      plan[i] = shares(i, input) ? input : (input == 0 ? 1 : 0);
      if (!shares(i, input)) last_own = i;
    }
    for (std::size_t i = last_own; i < size; ++i) plan[i] = 2;
    return plan;
  }(static_cast<BoundLayers*>(nullptr));

  /// Numbers per sample of the two inference regions, and of the larger one.
  static constexpr std::array<Index, 2> inference_regions = [] {
    std::array<Index, 2> largest{};
    for (std::size_t i = 0; i < size; ++i) {
      if (inference_plan[i] != 0 && inference_plan[i] != 1) continue;
      Index& region = largest[static_cast<std::size_t>(inference_plan[i])];
      region = (std::max)(region, output_sizes[i]);
    }
    return largest;
  }();
  static constexpr Index inference_region = (std::max)(inference_regions[0], inference_regions[1]);

  /// Numbers per sample of the largest output; 0 without layers.
  static constexpr Index largest_output = [] {
    Index largest = 0;
    for (const Index output : output_sizes) largest = (std::max)(largest, output);
    return largest;
  }();

  /// Numbers per sample of the largest gradient that backward passes on; two such regions take turns.
  static constexpr Index gradient_region = [] {
    Index largest = Output::size;
    for (std::size_t i = first_trained; i < size; ++i) largest = output_sizes[i] > largest ? output_sizes[i] : largest;
    return largest;
  }();

  /// The largest scratch of a layer with a batch of `samples`, in training and in inference.
  static constexpr Index scratch(Index samples) {
    return largest_scratch(&LayerMemory::scratch, &LayerMemory::scratch_per_sample, samples);
  }
  static constexpr Index inference_scratch(Index samples) {
    return largest_scratch(&LayerMemory::inference_scratch, &LayerMemory::inference_scratch_per_sample, samples);
  }

  /// Numbers that layer `i` remembers of a batch of at most `capacity` samples, and their first position.
  static constexpr Index remembered_offset(std::size_t i, Index capacity) {
    return []<class... B>(std::tuple<B...>*, std::size_t end, Index samples) {
      const std::array<LayerMemory, size> memories{B::memory...};
      Index offset = 0;
      for (std::size_t k = 0; k < end; ++k) {
        offset += aligned<T>(memories[k].per_batch + memories[k].per_sample * samples);
      }
      return offset;
    }(static_cast<BoundLayers*>(nullptr), i, capacity);
  }

  /// Memory of a layer that is made of these layers, without their outputs: the sum of their memories, the largest scratch.
  static constexpr LayerMemory combined_memory = []<class... B>(std::tuple<B...>*) {
    LayerMemory all;
    for (const LayerMemory& m : std::array<LayerMemory, size>{B::memory...}) {
      all.per_sample += m.per_sample;
      all.per_batch += m.per_batch + alignment_numbers<T>;
      all.scratch = (std::max)(all.scratch, m.scratch);
      all.scratch_per_sample = (std::max)(all.scratch_per_sample, m.scratch_per_sample);
      all.inference_scratch = (std::max)(all.inference_scratch, m.inference_scratch);
      all.inference_scratch_per_sample = (std::max)(all.inference_scratch_per_sample, m.inference_scratch_per_sample);
    }
    return all;
  }(static_cast<BoundLayers*>(nullptr));

  /// Bytes of the parameters and of the state, without gaps.
  static constexpr Index parameter_bytes = parameter_count * static_cast<Index>(sizeof(T));
  static constexpr Index state_bytes = state_count * static_cast<Index>(sizeof(T));
  /// Numbers that inference of `samples` at a time needs between layers, and behind them those of the indices that become numbers.
  static constexpr Index inference_numbers(Index samples) {
    return (inference_regions[0] + inference_regions[1]) * samples + inference_scratch(samples);
  }
  static constexpr Index converted_numbers(Index samples) { return vocabulary > 0 ? Input::size * samples : 0; }
  /// Bytes that inference of `samples` at a time needs, without parameters and state.
  static constexpr Index inference_bytes(Index samples = 1) {
    return (inference_numbers(samples) + converted_numbers(samples)) * static_cast<Index>(sizeof(T));
  }
  /// Numbers for a batch of at most `capacity` samples in training: outputs, memory of layers, scratch, two gradients.
  static constexpr Index batch_numbers(Index capacity) {
    return (training_plan.per_sample + 2 * gradient_region) * capacity + remembered_offset(size, capacity) + scratch(capacity);
  }
  /// Bytes that training with batches of `samples` needs, without the parameters, the state and the optimizer's moments.
  static constexpr Index training_bytes(Index samples) {
    return (parameter_block + batch_numbers(samples)) * static_cast<Index>(sizeof(T));
  }

 private:
  static constexpr Index largest_scratch(Index LayerMemory::*once, Index LayerMemory::*per_sample, Index samples) {
    return [=]<class... B>(std::tuple<B...>*) {
      Index largest = 0;
      for (const LayerMemory& m : std::array<LayerMemory, size>{B::memory...})
        largest = (std::max)(largest, m.*once + m.*per_sample * samples);
      return aligned<T>(largest);
    }(static_cast<BoundLayers*>(nullptr));
  }
};

namespace detail {

template <class T, class In, class Layers>
struct topology_of;
template <class T, class In, class... Layers>
struct topology_of<T, In, std::tuple<Layers...>> {
  using type = Topology<T, In, Layers...>;
};

}  // namespace detail

/// Topology of a tuple of layers.
template <class T, class In, class Layers>
using TopologyOf = typename detail::topology_of<T, In, Layers>::type;

}  // namespace linnet
