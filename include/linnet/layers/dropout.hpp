// SPDX-License-Identifier: MIT
// Dropout: in training it sets each number to 0 with probability `rate` and divides the others by 1 - rate.
// Sources: Srivastava et al. (2014); keras.layers.Dropout.
#pragma once

#include <linnet/kernels/dropout.hpp>
#include <linnet/network/bound.hpp>

namespace linnet {

/// Input and output have the same shape. `rate` is in [0, 1). In inference the layer does nothing and costs nothing.
///
/// The mask is not stored; see kernels/dropout.hpp.
struct Dropout {
  float rate = 0.5f;

  static constexpr std::string_view name = "dropout";
  static constexpr std::string_view cpp_name = "linnet::Dropout";
  static constexpr Placement placement = Placement::in_place;
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = true;

  template <class In>
  using Output = In;

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_batch = 1};  // the key; a float keeps 23 bits of it exactly
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const { return rate >= 0.0f && rate < 1.0f ? nullptr : "Dropout: rate must be in [0, 1)"; }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    if (!f.training || rate == 0.0f) {
      if (f.x != f.y) {
        for (Index i = 0; i < f.n * Pass::Input::size; ++i) f.y[i] = f.x[i];
      }
      return;
    }
    f.remembered[0] = kernels::dropout_key<T>(*f.random);
    mask(f.x, f.y, f.n * Pass::Input::size, f.remembered[0]);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    mask(f.dy, f.dx, f.n * Pass::Input::size, f.remembered[0]);
  }

 private:
  template <class T>
  void mask(const T* from, T* to, Index count, T remembered) const {
    if (rate == 0.0f) {
      if (from != to) {
        for (Index i = 0; i < count; ++i) to[i] = from[i];
      }
      return;
    }
    const kernels::DropoutMask<T> factor(remembered, rate);
    for (Index i = 0; i < count; ++i) to[i] = factor(i, from[i]);
  }
};

}  // namespace linnet
