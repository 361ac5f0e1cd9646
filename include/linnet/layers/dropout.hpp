// SPDX-License-Identifier: MIT
// Dropout: in training it sets each number to 0 with probability `rate` and divides the others by 1 - rate.
// Sources: Srivastava et al. (2014); keras.layers.Dropout.
#pragma once

#include <linnet/network/bound.hpp>

#include <bit>
#include <cstdint>

namespace linnet {

/// Input and output have the same shape. `rate` is in [0, 1). In inference the layer does nothing and costs nothing.
///
/// The mask is not stored: a hash of (key, index) decides about each number, and backward recomputes it from the key.
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
    f.remembered[0] = static_cast<T>((*f.random)() >> 9);
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
    const std::uint32_t key = static_cast<std::uint32_t>(remembered) * 0x9e3779b9u;
    const std::uint32_t threshold = static_cast<std::uint32_t>(rate * 0x1p24f);
    const T scale = T(1) / (T(1) - static_cast<T>(rate));
    for (Index i = 0; i < count; ++i) {
      std::uint32_t h =
          static_cast<std::uint32_t>(i) * 0x85ebca6bu ^ key;  // a 32-bit finaliser: every bit of i reaches the top
      h = (h ^ (h >> 16)) * 0x7feb352du;
      h = (h ^ (h >> 15)) * 0x846ca68bu;
      h ^= h >> 16;
      to[i] = (h >> 8) >= threshold ? from[i] * scale : T(0);
    }
  }
};

}  // namespace linnet
