// SPDX-License-Identifier: MIT
// A layer bound to the shape of its input: everything that the compiler knows about it, and the views that a pass gives it.
#pragma once

#include <linnet/core/parameter.hpp>
#include <linnet/core/random.hpp>
#include <linnet/network/member_checks.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <type_traits>

namespace linnet {

/// Row-major view of n samples: (n, features).
template <class T>
using MatrixView =
    Eigen::Map<std::conditional_t<std::is_const_v<T>,
                                  const Eigen::Matrix<std::remove_const_t<T>, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>,
                                  Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>>;

namespace detail {

/// Numbers of the parameter block and of the state block that belong to no tensor and stand behind those of layer `L`, which states them if
/// it is frozen between layers that train; see layers/not_trainable.hpp.
template <class L>
constexpr std::array<Index, 2> skipped() {
  if constexpr (requires { L::skipped; }) {
    return L::skipped;
  } else {
    return {0, 0};
  }
}

}  // namespace detail

/// Layer `L` with scalar `T_` and input shape `In`. Members that a layer does not declare take the defaults given here.
template <class T_, class L, class In>
struct Bound {
  static_assert(detail::check_members<T_, L, In>());

  using Scalar = T_;
  using Layer = L;
  using Input = In;
  using Output = typename L::template Output<In>;

  /// Parameter tensors in the order in which they are stored (none by default).
  static constexpr auto parameters = [] {
    if constexpr (requires { L::template parameters<In>(); }) {
      return L::template parameters<In>();
    } else {
      return std::array<ParameterInfo, 0>{};
    }
  }();

  /// State tensors: numbers that inference needs but that are not trained (none by default).
  static constexpr auto state = [] {
    if constexpr (requires { L::template state<In>(); }) {
      return L::template state<In>();
    } else {
      return std::array<ParameterInfo, 0>{};
    }
  }();

  /// Memory in addition to the output (none by default).
  static constexpr LayerMemory memory = [] {
    if constexpr (requires { L::template memory<T_, In>(); }) {
      return L::template memory<T_, In>();
    } else {
      return LayerMemory{};
    }
  }();

  /// The place of the output in training and in inference (`own` by default).
  static constexpr Placement placement = [] {
    if constexpr (requires { L::placement; }) {
      return L::placement;
    } else {
      return Placement::own;
    }
  }();
  static constexpr Placement inference_placement = [] {
    if constexpr (requires { L::inference_placement; }) {
      return L::inference_placement;
    } else {
      return placement;
    }
  }();

  /// The use of the output in backward (its values by default, nothing for an alias).
  static constexpr OutputUse output_use = [] {
    if constexpr (requires { L::output_use; }) {
      return L::output_use;
    } else {
      return placement == Placement::alias ? OutputUse::nothing : OutputUse::value;
    }
  }();
  /// True if an in-place layer leaves positive numbers positive and others not, wherever its gradient is not 0.
  static constexpr bool keeps_sign = [] {
    if constexpr (requires { L::keeps_sign; }) {
      return L::keeps_sign;
    } else {
      return placement == Placement::alias;
    }
  }();

  /// Multiply-accumulates of the forward pass per sample (0 by default).
  static constexpr Index multiply_accumulates = [] {
    if constexpr (requires { L::template multiply_accumulates<In>(); }) {
      return L::template multiply_accumulates<In>();
    } else {
      return Index{0};
    }
  }();

  /// Numbers of the tensors, without gaps.
  static constexpr Index parameter_count = detail::count_of(parameters);
  static constexpr Index state_count = detail::count_of(state);

  /// True if backward changes something of the layer: parameters, or a state that it does not declare constant.
  static constexpr bool trains = [] {
    if constexpr (requires { L::constant_state; }) {
      return parameter_count > 0 || (state_count > 0 && !L::constant_state);
    } else {
      return parameter_count + state_count > 0;
    }
  }();

  /// First number of tensor `i` within the layer's slice; `i` = number of tensors gives the length of the slice.
  static constexpr Index parameter_offset(std::size_t i) { return detail::offset_of<T_>(parameters, i); }
  static constexpr Index state_offset(std::size_t i) { return detail::offset_of<T_>(state, i); }
  static constexpr Index parameter_slice = parameter_offset(parameters.size()) + detail::skipped<L>()[0];
  static constexpr Index state_slice = state_offset(state.size()) + detail::skipped<L>()[1];
};

/// A number of samples that the compiler knows: predictions of single samples link no code for batches.
using OneSample = std::integral_constant<Index, 1>;

/// The argument of `forward`. N samples (an Index, or a constant such as OneSample); x (N, Input), y (N, Output), row-major and packed.
template <class B, class Samples = Index>
struct LINNET_OWN_CODE ForwardPass {
  using Bound = B;
  using Scalar = typename B::Scalar;
  using Input = typename B::Input;
  using Output = typename B::Output;

  Samples n;
  const Scalar* x;
  Scalar* y;
  const Scalar* parameters;  ///< the layer's slice
  const Scalar* state;       ///< the layer's slice; a layer that updates it does so in backward, or in update_state
  Scalar* remembered;        ///< for backward, as requested by `memory`; null in inference
  Scalar* scratch;           ///< as requested by `memory`, for training or for inference
  Random* random;            ///< null in inference
  bool training;

  /// First number of parameter tensor `I`.
  template <std::size_t I>
  const Scalar* parameter() const {
    static_assert(I < B::parameters.size(),
                  "layer: it asks for parameter I and declares fewer; is its list called parameters<In>()?");
    return parameters + B::parameter_offset(I);
  }
  MatrixView<const Scalar> input() const { return {x, n, Input::size}; }
  MatrixView<Scalar> output() const { return {y, n, Output::size}; }
};

/// The argument of `backward`. It may overwrite dy (N, Output) and what forward remembered; it writes every gradient, and dx (N, Input) if
/// InputGradient is true (otherwise no earlier layer trains, and dx is null).
///
/// InPlace is only for layers that declare trains_in_place: instead of writing gradients, they add `step` times the gradient, clamped to
/// [-limit, limit], to the parameters, to which `gradients` points, after computing dx. They skip numbers that are not finite.
///
/// In a pass that `adds` (a bool, or std::false_type where the compiler knows that it does not), a layer that declares adds_gradients
/// continues the sums in the gradients instead of beginning them: batches one after the other then give the bits of one large batch.
template <class B, bool InputGradient, bool InPlace = false, class Adds = std::false_type>
struct LINNET_OWN_CODE BackwardPass {
  using Bound = B;
  using Scalar = typename B::Scalar;
  using Input = typename B::Input;
  using Output = typename B::Output;
  static constexpr bool input_gradient_needed = InputGradient;
  static constexpr bool in_place = InPlace;
  /// False in a frozen layer: nobody reads the gradients of its parameters. A layer that then writes none states its own type as
  /// LeavesGradientsOut (one derived from it does not), and gets no memory for them.
  static constexpr bool parameter_gradients_needed = true;

  Index n;
  const Scalar* x;
  const Scalar* y;
  Scalar* dy;
  Scalar* dx;  ///< equal to dy for a layer that is in place
  const Scalar* parameters;
  Scalar* gradients;
  Scalar* state;  ///< may be updated: backward runs only if the loss is finite
  Scalar* remembered;
  Scalar* scratch;
  Scalar step{};                   ///< minus the learning rate, if InPlace
  Scalar limit{};                  ///< largest gradient, if InPlace; 0: none
  bool updates_state = true;       ///< false if update_state follows, for a layer that has it
  bool only_touched_rows = false;  ///< see network/lookup/touched_rows.hpp
  [[no_unique_address]] Adds adds{};

  /// Sets the `size` numbers of a gradient to 0, unless the pass adds to them.
  void begin_sums(Scalar* gradient, Index size) const {
    if (adds) return;
    std::fill_n(gradient, size, Scalar(0));
  }

  template <std::size_t I>
  const Scalar* parameter() const {
    static_assert(I < B::parameters.size(),
                  "layer: it asks for parameter I and declares fewer; is its list called parameters<In>()?");
    return parameters + B::parameter_offset(I);
  }
  template <std::size_t I>
  Scalar* gradient() const {
    static_assert(I < B::parameters.size(),
                  "layer: it asks for the gradient of parameter I and declares fewer; is its list called parameters<In>()?");
    return gradients + B::parameter_offset(I);
  }
  MatrixView<const Scalar> input() const { return {x, n, Input::size}; }
  MatrixView<const Scalar> output() const { return {y, n, Output::size}; }
  MatrixView<Scalar> output_gradient() const { return {dy, n, Output::size}; }
  MatrixView<Scalar> input_gradient() const { return {dx, n, Input::size}; }
};

/// The argument of `statistics_are_finite` and `update_state`: forward's memory of n samples, and the layer's state.
template <class B>
struct StatePass {
  using Bound = B;
  using Scalar = typename B::Scalar;
  using Input = typename B::Input;
  using Output = typename B::Output;

  Index n;
  const Scalar* parameters;
  Scalar* state;
  const Scalar* remembered;
  Scalar* scratch;
};

namespace detail {

/// True if the state of layer B::Layer follows the batches.
template <class B>
inline constexpr bool has_statistics = requires(const typename B::Layer& layer, const StatePass<B>& pass) {
  layer.update_state(pass);
};

}  // namespace detail
}  // namespace linnet
