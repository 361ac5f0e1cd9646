// SPDX-License-Identifier: MIT
// GaussianNoise: in training it adds a normal number with mean 0 and deviation `stddev` to each number. Source: keras.layers.GaussianNoise.
#pragma once

#include <linnet/kernels/augmentation/noise.hpp>
#include <linnet/layers/noise/sample_random.hpp>
#include <linnet/network/bound.hpp>

#include <algorithm>
#include <limits>

namespace linnet {

/// Input and output have the same shape. `stddev` is not negative; Keras has no default for it. In inference the layer does nothing and
/// costs nothing.
///
/// Each sample of a batch has a generator of its own. Nothing is stored: gradients pass unchanged.
struct GaussianNoise {
  float stddev = 0.1f;

  static constexpr std::string_view name = "gaussian_noise";
  static constexpr std::string_view cpp_name = "linnet::GaussianNoise";
  static constexpr Placement placement = Placement::in_place;
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_sign = false;

  template <class In>
  using Output = In;

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return stddev >= 0.0f && stddev <= (std::numeric_limits<float>::max)()
               ? nullptr
               : "GaussianNoise: stddev must be finite and not negative";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index size = Pass::Input::size;
    if (!f.training || stddev == 0.0f) {
      copy(f.x, f.y, f.n * size);
      return;
    }
    const detail::SampleRandom random_of(*f.random);
    for (Index i = 0; i < f.n; ++i) {
      Random random = random_of(i);
      kernels::add_noise(static_cast<T>(stddev), random, f.x + i * size, f.y + i * size, size);
    }
  }

  template <class Pass>
  void backward(const Pass& f) const {
    copy(f.dy, f.dx, f.n * Pass::Input::size);
  }

 private:
  template <class T>
  static void copy(const T* from, T* to, Index count) {
    if (from != to) std::copy_n(from, count, to);
  }
};

}  // namespace linnet
