// SPDX-License-Identifier: MIT
// RandomRotation: in training it turns images. Source: keras.layers.RandomRotation.
#pragma once

#include <linnet/kernels/augmentation/turn.hpp>
#include <linnet/layers/augmentation/factor.hpp>
#include <linnet/layers/augmentation/moved_images.hpp>

namespace linnet {

/// RandomRotation{0.05f}: each image is turned around its centre by a uniform share of a full turn in `factor`, at most 18 degrees here;
/// above 0 counterclockwise. `factor` is in [-1, 1]. Input and output (N, H, W, C). In inference the layer does nothing and costs nothing.
///
/// FillMode and Interpolation (kernels/augmentation/fill.hpp) decide about places beyond and between pixels.
struct RandomRotation {
  Factor factor = 0.1f;
  FillMode fill_mode = FillMode::reflect;
  Interpolation interpolation = Interpolation::bilinear;
  float fill_value = 0.0f;

  static constexpr std::string_view name = "random_rotation";
  static constexpr std::string_view cpp_name = "linnet::RandomRotation";
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 3,
                  "RandomRotation: the input must be (height, width, channels); put a Reshape<...> before it or give Input its "
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
    if (!factor.within(-1.0f, 1.0f)) return "RandomRotation: factor must be in [-1, 1], in full turns";
    return math::is_finite(fill_value) ? nullptr : "RandomRotation: fill_value must be finite";
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    detail::move_images(f, {fill_mode, interpolation, fill_value}, [&](Random& random) {
      const auto [cosine, sine] = kernels::turn(random.uniform(static_cast<T>(factor.low), static_cast<T>(factor.high)));
      return kernels::rotation(cosine, sine, Pass::Input::dims[0], Pass::Input::dims[1]);
    });
  }
  template <class Pass>
  void backward(const Pass& f) const {
    detail::move_gradients(f, {fill_mode, interpolation, fill_value});
  }
};

}  // namespace linnet
