// SPDX-License-Identifier: MIT
// Shared by the layers that move each image of a batch in its own way: RandomTranslation, RandomZoom and RandomRotation.
#pragma once

#include <linnet/kernels/augmentation/affine.hpp>
#include <linnet/layers/noise/sample_random.hpp>
#include <linnet/network/bound.hpp>

namespace linnet::detail {

/// The six numbers of a map for each sample.
inline constexpr LayerMemory memory_of_maps{.per_sample = 6};

/// Moves each image by draw(random), a kernels::Affine, and remembers it.
template <class Pass, class Draw>
void move_images(const Pass& f, const Resampling& how, const Draw& draw) {
  using In = typename Pass::Input;
  if (!f.training) {
    std::copy_n(f.x, f.n * In::size, f.y);
    return;
  }
  const SampleRandom random_of(*f.random);
  for (Index i = 0; i < f.n; ++i) {
    Random random = random_of(i);
    const kernels::Affine<typename Pass::Scalar> map = draw(random);
    std::copy_n(map.data(), 6, f.remembered + i * 6);
    kernels::move_image<In>(map, how, f.x + i * In::size, f.y + i * In::size);
  }
}

/// The gradient of move_images.
template <class Pass>
void move_gradients(const Pass& f, const Resampling& how) {
  if constexpr (Pass::input_gradient_needed) {
    using In = typename Pass::Input;
    for (Index i = 0; i < f.n; ++i) {
      kernels::Affine<typename Pass::Scalar> map;
      std::copy_n(f.remembered + i * 6, 6, map.data());
      kernels::move_image_gradient<In>(map, how, f.dy + i * In::size, f.dx + i * In::size);
    }
  }
}

}  // namespace linnet::detail
