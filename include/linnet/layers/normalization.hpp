// SPDX-License-Identifier: MIT
// Normalization: brings the features of raw data to mean 0 and variance 1, by statistics that `adapt` computes from the training data.
// Source: keras.layers.Normalization.
#pragma once

#include <linnet/initializers/constant.hpp>
#include <linnet/kernels/standardize.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/network/torch.hpp>

namespace linnet {

/// y = (x - mean) / max(sqrt(variance), 1e-7) over the last axis: the features of a vector, the channels of an image. A feature of variance
/// 0 is divided by 1, as in sklearn.preprocessing.StandardScaler; Keras divides features that were constant in the training data by 1e-7.
///
/// Input and output have the same shape (N, ..., C). No parameters. State: mean (C) and variance (C), 0 and 1 at first, which have no
/// effect; adapt(model, x) (models/adapt.hpp) sets them, training does not. They are saved and deployed with the model, which thus accepts
/// raw input.
struct Normalization {
  static constexpr std::string_view name = "normalization";
  static constexpr std::string_view cpp_name = "linnet::Normalization";
  static constexpr std::array<TorchTensor, 0> torch{};  ///< PyTorch has no such module
  static constexpr bool probabilities = false;
  static constexpr Placement placement = Placement::in_place;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool constant_state = true;
  static constexpr bool adapts = true;     ///< linnet::adapt sets its state
  static constexpr bool each_step = true;  ///< see network/streamed.hpp

  template <class In>
  using Output = In;

  template <class In>
  static constexpr auto state() {
    constexpr Index C = last_dim<In>;
    return std::array{ParameterInfo{"mean", {C, 1, 1, 1}, 1, C, C}, ParameterInfo{"variance", {C, 1, 1, 1}, 1, C, C}};
  }
  constexpr Initializer initial_state(std::size_t tensor) const { return Constant{tensor == 0 ? 0.0f : 1.0f}; }

  template <class In>
  static constexpr Index multiply_accumulates() {
    return In::size;
  }

  /// Sets the state of the layer that B binds to what `statistics` say of each column: mean(j) and variance(j), 0 of a constant one.
  template <class B, class Statistics, class T>
  static void adapt_to(const Statistics& statistics, T* state) {
    for (Index j = 0; j < last_dim<typename B::Input>; ++j) {
      state[j] = static_cast<T>(statistics.mean(j));
      state[B::state_offset(1) + j] = static_cast<T>(statistics.variance(j));
    }
  }
  /// Sets the state of the layer that B binds to mean and variance of x (rows, C), of numbers or of integers of up to 16 bits.
  template <class B, class X, class T>
  static void adapt(std::span<const X> x, T* state) {
    constexpr Index C = last_dim<typename B::Input>;
    T* const variance = state + B::state_offset(1);
    const Index rows = static_cast<Index>(x.size()) / C;
    kernels::column_statistics(x.data(), rows, C, [=](Index j, double m, double v) {
      const bool constant = kernels::is_constant(static_cast<double>(rows), m, v);
      state[j] = static_cast<T>(m);
      variance[j] = constant ? T(0) : static_cast<T>(v);
    });
  }

  /// The int8 form, unless it is the first layer, which a quantised model applies to real numbers; see network/int8_form.hpp.
  template <class In>
  using Int8 = quantized::Affine<In::size, last_dim<In>>;
  static constexpr bool normalizes_input = true;
  template <class B, class T>
  std::array<T, 3> affine(const T*, const T* state, Index c) const {  // mean, scale, shift
    const T deviation = math::sqrt(state[B::state_offset(1) + c]);
    return {state[c], deviation == T(0) ? T(1) : T(1) / (std::max)(deviation, T(epsilon)), T(0)};
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index C = last_dim<typename Pass::Input>;
    kernels::standardize<C>(f.state, f.state + Pass::Bound::state_offset(1), T(epsilon), f.x, f.y,
                            f.n * (Pass::Input::size / C));
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index C = last_dim<typename Pass::Input>;
    const T* variance = f.state + Pass::Bound::state_offset(1);
    if constexpr (Pass::input_gradient_needed) {
      kernels::standardize_gradient<C>(variance, T(epsilon), f.dy, f.dx, f.n * (Pass::Input::size / C));
    }
  }

 private:
  static constexpr float epsilon = 1e-7f;
};

}  // namespace linnet
