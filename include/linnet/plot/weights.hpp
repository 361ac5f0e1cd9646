// SPDX-License-Identifier: MIT
// The weights of a first layer as images: the pattern that each of its units or filters looks for.
#pragma once

#include <linnet/plot/images.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

namespace linnet {

namespace detail {

/// Draws `images` of a kernel (height * width, images) in the order `place`, on one scale around 0.
template <class Name>
LINNET_COLD Svg draw_weights(std::span<const float> kernel, Index height, Index width, Index count, const Name& name) {
  const auto all = static_cast<Index>(kernel.size()) / (height * width);
  float largest = 0.0f;
  for (std::size_t i = 0; i < kernel.size(); ++i) {
    require(math::is_finite(kernel[i]),
            [&] { return text("plot_weights: weight ", i, " of the kernel is ", kernel[i], "; weights must be finite"); });
    largest = (std::max)(largest, (std::abs)(kernel[i]));
  }
  std::vector<std::vector<float>> pixels;
  std::vector<GridImage> images;
  for (Index k = 0; k < (std::min)(count, all); ++k) {
    pixels.emplace_back();
    for (Index i = 0; i < height * width; ++i) pixels.back().push_back(kernel[static_cast<std::size_t>(i * all + k)]);
    images.push_back({.pixels = pixels.back().data(),
                      .height = height,
                      .width = width,
                      .caption = name(k),
                      .high = largest,
                      .diverging = true});
  }
  return plot_images(images);
}

}  // namespace detail

/// Draws the weights of a first Dense layer as images: the kernel (height * width, units) gives one image for each of the first `count`
/// units. All have one scale: blue weights are positive, orange ones negative, stronger colours mean larger weights. Throws InvalidInput
/// if the kernel has another size or a weight is not finite.
LINNET_COLD inline Svg plot_weights(std::span<const float> kernel, Index height, Index width, Index units, Index count = 32) {
  const auto size = static_cast<Index>(kernel.size());
  const bool sized = height >= 1 && width >= 1 && height <= size / width && units >= 1 && units <= size / (height * width) &&
                     height * width * units == size;
  detail::require(sized, [&] {
    return detail::text("plot_weights: the kernel has ", size, " numbers, not one for each pair of ", height, " x ", width,
                        " inputs and ", units, " units");
  });
  detail::require(count >= 1, [&] { return detail::text("plot_weights: count is ", count, "; it must be at least 1"); });
  return detail::draw_weights(kernel, height, width, count, [](Index k) { return detail::text("unit ", k); });
}

/// Draws the weights of layer `I` of a model (counted without Input) in the same way: the kernels of a Conv2D, one image for each filter and
/// channel, or those of a Dense layer whose inputs are the pixels of the model's images.
template <std::size_t I, class Model>
LINNET_COLD Svg plot_weights(const Model& model, Index count = 32) {
  using Top = typename Model::Topology;
  using Layer = typename Top::template Layer<I>;
  constexpr auto pixels = Top::Input::dims;
  constexpr bool has_kernel = Layer::parameters.size() > 0;
  if constexpr (has_kernel && Layer::parameters[0].rank == 4) {
    constexpr auto dims = Layer::parameters[0].dims;  // height, width, channels, filters
    return detail::draw_weights(model.template parameter<I>(0), dims[0], dims[1], count, [&](Index k) {
      const std::string filter = detail::text("filter ", k % dims[3]);
      return dims[2] == 1 ? filter : detail::text(filter, ", channel ", k / dims[3]);
    });
  } else if constexpr (has_kernel && Layer::parameters[0].rank == 2 && Layer::Input::size == Top::Input::size &&
                       pixels.size() >= 2) {
    return plot_weights(model.template parameter<I>(0), pixels[0], Top::Input::size / pixels[0], Layer::parameters[0].dims[1],
                        count);
  } else {
    static_assert(sizeof(Layer) == 0,
                  "plot_weights: the layer is neither a convolution over images nor a Dense layer whose inputs are the pixels "
                  "of the model's Input<height, width>");
    return Svg(1.0, 1.0);
  }
}

}  // namespace linnet
