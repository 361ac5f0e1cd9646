// SPDX-License-Identifier: MIT
// FakeQuantize: rounds float numbers to those that int8 has for their range, in training and in inference.
// Sources: Jacob et al. (2018), section 3; tf.quantization.fake_quant_with_min_max_vars.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/int8/fake_quantize.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

#include <limits>

namespace linnet::quantized {

/// y = the number nearest to a(x) on the int8 grid of the range. The gradient passes unchanged where x is inside the range, elsewhere it is
/// 0 (straight through). Input and output have the same shape.
///
/// State: range (2), the smallest and the largest number, between which 0 lies and is exact. After each training step they become
/// momentum * range + (1 - momentum) * those of the batch; a range without extent, as after construction, rounds nothing and is replaced by
/// the batch's. Without `Moving` the range stays as it is. Activation `A` must be a clamp: relu, relu6 or linear.
template <class A = linear, bool Moving = true>
struct FakeQuantize {
  static_assert(linnet::detail::clamps_range<A>, "FakeQuantize: the activation must be a clamp, such as relu or relu6");

  A activation{};
  float momentum = 0.99f;

  static constexpr std::string_view name = "fake_quantize";
  static constexpr std::string_view cpp_name = "linnet::quantized::FakeQuantize";
  static constexpr Placement placement = Moving ? Placement::in_place : Placement::own;  // own: backward reads x
  static constexpr Placement inference_placement = Placement::in_place;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr bool constant_state = !Moving;
  static constexpr bool rounds_outputs = true, moves = Moving;

  template <class In>
  using Output = In;

  template <class In>
  static constexpr auto state() {
    return std::array{ParameterInfo{"range", {2, 1, 1, 1}, 1, 2, 2}};
  }
  template <class T, class In>
  static constexpr LayerMemory memory() {
    if constexpr (Moving) {  // the extremes of a batch, and a byte for each number
      constexpr Index bytes = static_cast<Index>(sizeof(T));
      return {.per_sample = (In::size + bytes - 1) / bytes, .per_batch = 2};
    } else {
      return {};
    }
  }

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(activation, linear{});
    list(Moving, true);
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return momentum >= 0.0f && momentum < 1.0f ? nullptr : "FakeQuantize: momentum must be in [0, 1)";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    const Index count = f.n * Pass::Input::size;
    if constexpr (Moving) {
      if (f.training) {
        const auto [low, high] = kernels::int8::extremes(f.x, count);
        f.remembered[0] = activation(low);
        f.remembered[1] = activation(high);
        with_range(f.state, [&](const auto& grid) {
          remember(f.x, bytes(f.remembered), count, passing<typename Pass::Scalar>(grid));
          grid.round_all(f.x, f.y, count);
        });
        return;
      }
    }
    with_range(f.state, [&](const auto& grid) { grid.round_all(f.x, f.y, count); });
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    const Index count = f.n * Pass::Input::size;
    if constexpr (Moving) {
      if constexpr (Pass::input_gradient_needed) {
        const unsigned char* const inside = bytes(f.remembered);
        for (Index i = 0; i < count; ++i) f.dx[i] = f.dy[i] * static_cast<T>(inside[i]);
      }
      if (f.updates_state) update_state(f);
    } else if constexpr (Pass::input_gradient_needed) {
      with_range(f.state, [&](const auto& grid) {
        const auto passes = passing<T>(grid);
        for (Index i = 0; i < count; ++i) f.dx[i] = passes(f.x[i]) ? f.dy[i] : 0;
      });
    }
  }

  /// Returns false if a number of the batch is not finite.
  template <class Pass>
  bool statistics_are_finite(const Pass& f) const requires Moving {
    return math::is_finite(f.remembered[0]) && math::is_finite(f.remembered[1]);
  }
  /// Moves the range towards that of the batch.
  template <class Pass>
  void update_state(const Pass& f) const requires Moving {
    using T = typename Pass::Scalar;
    const T keep = f.state[1] > f.state[0] ? static_cast<T>(momentum) : T(0), take = T(1) - keep;
    for (Index i = 0; i < 2; ++i) f.state[i] = math::fma(keep, f.state[i], take * f.remembered[i]);
  }

 private:
  /// The grid of a range without extent: all numbers that the activation gives.
  template <class T>
  struct Everything {
    A activation;
    T low = -(std::numeric_limits<T>::max)(), high = (std::numeric_limits<T>::max)();
    void round_all(const T* x, T* y, Index count) const {
      for (Index i = 0; i < count; ++i) y[i] = activation(x[i]);
    }
  };

  template <class T, class Function>
  void with_range(const T* range, const Function& f) const {
    const Quantization q = range_quantization(static_cast<float>(range[0]), static_cast<float>(range[1]));
    if (q.scale > 0.0f) {
      f(kernels::int8::Grid<T>(q));
    } else {
      f(Everything<T>{activation});
    }
  }
  /// The numbers whose gradient passes: those of the range that the activation does not clamp.
  template <class T>
  struct Passing {
    T low, high, clamped_below, clamped_above;
    constexpr bool operator()(T x) const { return (x >= low) & (x <= high) & (x > clamped_below) & (x < clamped_above); }
  };
  template <class T, class AnyGrid>
  Passing<T> passing(const AnyGrid& grid) const {
    constexpr T most = (std::numeric_limits<T>::max)();
    return {grid.low, grid.high, activation(-most), activation(most)};
  }
  template <class T>
  static void remember(const T* LINNET_RESTRICT x, unsigned char* LINNET_RESTRICT inside, Index count,
                       const Passing<T> passes) {
    for (Index i = 0; i < count; ++i) inside[i] = passes(x[i]);
  }
  /// The memory of a batch for each number: whether it is inside the range.
  template <class T>
  static auto* bytes(T* remembered) {
    using Byte = std::conditional_t<std::is_const_v<T>, const unsigned char, unsigned char>;
    return reinterpret_cast<Byte*>(remembered + 2);
  }
};

}  // namespace linnet::quantized
