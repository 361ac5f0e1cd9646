// SPDX-License-Identifier: MIT
// The streamed form of a layer: what it computes when time steps come one by one. A sample (S, ...) is a sequence of S frames. A layer states
//
//   each_step               static constexpr true: it computes every frame by itself, from the same parameters, as inference of one step does
//
// or both of
//
//   streamed<T, In>()       a Streamed: what it carries from frame to frame, and when its outputs are due
//   push(pass)              takes a frame; returns whether it has written an output frame (StreamPass)
//
// A layer that states neither needs the whole window, which a stream does not have, and is refused in a sentence.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/network/bound.hpp>

namespace linnet {

/// The streamed form of a layer, in numbers of the model's type. Carried numbers are zero at the beginning and after a reset.
struct Streamed {
  Index carried = 0;        ///< kept from frame to frame
  Index scratch = 0;        ///< free after each frame
  Index first = 0;          ///< input frame that completes the first output
  Index stride = 1;         ///< input frames from output to output
  bool ends_time = false;   ///< an output is that of a whole sample, without an axis of time: the prediction so far
  bool looks_back = false;  ///< an output depends on all frames before it
  bool has_window = false;  ///< an output is that of the last S frames
};

/// The argument of `push`. x is a frame of the input, y one of the output (of the whole output, if the layer ends time).
template <class B>
struct LINNET_OWN_CODE StreamPass {
  using Bound = B;
  using Scalar = typename B::Scalar;
  using Input = typename B::Input;
  using Output = typename B::Output;

  const Scalar* x;
  Scalar* y;
  const Scalar* parameters;
  const Scalar* state;
  Scalar* carried;
  Scalar* scratch;

  template <std::size_t I>
  const Scalar* parameter() const {
    return parameters + B::parameter_offset(I);
  }
};

namespace detail {

/// The shape of one step of `In`: (1, ...) for (S, ...).
template <class In, class = std::make_index_sequence<static_cast<std::size_t>(In::rank - 1)>>
struct one_step;
template <class In, std::size_t... I>
struct one_step<In, std::index_sequence<I...>> {
  using type = Shape<1, In::dims[I + 1]...>;
};
template <class In>
using OneStep = typename one_step<In>::type;

/// Numbers of scratch for the inference of one sample by layer B.
template <class B>
inline constexpr Index one_sample_scratch = aligned<typename B::Scalar>(B::memory.inference_scratch +
                                                                        B::memory.inference_scratch_per_sample);

/// Inference of one sample by the layer that B binds.
template <class B>
void infer_one(const typename B::Layer& layer, const typename B::Scalar* x, typename B::Scalar* y,
               const typename B::Scalar* parameters, const typename B::Scalar* state, typename B::Scalar* scratch) {
  if constexpr (B::inference_placement == Placement::alias) {
    std::copy_n(x, B::Output::size, y);
  } else {
    const ForwardPass<B, OneSample> pass{{}, x, y, parameters, state, nullptr, scratch, nullptr, false};
    if constexpr (requires { layer.infer(pass); }) {
      layer.infer(pass);
    } else {
      layer.forward(pass);
    }
  }
}

template <class L>
concept EachStep = requires {
  requires L::each_step;
};
template <class T, class L, class In>
concept HasStream = requires {
  { L::template streamed<T, In>() } -> std::same_as<Streamed>;
};

/// A layer that is an alias in inference and keeps the shape of its input: nothing to do.
template <class B>
inline constexpr bool passes_on =
    B::inference_placement == Placement::alias&& std::is_same_v<typename B::Input, typename B::Output>;

/// The streamed form of the layer that B binds, whose input comes frame by frame.
template <class B>
constexpr Streamed streamed_form() {
  using T = typename B::Scalar;
  using L = typename B::Layer;
  using In = typename B::Input;
  if constexpr (HasStream<T, L, In>) {
    return L::template streamed<T, In>();
  } else if constexpr (passes_on<B>) {
    return {};
  } else if constexpr (EachStep<L> && In::rank >= 2) {
    return {.scratch = one_sample_scratch<linnet::Bound<T, L, OneStep<In>>>};
  } else if constexpr (In::rank < 2) {
    static_assert(never<B>,
                  "stream: the input has no axis of time; give it one, for example Input<steps, 1> instead of Input<steps>");
    return {};
  } else {
    static_assert(
        never<B>,
        "stream: this layer needs the whole window (Bidirectional, MultiHeadAttention, padding but Padding::causal, cropping, "
        "up-sampling and images do); use recurrent layers, Padding::causal or Padding::valid");
    return {};
  }
}

/// Takes a frame; returns whether y has been written.
template <class B>
bool push_frame(const typename B::Layer& layer, const StreamPass<B>& f) {
  using T = typename B::Scalar;
  using L = typename B::Layer;
  using In = typename B::Input;
  if constexpr (HasStream<T, L, In>) {
    return layer.push(f);
  } else if constexpr (passes_on<B>) {
    std::copy_n(f.x, In::size / In::dims[0], f.y);
    return true;
  } else {
    infer_one<linnet::Bound<T, L, OneStep<In>>>(layer, f.x, f.y, f.parameters, f.state, f.scratch);
    return true;
  }
}

}  // namespace detail

/// The last `Frames` frames of `Size` numbers, and the count until an output is due. Its numbers are carried: place, count, frames.
template <Index Frames, Index Size>
struct FrameRing {
  static constexpr Index numbers = 2 + Frames * Size;

  /// Stores a frame. Returns whether it completes an output: the first at frame `first`, then one each `stride` frames.
  template <class T>
  static bool push(T* carried, const T* frame, Index first, Index stride) {
    const Index place = static_cast<Index>(carried[0]), count = static_cast<Index>(carried[1]);
    std::copy_n(frame, Size, carried + 2 + place * Size);
    carried[0] = static_cast<T>(place + 1 < Frames ? place + 1 : 0);
    const bool due = count == first;
    carried[1] = static_cast<T>(due ? first - stride + 1 : count + 1);
    return due;
  }
  /// Copies the frames `distance` apart to `to`, the oldest first: 1 + (Frames - 1) / distance of them.
  template <class T>
  static void copy(const T* carried, Index distance, T* to) {
    Index place = static_cast<Index>(carried[0]);  // of the oldest
    for (Index k = 0; k < Frames; k += distance, to += Size) {
      std::copy_n(carried + 2 + place * Size, Size, to);
      place = place + distance < Frames ? place + distance : place + distance - Frames;
    }
  }
};

/// The ring of a layer that takes the whole window (S, ...): the last S frames, each time.
template <class In>
struct LastFrames {
  static constexpr Index frames = In::dims[0], frame = In::size / frames;
  using Ring = FrameRing<frames, frame>;
  static constexpr Streamed form{
      .carried = Ring::numbers, .scratch = In::size, .first = frames - 1, .ends_time = true, .has_window = true};

  /// Stores a frame. Returns whether there are S of them, and then copies them to `to`, the oldest first.
  template <class T>
  static bool push(T* carried, const T* x, T* to) {
    if (!Ring::push(carried, x, form.first, form.stride)) return false;
    Ring::copy(carried, 1, to);
    return true;
  }
};

}  // namespace linnet
