// SPDX-License-Identifier: MIT
// plot_feature_maps: an image, or what a convolution makes of it, one picture for each channel.
#pragma once

#include <linnet/plot/images.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace linnet {

/// Draws the channels of `maps`, (height, width, channels) or those of one image, (1, height, width, channels), in rows of `columns`, all on
/// one scale. Without negative numbers 0 is black and the largest number white; otherwise positive numbers are blue, negative ones orange.
/// Each has its caption, or its number.
///
///   plot_feature_maps(first_layers<1>(model).predict(image)).save("maps.svg");
///
/// Throws InvalidInput for the maps of several images, numbers that are not finite, and a wrong number of captions.
LINNET_COLD inline Svg plot_feature_maps(const ArrayView<float>& maps, const std::vector<std::string>& captions = {},
                                         Index columns = 8) {
  std::vector<Index> dims(maps.sample_dims().begin(), maps.sample_dims().end());
  if (dims.size() == 2) dims.insert(dims.begin(), maps.samples());
  const bool one_image = maps.sample_dims().size() == 2 || maps.samples() == 1;
  detail::require(dims.size() == 3 && one_image && !maps.empty(), [&] {
    return detail::text(
        "plot_feature_maps: expected one image, (height, width, channels) or (1, height, width, channels), found ",
        maps.samples(), " x ", detail::extents(maps.sample_dims()));
  });
  const Index channels = dims[2], pixels = dims[0] * dims[1];
  detail::require(captions.empty() || static_cast<Index>(captions.size()) == channels, [&] {
    return detail::text("plot_feature_maps: there are ", channels, " channels and ", captions.size(), " captions");
  });
  for (Index i = 0; i < pixels * channels; ++i) {
    detail::require(math::is_finite(maps.data()[i]), [&] {
      return detail::text("plot_feature_maps: number ", i / channels, " of map ", i % channels, " is ", maps.data()[i],
                          "; numbers must be finite");
    });
  }
  const auto [lowest, highest] = std::minmax_element(maps.data(), maps.data() + pixels * channels);
  const bool diverging = *lowest < 0.0f;
  const float high = diverging ? (std::max)(*highest, -*lowest) : *highest;
  std::vector<std::vector<float>> planes(static_cast<std::size_t>(channels));
  std::vector<GridImage> images;
  for (Index c = 0; c < channels; ++c) {
    auto& plane = planes[static_cast<std::size_t>(c)];
    for (Index i = 0; i < pixels; ++i) plane.push_back(maps.data()[i * channels + c]);
    images.push_back({.pixels = plane.data(),
                      .height = dims[0],
                      .width = dims[1],
                      .caption = captions.empty() ? detail::text("map ", c) : captions[static_cast<std::size_t>(c)],
                      .high = high,
                      .diverging = diverging});
  }
  return plot_images(images, columns);
}

}  // namespace linnet
