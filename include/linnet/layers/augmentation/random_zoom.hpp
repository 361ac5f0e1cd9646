// SPDX-License-Identifier: MIT
// RandomZoom: in training it makes images larger or smaller. Source: keras.layers.RandomZoom.
#pragma once

#include <linnet/layers/augmentation/factor.hpp>
#include <linnet/layers/augmentation/moved_images.hpp>

#include <optional>

namespace linnet {

/// RandomZoom{0.2f}: each image is scaled around its centre by 1 / (1 + u), with u uniform in `height_factor`; above 0 the image becomes
/// smaller. With `width_factor`, the width has a factor of its own; without it, the image keeps its proportions. Both are in (-1, 1]. Input
/// and output (N, H, W, C). In inference the layer does nothing and costs nothing.
///
/// FillMode and Interpolation (kernels/augmentation/fill.hpp) decide about places beyond and between pixels.
struct RandomZoom {
  Factor height_factor = 0.1f;
  std::optional<Factor> width_factor{};
  FillMode fill_mode = FillMode::reflect;
  Interpolation interpolation = Interpolation::bilinear;
  float fill_value = 0.0f;

  static constexpr std::string_view name = "random_zoom";
  static constexpr std::string_view cpp_name = "linnet::RandomZoom";
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 3,
                  "RandomZoom: the input must be (height, width, channels); put a Reshape<...> before it or give Input its "
                  "channels, for example Input<28, 28, 1>");
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
    if (!height_factor.within(-1.0f, 1.0f) || height_factor.low == -1.0f) {
      return "RandomZoom: height_factor must be above -1 and not above 1; a single number is below 1, as it is used with both "
             "signs";
    }
    if (width_factor && (!width_factor->within(-1.0f, 1.0f) || width_factor->low == -1.0f)) {
      return "RandomZoom: width_factor must be above -1 and not above 1; a single number is below 1, as it is used with both "
             "signs";
    }
    return math::is_finite(fill_value) ? nullptr : "RandomZoom: fill_value must be finite";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    detail::move_images(f, {fill_mode, interpolation, fill_value}, [&](Random& random) {
      const auto draw = [&](const Factor& factor) {
        return random.uniform(T(1) + static_cast<T>(factor.low), T(1) + static_cast<T>(factor.high));
      };
      const T down = draw(height_factor);
      const T across = width_factor ? draw(*width_factor) : down;
      return kernels::zoom(across, down, Pass::Input::dims[0], Pass::Input::dims[1]);
    });
  }
  template <class Pass>
  void backward(const Pass& f) const {
    detail::move_gradients(f, {fill_mode, interpolation, fill_value});
  }
};

}  // namespace linnet
