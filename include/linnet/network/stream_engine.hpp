// SPDX-License-Identifier: MIT
// The walk of one frame through the layers of a network. Allocates nothing.
#pragma once

#include <linnet/network/streamed.hpp>
#include <linnet/network/topology.hpp>

namespace linnet {

/// Streams the layers of topology `Top`. `Layers` is the tuple of their descriptions. All counts are numbers.
template <class Top, class Layers>
struct LINNET_OWN_CODE StreamEngine {
  using T = typename Top::Scalar;
  static constexpr std::size_t size = Top::size;
  template <std::size_t I>
  using BoundLayer = typename Top::template Layer<I>;

  /// True if the input of layer I comes frame by frame, otherwise as a whole sample.
  template <std::size_t I>
  static constexpr bool in_time() {
    if constexpr (I == 0) {
      return true;
    } else {
      return in_time<I - 1>() && !form<I - 1>.ends_time;
    }
  }
  /// The streamed form of layer I.
  template <std::size_t I>
  static constexpr Streamed form = [] {
    if constexpr (in_time<I>()) {
      return detail::streamed_form<BoundLayer<I>>();
    } else {
      return Streamed{.scratch = detail::one_sample_scratch<BoundLayer<I>>};
    }
  }();

  /// Numbers that layer I writes at a time, and the largest of these that another layer reads.
  template <std::size_t I>
  static constexpr Index output_of() {
    using Output = typename BoundLayer<I>::Output;
    if constexpr (in_time<I>() && !form<I>.ends_time) {
      return Output::size / Output::dims[0];
    } else {
      return Output::size;
    }
  }
  static constexpr Index region = []<std::size_t... I>(std::index_sequence<I...>) {
    return aligned<T>((std::max)({Index{0}, output_of<I>()...}));
  }
  (std::make_index_sequence<(size > 0 ? size - 1 : 0)>{});

  /// All layers as one.
  static constexpr Streamed all = []<std::size_t... I>(std::index_sequence<I...>) {
    Streamed sum;
    [[maybe_unused]] const auto add = [&](const Streamed& layer) {
      sum.carried += aligned<T>(layer.carried);
      sum.scratch = (std::max)(sum.scratch, layer.scratch);
      sum.first += sum.stride * layer.first;
      sum.stride *= layer.stride;
      sum.ends_time = sum.ends_time || layer.ends_time;
      sum.has_window = sum.has_window || layer.has_window;
      sum.looks_back = sum.looks_back || layer.looks_back;
    };
    (add(form<I>), ...);
    sum.scratch = aligned<T>(sum.scratch) + 2 * region;
    return sum;
  }
  (std::make_index_sequence<size>{});

  static_assert(
      !(all.looks_back && all.has_window),
      "stream: Flatten and global pooling take the last frames, and a layer before them (recurrent, Padding::causal) has seen "
      "frames from before these, which predict does not; end with the recurrent layer, or use Padding::valid");

  /// Numbers of the input frame, and of the output that a push writes.
  static constexpr Index input_frame = Top::Input::size / Top::Input::dims[0];
  static constexpr Index output_frame = [] {
    if constexpr (size == 0) {
      return input_frame;
    } else {
      return output_of<size - 1>();
    }
  }();

  /// Takes a frame x, and returns the output frame that is due, in y or elsewhere, or null. `carried` and `scratch` as `all` counts them.
  static bool push(const Layers& layers, const T* x, T* y, const T* parameters, const T* state, T* carried, T* scratch) {
    const T* frame = x;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      static_cast<void>((true && ... && push_layer<I>(layers, frame, y, parameters, state, carried, scratch)));
    }
    (std::make_index_sequence<size>{});
    if constexpr (size == 0) {
      std::copy_n(x, input_frame, y);
      return true;
    } else {
      return frame == y;
    }
  }

 private:
  template <std::size_t I>
  static constexpr Index carried_offset = []<std::size_t... K>(std::index_sequence<K...>) {
    return (Index{0} + ... + aligned<T>(form<K>.carried));
  }
  (std::make_index_sequence<I>{});

  /// Layer I takes `frame`, and leaves there the one that it writes. Returns false if none is due.
  template <std::size_t I>
  static bool push_layer(const Layers& layers, const T*& frame, T* y, const T* parameters, const T* state, T* carried,
                         T* scratch) {
    using B = BoundLayer<I>;
    T* const to = I + 1 == size ? y : scratch + static_cast<Index>(I % 2) * region;
    const T* const own_parameters = parameters + Top::parameter_offsets[I];
    const T* const own_state = state + Top::state_offsets[I];
    const auto& layer = std::get<I>(layers);
    if constexpr (in_time<I>()) {
      if (!detail::push_frame<B>(
              layer, StreamPass<B>{frame, to, own_parameters, own_state, carried + carried_offset<I>, scratch + 2 * region})) {
        return false;
      }
    } else {
      detail::infer_one<B>(layer, frame, to, own_parameters, own_state, scratch + 2 * region);
    }
    frame = to;
    return true;
  }
};

}  // namespace linnet
