// SPDX-License-Identifier: MIT
// stream: a trained model that takes its samples step by step, in constant memory.
//
//   auto stream = nn::stream(model);
//   for (;;) {
//     const auto output = stream.push(next_frame());   // empty while none is due
//     if (!output.empty()) use(output);
//   }
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/finite.hpp>
#include <linnet/core/integers.hpp>
#include <linnet/network/stream_engine.hpp>

#include <array>
#include <span>

namespace linnet {

/// A model `Model` on a stream of frames. A frame is a time step of the model's input: C numbers for Input<S, C>.
///
/// `push` takes a frame and returns the output that is due, with the bits of `predict` over all frames since the beginning: a model that
/// keeps time (a recurrent layer with return_sequences, a causal Conv1D) gives a step of its output for each frame, or for every second one
/// behind a stride of 2; a model that ends after its last recurrent layer gives its prediction so far with each frame; layers over the whole
/// time (Flatten, global pooling) give their prediction for the last S frames, as soon as there are so many.
///
/// Parameters stay in the model, which must outlive the stream. What layers carry from frame to frame (state of recurrent layers, frames that
/// convolutions and pools look back to) and the memory of a push are in this object: no heap, and its bytes are known to the compiler.
template <class Model>
class Stream {
 public:
  using Scalar = typename Model::Scalar;
  using Engine = StreamEngine<typename Model::Topology, typename Model::Layers>;

  /// Numbers of a frame, and of an output.
  static constexpr Index frame_size = Engine::input_frame;
  static constexpr Index output_size = Engine::output_frame;
  /// The frame, counted from 0, that completes the first output, and the frames from output to output.
  static constexpr Index first_output = Engine::all.first;
  static constexpr Index output_stride = Engine::all.stride;
  /// Bytes of what is carried from push to push, and of the rest that a push needs.
  static constexpr Index carried_bytes = Engine::all.carried * static_cast<Index>(sizeof(Scalar));
  static constexpr Index push_bytes = (Engine::all.scratch + aligned<Scalar>(output_size)) * static_cast<Index>(sizeof(Scalar));

  /// True if a frame is one number, and S is a type of it.
  template <class S>
  static constexpr bool takes_number = frame_size == 1 && (detail::TakenInteger<S, Model::vocabulary> ||
                                                           (Model::vocabulary == 0 && std::is_same_v<S, Scalar>));

  explicit constexpr Stream(const Model& model) : model_(hold(model)) {}

  /// Takes the next frame, and returns the output that it completes, valid until the next push, or an empty span. A frame of another length or
  /// with a number that is not finite is refused, and nothing changes.
  std::span<const Scalar> push(FlatView<const Scalar> frame) requires(Model::vocabulary == 0) {
    check_length(frame.size());
    const Index wrong = detail::first_not_finite(frame.data(), frame_size);
    if (wrong >= 0) [[unlikely]] {
      detail::fail_with("stream: a frame has a number that is not finite", "push: number ", wrong, " of frame ", frames_,
                        " is ", frame[static_cast<std::size_t>(wrong)], "; the stream is as before");
    }
    return push_numbers(frame.data());
  }
  /// The same of integers: indices of any type for a model that takes them, otherwise numbers of up to 16 bits.
  template <detail::TakenIntegers<Model::vocabulary> Frame>
  std::span<const Scalar> push(const Frame& frame) {
    const auto integers = detail::flat_view<Scalar>(frame);
    check_length(integers.size());
    if constexpr (Model::vocabulary > 0) check_indices(integers.data());
    std::array<Scalar, static_cast<std::size_t>(frame_size)> numbers;
    detail::convert(integers.data(), frame_size, numbers.data());
    return push_numbers(numbers.data());
  }
  /// The same of one number, for frames of 1: the next sample of a sensor, or an index.
  template <class S>
  requires(takes_number<S>) std::span<const Scalar> push(S number) { return push(std::span<const S>(&number, 1)); }
  /// Other frames: refused in a sentence.
  template <class Frame>
  requires(!takes_number<Frame> &&
           !detail::FlatSamples<const Frame&, Scalar, Model::vocabulary>) std::span<const Scalar> push(const Frame&) {
    static_assert(Model::vocabulary == 0 || detail::never<Frame>,
                  "push: this model takes indices, its first layer is an Embedding; a frame is an integer, or a list of them");
    static_assert(
        Model::vocabulary > 0 || detail::never<Frame>,
        "push: a frame is a list of the model's numbers (float, unless its Input says double), or of integers of up to "
        "16 bits: a std::span, std::array, std::vector or C array; for Input<S, 1> also one such number");
    return {};
  }

  /// Forgets all frames.
  void reset() {
    carried_.fill(Scalar(0));
    frames_ = 0;
    finite_ = true;
  }

  /// Frames since the beginning or the last reset.
  Index frames() const { return frames_; }

 private:
  static constexpr bool holds_model = requires { requires Model::refers_to_parameters; };
  using Held = std::conditional_t<holds_model, Model, const Model*>;

  static constexpr Held hold(const Model& model) {
    if constexpr (holds_model) {
      return model;
    } else {
      return &model;
    }
  }
  constexpr const Model& model() const {
    if constexpr (holds_model) {
      return model_;
    } else {
      return *model_;
    }
  }
  void check_length(std::size_t length) const {
    if (static_cast<Index>(length) != frame_size) [[unlikely]] {
      detail::fail_with("stream: a frame has another length than a step of the model's input", "push: the frame has ", length,
                        " numbers, a step of the model's input ", frame_size);
    }
  }
  template <class S>
  void check_indices(const S* indices) const {
    const Index wrong = detail::first_outside(indices, frame_size, Model::vocabulary);
    if (wrong >= 0) [[unlikely]] {
      detail::fail_with("stream: a frame has an index outside the vocabulary", "push: frame ", frames_, " has index ",
                        indices[wrong], ", the vocabulary has ", Model::vocabulary, " (0 .. ", Model::vocabulary - 1,
                        "); the stream is as before");
    }
  }
  std::span<const Scalar> push_numbers(const Scalar* frame) {
    detail::expect(finite_, "push: what the stream carries is no longer finite; reset() starts it again");
    const bool due = Engine::push(model().layers(), frame, output_.data(), model().parameters().data(), model().state().data(),
                                  carried_.data(), scratch_.data());
    ++frames_;
    finite_ = detail::first_not_finite(carried_.data(), Engine::all.carried) < 0;
    detail::expect(finite_,
                   "push: what a layer carries from frame to frame is infinite or NaN; reset() starts the stream again");
    return due ? std::span<const Scalar>(output_.data(), static_cast<std::size_t>(output_size)) : std::span<const Scalar>();
  }

  Held model_;
  alignas(tensor_alignment<Scalar>) std::array<Scalar, static_cast<std::size_t>(Engine::all.carried)> carried_{};
  alignas(tensor_alignment<Scalar>) std::array<Scalar, static_cast<std::size_t>(Engine::all.scratch)> scratch_{};
  alignas(tensor_alignment<Scalar>) std::array<Scalar, static_cast<std::size_t>(output_size)> output_{};
  Index frames_ = 0;
  bool finite_ = true;
};

/// Returns a stream of a Sequential, StaticSequential or FrozenSequential.
template <class AnyModel>
constexpr auto stream(AnyModel&& model) {
  using Model = std::remove_cvref_t<AnyModel>;
  if constexpr (requires {
                  typename Model::Topology;
                  typename Model::Layers;
                  typename Model::Scalar;
                }) {
    static_assert(
        std::is_lvalue_reference_v<AnyModel> || requires { requires Model::refers_to_parameters; },
        "stream: the model is a temporary; give it a name, its parameters are read where they are");
    return Stream<Model>(model);
  } else {
    static_assert(
        detail::never<Model>,
        "stream: it takes a Sequential, a StaticSequential or a FrozenSequential; of a quantised model or a training, "
        "stream the model that it was made of");
  }
}

}  // namespace linnet
