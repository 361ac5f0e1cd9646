// SPDX-License-Identifier: MIT
// RandomContrast: in training it spreads or narrows the numbers of images around their mean. Source: keras.layers.RandomContrast.
#pragma once

#include <linnet/kernels/augmentation/contrast.hpp>
#include <linnet/layers/noise/sample_random.hpp>
#include <linnet/network/bound.hpp>

#include <array>
#include <limits>

namespace linnet {

/// How far RandomContrast goes below and above 1: 0.2f is [0.8, 1.2], {0.5f, 0.2f} is [0.5, 1.2].
struct ContrastFactor {
  float lower, upper;
  constexpr ContrastFactor(float both) : lower(both), upper(both) {}
  constexpr ContrastFactor(float lower_, float upper_) : lower(lower_), upper(upper_) {}
};

/// RandomContrast{.factor = 0.2f, .value_range = {0, 1}}: y = clip(mean + u (x - mean)) with the mean of each channel and one u, uniform in
/// [1 - lower, 1 + upper], for each image. `factor` is in [0, 1]; `value_range`, in which the results stay, is that of the numbers of the
/// images, as in Keras {0, 255} unless it is stated. Input and output (N, H, W, C). In inference the layer does nothing and costs nothing.
struct RandomContrast {
  ContrastFactor factor = 0.1f;
  std::array<float, 2> value_range{0.0f, 255.0f};

  static constexpr std::string_view name = "random_contrast";
  static constexpr std::string_view cpp_name = "linnet::RandomContrast";
  static constexpr Placement placement = Placement::in_place;
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 3,
                  "RandomContrast: the input must be (height, width, channels); put a Reshape<...> before it or give Input its "
                  "channels, for example Input<28, 28, 1>");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = 1};  // u
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    constexpr float largest = (std::numeric_limits<float>::max)();
    if (!(factor.lower >= 0.0f && factor.lower <= 1.0f && factor.upper >= 0.0f && factor.upper <= 1.0f)) {
      return "RandomContrast: factor must be in [0, 1]";
    }
    return value_range[0] < value_range[1] && value_range[0] >= -largest && value_range[1] <= largest
               ? nullptr
               : "RandomContrast: value_range must be two finite numbers, the lower one first";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    constexpr Index size = Pass::Input::size;
    if (!f.training) {
      if (f.x != f.y) std::copy_n(f.x, f.n * size, f.y);
      return;
    }
    const detail::SampleRandom random_of(*f.random);
    for (Index i = 0; i < f.n; ++i) {
      Random random = random_of(i);
      f.remembered[i] = random.uniform(T(1) - static_cast<T>(factor.lower), T(1) + static_cast<T>(factor.upper));
      kernels::change_contrast<typename Pass::Input>(f.remembered[i], range<T>(), f.x + i * size, f.y + i * size);
    }
  }

  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      using T = typename Pass::Scalar;
      constexpr Index size = Pass::Input::size;
      for (Index i = 0; i < f.n; ++i) {
        kernels::change_contrast_gradient<typename Pass::Input>(f.remembered[i], range<T>(), f.y + i * size, f.dy + i * size,
                                                                f.dx + i * size);
      }
    }
  }

 private:
  template <class T>
  constexpr kernels::ValueRange<T> range() const {
    return {static_cast<T>(value_range[0]), static_cast<T>(value_range[1])};
  }
};

}  // namespace linnet
