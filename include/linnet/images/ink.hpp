// SPDX-License-Identifier: MIT
// A photograph of something written, as ink: 1 on strokes, 0 on paper, whatever the light, dark on bright or bright on dark.
#pragma once

#include <linnet/images/gray.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// Returns `gray` with its values between 0 and 2: divided by a power of two, which keeps the bits of ratios, and moved up if it has values
/// below 0, of which no light is a share. Throws InvalidInput without pixels and for values that are not finite.
LINNET_COLD inline Tensor<2> as_light(const Tensor<2>& gray) {
  require(gray.size() > 0, [] { return std::string("extract_ink: expected an image, found no pixels"); });
  float lowest = 0.0f, largest = 0.0f;
  for (Index i = 0; i < gray.size(); ++i) {
    const float value = gray.data()[i];
    require(math::is_finite(value), [&] {
      return text("extract_ink: pixel (", i / gray.dimension(1), ", ", i % gray.dimension(1), ") is ", value,
                  "; values must be finite");
    });
    lowest = (std::min)(lowest, value);
    largest = (std::max)(largest, (std::abs)(value));
  }
  const int power = largest > 0.0f ? std::ilogb(largest) + 1 : 0;
  Tensor<2> light(gray.dimension(0), gray.dimension(1));
  for (Index i = 0; i < gray.size(); ++i) {
    light.data()[i] = std::ldexp(gray.data()[i], -power) - std::ldexp(lowest, -power);
  }
  return light;
}

/// Returns for each pixel `of(first, end)` over the pixels in its row that are at most `reach` away, and as many to its left as to its
/// right, since light that falls towards an edge would look like ink; the image comes back transposed.
template <class Of>
Tensor<2> along_rows(const Tensor<2>& image, Index reach, const Of& of) {
  const Index height = image.dimension(0), width = image.dimension(1);
  Tensor<2> turned(width, height);
  for (Index y = 0; y < height; ++y) {
    const float* const row = image.data() + y * width;
    for (Index x = 0; x < width; ++x) {
      const Index steps = (std::min)({reach, x, width - 1 - x});
      turned(x, y) = of(row + x - steps, row + x + steps + 1);
    }
  }
  return turned;
}
/// The same over squares, by rows and then by columns.
template <class Of>
Tensor<2> over_squares(const Tensor<2>& image, Index reach, const Of& of) {
  return along_rows(along_rows(image, reach, of), reach, of);
}

inline float mean_of(const float* first, const float* end) {
  float sum = 0.0f;
  for (const float* p = first; p != end; ++p) sum += *p;
  return sum / static_cast<float>(end - first);
}

/// Returns true if strokes are darker than the paper. They cover less of it than they leave, so the largest differences from the mean of
/// the neighbourhood are theirs; light and shadow change slowly, or as much to one side as to the other.
LINNET_COLD inline bool strokes_are_dark(const Tensor<2>& gray) {
  const Index reach = std::max<Index>((std::min)(gray.dimension(0), gray.dimension(1)) / 6, 1);
  const Tensor<2> mean = over_squares(gray, reach, mean_of);
  double cubes = 0.0;
  for (Index i = 0; i < gray.size(); ++i) {
    const double difference = static_cast<double>(gray.data()[i]) - static_cast<double>(mean.data()[i]);
    cubes += difference * difference * difference;
  }
  return cubes < 0.0;
}

/// Returns the brightness of the paper below dark strokes: its closing, the darkest of the brightest pixels of all squares around a
/// pixel. Squares are a quarter of the image, so that strokes are narrower.
LINNET_COLD inline Tensor<2> paper_brightness(const Tensor<2>& gray) {
  const Index reach = std::max<Index>((std::min)(gray.dimension(0), gray.dimension(1)) / 8, 2);
  const Tensor<2> smooth = over_squares(gray, 1, mean_of);  // otherwise noise makes it brighter
  const auto brightest = [](const float* first, const float* end) { return *std::max_element(first, end); };
  const auto darkest = [](const float* first, const float* end) { return *std::min_element(first, end); };
  Tensor<2> paper = over_squares(over_squares(smooth, reach, brightest), reach, darkest);
  for (Index i = 0; i < paper.size(); ++i) paper.data()[i] = (std::max)(paper.data()[i], smooth.data()[i]);
  return paper;
}

}  // namespace detail

/// Returns a photograph (height, width) with values in any range as ink, in the same size: 0 on paper, 1 on strokes, between them at their edges.
/// Strokes may be dark or bright, at most a quarter of the image wide, and need paper around them. The light may be uneven and throw soft
/// shadows: each pixel is compared with the paper around it, and Otsu's threshold divides the differences. Throws InvalidInput for an
/// image without pixels or of one brightness, and values that are not finite.
LINNET_COLD inline Tensor<2> extract_ink(const Tensor<2>& image) {
  const Tensor<2> gray = detail::as_light(image);
  Tensor<2> ink = gray;
  if (detail::strokes_are_dark(gray)) {
    const Tensor<2> paper = detail::paper_brightness(gray);
    for (Index i = 0; i < ink.size(); ++i) {
      ink.data()[i] =
          1.0f - gray.data()[i] / (std::max)(paper.data()[i], 1e-6f);  // in the shade, ink is darker by as many percent
    }
  } else {
    for (Index i = 0; i < ink.size(); ++i) ink.data()[i] = -gray.data()[i];
    const Tensor<2> paper = detail::paper_brightness(ink);
    for (Index i = 0; i < ink.size(); ++i) ink.data()[i] = paper.data()[i] - ink.data()[i];
  }
  const float threshold = otsu_threshold(ink);
  double sums[2] = {0.0, 0.0}, counts[2] = {0.0, 0.0};
  for (Index i = 0; i < ink.size(); ++i) {
    const bool stroke = ink.data()[i] > threshold;
    sums[stroke] += static_cast<double>(ink.data()[i]);
    ++counts[stroke];
  }
  const float contrast = static_cast<float>(sums[1] / counts[1] - sums[0] / counts[0]);
  for (Index i = 0; i < ink.size(); ++i) {  // noise of a sixth of the contrast stays paper
    ink.data()[i] = std::clamp(0.5f + 1.5f * (ink.data()[i] - threshold) / contrast, 0.0f, 1.0f);
  }
  return ink;
}

namespace detail {

/// Strokes, pixels above 0.5, that are joined over sides or corners.
struct Piece {
  std::vector<Index> pixels{};
  bool at_edge = false;  ///< of the image
};

/// Calls `visit(pixel)` for pixel `i` and those around it.
template <class Visit>
void with_neighbours(const Tensor<2>& image, Index i, const Visit& visit) {
  const Index height = image.dimension(0), width = image.dimension(1), y = i / width, x = i % width;
  for (Index v = std::max<Index>(y - 1, 0); v <= std::min<Index>(y + 1, height - 1); ++v) {
    for (Index u = std::max<Index>(x - 1, 0); u <= std::min<Index>(x + 1, width - 1); ++u) visit(v * width + u);
  }
}

LINNET_COLD inline std::vector<Piece> pieces_of(const Tensor<2>& ink) {
  const Index height = ink.dimension(0), width = ink.dimension(1);
  std::vector<Piece> pieces;
  std::vector<char> seen(static_cast<std::size_t>(ink.size()), 0);
  for (Index start = 0; start < ink.size(); ++start) {
    Piece piece;
    const auto add = [&](Index i) {
      if (ink.data()[i] > 0.5f && !std::exchange(seen[static_cast<std::size_t>(i)], 1)) piece.pixels.push_back(i);
    };
    add(start);
    for (std::size_t next = 0; next < piece.pixels.size(); ++next) {
      const Index i = piece.pixels[next], y = i / width, x = i % width;
      piece.at_edge = piece.at_edge || y == 0 || x == 0 || y == height - 1 || x == width - 1;
      with_neighbours(ink, i, add);
    }
    if (!piece.pixels.empty()) pieces.push_back(std::move(piece));
  }
  return pieces;
}

}  // namespace detail

/// Removes from `ink` what is not part of the writing: all that is not a stroke, a pixel above 0.5, or beside one; pieces of strokes of less
/// than `share` of the pixels of the largest; and pieces that touch the edge of the image, as the edge of a table does, unless the rest is
/// less than a fifth of the largest of them.
LINNET_COLD inline Tensor<2> remove_specks(const Tensor<2>& ink, double share = 0.05) {
  const std::vector<detail::Piece> pieces = detail::pieces_of(ink);
  std::size_t largest = 0, largest_inside = 0;
  for (const detail::Piece& piece : pieces) {
    largest = (std::max)(largest, piece.pixels.size());
    if (!piece.at_edge) largest_inside = (std::max)(largest_inside, piece.pixels.size());
  }
  const bool edge_counts = 5 * largest_inside < largest;
  const double least = share * static_cast<double>(edge_counts ? largest : largest_inside);
  Tensor<2> writing(ink.dimension(0), ink.dimension(1));
  writing.setZero();
  for (const detail::Piece& piece : pieces) {
    if ((piece.at_edge && !edge_counts) || static_cast<double>(piece.pixels.size()) < least) continue;
    for (const Index i : piece.pixels) {
      detail::with_neighbours(ink, i, [&](Index k) { writing.data()[k] = ink.data()[k]; });
    }
  }
  return writing;
}

}  // namespace linnet
