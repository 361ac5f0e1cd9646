// SPDX-License-Identifier: MIT
// RandomBrightness: in training it makes images brighter or darker. Source: keras.layers.RandomBrightness.
#pragma once

#include <linnet/kernels/augmentation/contrast.hpp>
#include <linnet/layers/augmentation/factor.hpp>
#include <linnet/layers/noise/sample_random.hpp>
#include <linnet/network/bound.hpp>

#include <array>
#include <limits>

namespace linnet {

/// RandomBrightness{.factor = 0.2f, .value_range = {0, 1}}: y = clip(x + u (high - low)) with one u, uniform in `factor`, for each image.
/// `factor` is in [-1, 1]; `value_range` is that of the numbers of the images, as in Keras {0, 255} unless it is stated. Input and output
/// (N, H, W, C). In inference the layer does nothing and costs nothing.
struct RandomBrightness {
  Factor factor = 0.1f;
  std::array<float, 2> value_range{0.0f, 255.0f};

  static constexpr std::string_view name = "random_brightness";
  static constexpr std::string_view cpp_name = "linnet::RandomBrightness";
  static constexpr Placement placement = Placement::in_place;
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::value;
  static constexpr bool keeps_sign = false;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 3,
                  "RandomBrightness: the input must be (height, width, channels); put a Reshape<...> before it or give Input "
                  "its channels, for example Input<28, 28, 1>");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    constexpr float largest = (std::numeric_limits<float>::max)();
    if (!factor.within(-1.0f, 1.0f)) return "RandomBrightness: factor must be in [-1, 1]";
    return value_range[0] < value_range[1] && value_range[0] >= -largest && value_range[1] <= largest
               ? nullptr
               : "RandomBrightness: value_range must be two finite numbers, the lower one first";
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
      const T share = random.uniform(static_cast<T>(factor.low), static_cast<T>(factor.high));
      kernels::brighten(share, range<T>(), f.x + i * size, f.y + i * size, size);
    }
  }

  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) {
      kernels::brighten_gradient(range<typename Pass::Scalar>(), f.y, f.dy, f.dx, f.n * Pass::Input::size);
    }
  }

 private:
  template <class T>
  constexpr kernels::ValueRange<T> range() const {
    return {static_cast<T>(value_range[0]), static_cast<T>(value_range[1])};
  }
};

}  // namespace linnet
