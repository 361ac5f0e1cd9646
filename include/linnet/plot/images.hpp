// SPDX-License-Identifier: MIT
// Images as pictures, in a grid with captions: samples, feature maps, weights.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/views.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/draw/text_width.hpp>

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
  bool wrong = false;  ///< the caption is orange
  float low = 0.0f;
  float high = 1.0f;
  bool diverging = false;  ///< colours: blue above 0, full at `high`, and orange below it, full at -high
};

namespace detail {

/// Refuses image number `i` of a picture if it cannot be drawn.
LINNET_COLD inline void require_image(const GridImage& image, std::size_t i) {
  constexpr Index most = Index{1} << 27;  // pixels
  require(image.height >= 1 && image.width >= 1 && image.height <= most / image.width, [&] {
    return text("plot_images: image ", i, " is ", image.height, " x ", image.width, "; expected sides from 1 on, and at most ",
                most, " pixels");
  });
  require(image.pixels != nullptr, [&] { return text("plot_images: image ", i, " has no pixels: its pointer is null"); });
  require(math::is_finite(image.low) && math::is_finite(image.high), [&] {
    return text("plot_images: image ", i, " has black at ", image.low, " and white at ", image.high, "; both must be finite");
  });
  const bool unit_range = image.low == 0.0f && image.high == 1.0f;
  for (Index p = 0; p < image.height * image.width; ++p) {
    require(math::is_finite(image.pixels[p]), [&] {
      return text("plot_images: pixel ", p, " of image ", i, " is ", image.pixels[p], "; pixels must be finite");
    });
    require(!unit_range || !(image.pixels[p] > 8.0f), [&] {
      return text("plot_images: image ", i, " has a pixel of ", image.pixels[p],
                  ", white begins at 1; set GridImage::high, 255 for what load_image gives");
    });
  }
}

/// Adds an image at (x, y), each pixel `dot` wide.
LINNET_COLD inline void draw_image(Svg& svg, const GridImage& image, double x, double y, double dot) {
  const double width = dot * static_cast<double>(image.width), height = dot * static_cast<double>(image.height);
  const auto columns = static_cast<std::size_t>(image.width);
  // Halves, because the difference of two floats may not be one.
  const float low = image.diverging ? 0.0f : image.low / 2.0f, range = (std::max)(image.high / 2.0f - low, 5e-31f);
  const float least = image.diverging ? -1.0f : 0.0f, levels = image.diverging ? 100.0f : 255.0f;
  std::vector<int> pixels;
  for (Index p = 0; p < image.height * image.width; ++p) {
    const float share = std::clamp((image.pixels[p] / 2.0f - low) / range, least, 1.0f);
    pixels.push_back(static_cast<int>(std::lround(share * levels)));
  }
  if (image.diverging) {
    svg.signed_pixels(x, y, dot, columns, pixels);
  } else {
    svg.rectangle(x, y, width, height, "#000000");
    svg.pixels(x, y, dot, columns, pixels);
  }
  svg.rectangle(x, y, width, height, "none", colors::edge);
}

}  // namespace detail

/// Draws images in rows of `columns`, each about `size` pixels wide, as far apart as the longest caption needs. Throws InvalidInput for
/// images without pixels, numbers that are not finite, and pixels from 0 to 255 in the range from 0 to 1, which would be white.
LINNET_COLD inline Svg plot_images(const std::vector<GridImage>& images, Index columns = 8, double size = 84.0) {
  detail::require(columns >= 1 && !images.empty(),
                  [] { return std::string("plot_images: there are no images, or columns is below 1"); });
  columns = (std::min)(columns, static_cast<Index>(images.size()));
  const Index rows = (static_cast<Index>(images.size()) + columns - 1) / columns;
  double widest = size;
  for (const GridImage& image : images) widest = (std::max)(widest, detail::text_width(image.caption, 13.0));
  const double step_x = widest + 14.0, step_y = size + 30.0;
  Svg svg(step_x * static_cast<double>(columns) + 14.0, step_y * static_cast<double>(rows) + 14.0);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const GridImage& image = images[i];
    const Index row = static_cast<Index>(i) / columns, column = static_cast<Index>(i) % columns;
    const double x = (step_x - size + 14.0) / 2.0 + step_x * static_cast<double>(column),
                 y = 14.0 + step_y * static_cast<double>(row);
    detail::require_image(image, i);
    detail::draw_image(svg, image, x, y, size / static_cast<double>((std::max)(image.width, image.height)));
    svg.label(x + size / 2.0, y + size + 16.0, image.caption, 13.0, Anchor::middle,
              image.wrong ? detail::colors::orange : detail::colors::ink);
  }
  return svg;
}

}  // namespace linnet
