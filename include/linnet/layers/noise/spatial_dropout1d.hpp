// SPDX-License-Identifier: MIT
// SpatialDropout1D: in training it sets whole channels of a sequence to 0 with probability `rate` and divides the others by 1 - rate.
// Sources: Tompson et al. (2015); keras.layers.SpatialDropout1D.
#pragma once

#include <linnet/kernels/dropout.hpp>
#include <linnet/network/bound.hpp>

namespace linnet {

/// Input and output (N, S, C): a channel of a sample is dropped at all its steps, because neighbouring steps tell nearly the same. `rate`
/// is in [0, 1). In inference the layer does nothing and costs nothing.
///
/// The mask is not stored; see kernels/dropout.hpp.
struct SpatialDropout1D {
  float rate = 0.5f;

  static constexpr std::string_view name = "spatial_dropout1d";
  static constexpr std::string_view cpp_name = "linnet::SpatialDropout1D";
  static constexpr Placement placement = Placement::in_place;
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = true;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 2, "SpatialDropout1D: the input must be (steps, channels); Dropout takes any shape");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_batch = 1};  // the key
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return rate >= 0.0f && rate < 1.0f ? nullptr : "SpatialDropout1D: rate must be in [0, 1)";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    const bool drops = f.training && rate != 0.0f;
    if (drops) f.remembered[0] = kernels::dropout_key<T>(*f.random);
    mask<typename Pass::Input>(f.x, f.y, f.n, drops ? f.remembered[0] : T(0), drops);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    mask<typename Pass::Input>(f.dy, f.dx, f.n, f.remembered[0], rate != 0.0f);
  }

 private:
  template <class In, class T>
  void mask(const T* from, T* to, Index n, T key, bool drops) const {
    constexpr Index channels = last_dim<In>, steps = In::size / channels;
    if (!drops) {
      if (from != to) std::copy_n(from, n * In::size, to);
      return;
    }
    const kernels::DropoutMask<T> factor(key, rate);
    for (Index i = 0; i < n; ++i) {
      for (Index s = 0; s < steps; ++s, from += channels, to += channels) {
        for (Index c = 0; c < channels; ++c) to[c] = factor(i * channels + c, from[c]);
      }
    }
  }
};

}  // namespace linnet
