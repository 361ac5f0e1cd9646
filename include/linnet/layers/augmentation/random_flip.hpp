// SPDX-License-Identifier: MIT
// RandomFlip: in training it mirrors half of the images. Source: keras.layers.RandomFlip.
#pragma once

#include <linnet/kernels/augmentation/flip.hpp>
#include <linnet/layers/noise/sample_random.hpp>
#include <linnet/network/bound.hpp>

namespace linnet {

/// The direction in which RandomFlip mirrors an image.
enum class Flip {
  horizontal,               ///< left and right change places
  vertical,                 ///< top and bottom change places
  horizontal_and_vertical,  ///< both at once: half a turn
};

/// RandomFlip{Flip::horizontal}. Input and output (N, H, W, C). Each image is mirrored with probability 1/2. With
/// Flip::horizontal_and_vertical, the default, one draw decides about both directions, as in Keras; two layers decide one by one. In
/// inference the layer does nothing and costs nothing.
struct RandomFlip {
  Flip mode = Flip::horizontal_and_vertical;

  static constexpr std::string_view name = "random_flip";
  static constexpr std::string_view cpp_name = "linnet::RandomFlip";
  static constexpr Placement inference_placement = Placement::alias;
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(In::rank == 3,
                  "RandomFlip: the input must be (height, width, channels); put a Reshape<...> before it or give Input its "
                  "channels, for example Input<28, 28, 1>");
    return In{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class T, class In>
  static constexpr LayerMemory memory() {
    return {.per_sample = 1};  // 1 if it is mirrored
  }

  template <class Pass>
  void forward(const Pass& f) const {
    using T = typename Pass::Scalar;
    if (!f.training) {
      std::copy_n(f.x, f.n * Pass::Input::size, f.y);
      return;
    }
    const detail::SampleRandom random_of(*f.random);
    for (Index i = 0; i < f.n; ++i) f.remembered[i] = static_cast<T>(random_of(i)() >> 31);
    flip<typename Pass::Input>(f.remembered, f.x, f.y, f.n);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) flip<typename Pass::Input>(f.remembered, f.dy, f.dx, f.n);
  }

 private:
  template <class In, class T>
  void flip(const T* flips, const T* from, T* to, Index n) const {
    for (Index i = 0; i < n; ++i) {
      const bool flipped = flips[i] != T(0);
      kernels::flip<In>(from + i * In::size, to + i * In::size, flipped && mode != Flip::vertical,
                        flipped && mode != Flip::horizontal);
    }
  }
};

}  // namespace linnet
