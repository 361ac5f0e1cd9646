// SPDX-License-Identifier: MIT
// Images as pictures: samples with a model's answers, and the weights of a first layer.
#pragma once

#include <linnet/core/views.hpp>
#include <linnet/plot/svg.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace linnet {

/// One image of a grid: `pixels` (height, width), row-major, black at `low` and white at `high`, and a caption under it.
struct GridImage {
  const float* pixels = nullptr;
  Index height = 0;
  Index width = 0;
  std::string caption{};
  bool wrong = false;  ///< the caption is red
  float low = 0.0f;
  float high = 1.0f;
};

/// Draws images in rows of `columns`, each about `size` pixels wide. Throws InvalidInput for pixels from 0 to 255 in the range from 0 to 1,
/// which would be white.
LINNET_COLD inline Svg plot_images(const std::vector<GridImage>& images, Index columns = 8, double size = 84.0) {
  detail::require(columns >= 1 && !images.empty(),
                  [] { return std::string("plot_images: there are no images, or columns is below 1"); });
  const Index rows = (static_cast<Index>(images.size()) + columns - 1) / columns;
  const double step_x = size + 14.0, step_y = size + 28.0;
  Svg svg(step_x * static_cast<double>(std::min<Index>(columns, static_cast<Index>(images.size()))) + 14.0,
          step_y * static_cast<double>(rows) + 14.0);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const GridImage& image = images[i];
    const Index row = static_cast<Index>(i) / columns, column = static_cast<Index>(i) % columns;
    const double x = 14.0 + step_x * static_cast<double>(column), y = 14.0 + step_y * static_cast<double>(row);
    const double dot = size / static_cast<double>(std::max<Index>((std::max)(image.width, image.height), 1));
    svg.rectangle(x, y, dot * static_cast<double>(image.width), dot * static_cast<double>(image.height), "#000000");
    const bool unit_range = image.low == 0.0f && image.high == 1.0f;
    std::vector<int> grays;
    for (Index p = 0; p < image.height * image.width; ++p) {
      detail::require(!unit_range || !(image.pixels[p] > 8.0f), [&] {
        return detail::text("plot_images: image ", i, " has a pixel of ", image.pixels[p],
                            ", white begins at 1; set GridImage::high, 255 for what load_image gives");
      });
      const float share = (image.pixels[p] - image.low) / (std::max)(image.high - image.low, 1e-30f);
      grays.push_back(static_cast<int>(std::lround(std::clamp(share, 0.0f, 1.0f) * 255.0f)));
    }
    svg.pixels(x, y, dot, static_cast<std::size_t>(image.width), grays);
    svg.label(x + size / 2.0, y + size + 14.0, image.caption, 11.0, Anchor::middle, image.wrong ? "#c00000" : "#333");
  }
  return svg;
}

/// Draws the weights of a first Dense layer as images: the kernel (height * width, units) gives one image for each of the first `count`
/// units, all on one scale around 0, which is gray.
LINNET_COLD inline Svg plot_weights(std::span<const float> kernel, Index height, Index width, Index units, Index count = 32) {
  detail::require(static_cast<Index>(kernel.size()) == height * width * units && units >= 1 && count >= 1, [&] {
    return detail::text("plot_weights: the kernel has ", kernel.size(), " numbers, ", height, " x ", width, " inputs and ",
                        units, " units need ", height * width * units);
  });
  count = (std::min)(count, units);
  float largest = 1e-30f;
  for (const float w : kernel) largest = (std::max)(largest, (std::abs)(w));
  std::vector<std::vector<float>> pixels(static_cast<std::size_t>(count));
  std::vector<GridImage> images;
  for (Index k = 0; k < count; ++k) {
    auto& image = pixels[static_cast<std::size_t>(k)];
    for (Index i = 0; i < height * width; ++i) image.push_back(kernel[static_cast<std::size_t>(i * units + k)]);
    images.push_back({image.data(), height, width, detail::text("unit ", k), false, -largest, largest});
  }
  return plot_images(images);
}

}  // namespace linnet
