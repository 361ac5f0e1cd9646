// SPDX-License-Identifier: MIT
// RandomTranslation: in training it shifts images. Source: keras.layers.RandomTranslation.
#pragma once

#include <linnet/layers/augmentation/factor.hpp>
#include <linnet/layers/augmentation/moved_images.hpp>

namespace linnet {

/// RandomTranslation{0.1f, 0.2f}: each image is shifted down by a uniform share of its height in `height_factor` and to the right by one of
/// its width in `width_factor`, both in [-1, 1]. Input and output (N, H, W, C). In inference the layer does nothing and costs nothing.
///
/// FillMode and Interpolation (kernels/augmentation/fill.hpp) decide about places beyond and between pixels.
struct RandomTranslation {
  Factor height_factor = 0.1f;
  Factor width_factor = 0.1f;
  FillMode fill_mode = FillMode::reflect;
  Interpolation interpolation = Interpolation::bilinear;
  float fill_value = 0.0f;

  static constexpr std::string_view name = "random_translation";
  static constexpr std::string_view cpp_name = "linnet::RandomTranslation";
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 3,
                  "RandomTranslation: the input must be (height, width, channels); put a Reshape<...> before it or give Input "
                  "its channels, for example Input<28, 28, 1>");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return detail::memory_of_maps;
  }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    if (!height_factor.within(-1.0f, 1.0f)) return "RandomTranslation: height_factor must be in [-1, 1]";
    if (!width_factor.within(-1.0f, 1.0f)) return "RandomTranslation: width_factor must be in [-1, 1]";
    return math::is_finite(fill_value) ? nullptr : "RandomTranslation: fill_value must be finite";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    detail::move_images(f, {fill_mode, interpolation, fill_value}, [&](Random& random) {
      const T down = random.uniform(static_cast<T>(height_factor.low), static_cast<T>(height_factor.high));
      const T right = random.uniform(static_cast<T>(width_factor.low), static_cast<T>(width_factor.high));
      return kernels::translation(right * T(Pass::Input::dims[1]), down * T(Pass::Input::dims[0]));
    });
  }
  template <class Pass>
  void backward(const Pass& f) const {
    detail::move_gradients(f, {fill_mode, interpolation, fill_value});
  }
};

}  // namespace linnet
