// SPDX-License-Identifier: MIT
// NotTrainable: a frozen layer of a model, as the training of the other layers sees it; freeze_layers makes it.
// Source: trainable = False of keras.layers.Layer.
#pragma once

#include <linnet/network/bound.hpp>
#include <linnet/network/branches.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace linnet {

/// Layer L of a model, whose parameters and state stay where they are in the model. It has neither gradients nor moments, and no penalty
/// of its regularizers counts. A layer whose state follows the batches (BatchNormalization) computes as in inference, and its state
/// stays; others, such as a GRU with dropout, compute as in any training.
///
/// `PassesGradient`: a layer before it trains, so that it has a backward pass, which computes only the gradient of its input.
/// `Skipped...` are the numbers of its parameters and of its state if they lie between those of layers that train, otherwise 0.
template <class T, class L, bool PassesGradient, Index SkippedParameters = 0, Index SkippedState = 0>
class NotTrainable {
  template <class In>
  using Inner = Bound<T, L, In>;
  /// True if L normalises by statistics of its batches, in training alone.
  template <class In>
  static constexpr bool normalizes = detail::has_statistics<Inner<In>> && !detail::MadeOfBranches<L>;
  /// True if L writes gradients that nobody reads, into scratch.
  static constexpr bool writes_gradients = PassesGradient && !requires {
    requires std::is_same_v<typename L::LeavesGradientsOut, L>;
  };

 public:
  static constexpr std::string_view name = L::name;
  static constexpr bool trainable = false;
  static constexpr std::array<Index, 2> skipped{SkippedParameters, SkippedState};
  static constexpr Placement placement = [] {
    if constexpr (requires { L::placement; }) return L::placement;
    return Placement::own;
  }();
  static constexpr OutputUse output_use = [] {
    if constexpr (!PassesGradient) return OutputUse::nothing;
    if constexpr (requires { L::output_use; }) return L::output_use;
    return OutputUse::value;
  }();
  using OutputLayers = std::tuple<L>;  ///< see output_activation

  /// `parameters` and `state` are the slices of this layer in the model, which must outlive it.
  constexpr NotTrainable(const L& layer, const T* parameters, T* state)
      : layers_(layer), parameters_(parameters), state_(state) {}

  template <class In>
  using Output = typename Inner<In>::Output;

  template <class S, class In>
  static constexpr LayerMemory memory() {
    LayerMemory all = Inner<In>::memory;
    if constexpr (normalizes<In>) {
      return {.scratch = (std::max)(all.inference_scratch, last_dim<In>),
              .scratch_per_sample = all.inference_scratch_per_sample};
    }
    if (writes_gradients) all.scratch += Inner<In>::parameter_slice;
    return all;
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return Inner<In>::multiply_accumulates;
  }

  /// The layer itself.
  constexpr const std::tuple<L>& layers() const { return layers_; }

  /// Returns the same without the activation: see Dense::without_activation.
  constexpr auto without_activation() const requires requires(const L& layer) { layer.without_activation(); }
  {
    using Plain = decltype(layer().without_activation());
    return NotTrainable<T, Plain, PassesGradient, SkippedParameters, SkippedState>(layer().without_activation(), parameters_,
                                                                                   state_);
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using B = Inner<typename Pass::Input>;
    if constexpr (normalizes<typename Pass::Input>) {
      const ForwardPass<B> inference{f.n, f.x, f.y, parameters_, state_, nullptr, f.scratch, nullptr, false};
      if constexpr (requires { layer().infer(inference); }) {
        layer().infer(inference);
      } else {
        layer().forward(inference);
      }
    } else {
      layer().forward(ForwardPass<B>{f.n, f.x, f.y, parameters_, state_, f.remembered, f.scratch, f.random, f.training});
    }
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using In = typename Pass::Input;
    static_assert(PassesGradient && Pass::input_gradient_needed);
    if constexpr (normalizes<In>) {
      static_assert(
          requires { layer().template affine<Inner<In>>(parameters_, state_, Index{0}).scale; },
          "freeze_layers: a layer behind one that trains normalises by its batches, and does not say by `affine` what it does "
          "in "
          "inference; freeze the layers before it, too");
      scale<In>(f.dy, f.dx, f.scratch, f.n);
    } else {
      T* const scratch = f.scratch + (writes_gradients ? Inner<In>::parameter_slice : 0);
      layer().backward(GradientOfInput<Inner<In>>{
          {f.n, f.x, f.y, f.dy, f.dx, parameters_, f.scratch, state_, f.remembered, scratch, T(0), T(0), false}});
    }
  }

 private:
  template <class B>
  struct GradientOfInput : BackwardPass<B, true> {
    static constexpr bool parameter_gradients_needed = false;
  };

  constexpr const L& layer() const { return std::get<0>(layers_); }

  /// dx (n, In) of y = (x - mean) * scale + shift, column by column.
  template <class In>
  void scale(const T* dy, T* dx, T* factors, Index n) const {
    constexpr Index C = last_dim<In>;
    for (Index c = 0; c < C; ++c) factors[c] = layer().template affine<Inner<In>>(parameters_, state_, c).scale;
    for (Index row = 0; row < n * (In::size / C); ++row) {
      for (Index c = 0; c < C; ++c) dx[row * C + c] = dy[row * C + c] * factors[c];
    }
  }

  std::tuple<L> layers_;
  const T* parameters_;
  T* state_;
};

}  // namespace linnet
