// SPDX-License-Identifier: MIT
// prepare_digit: a photograph of a digit in the form of MNIST's images, so that a model that was trained with them can read it.
#pragma once

#include <linnet/images/gray.hpp>
#include <linnet/images/ink.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace linnet {

/// Returns the part of `ink` that its strokes, the pixels above 0.5, fill from edge to edge. Throws InvalidInput if there are none.
LINNET_COLD inline Tensor<2> crop_to_ink(const Tensor<2>& ink) {
  const Index height = ink.dimension(0), width = ink.dimension(1);
  Index top = height, bottom = -1, left = width, right = -1;
  for (Index y = 0; y < height; ++y) {
    for (Index x = 0; x < width; ++x) {
      if (!(ink(y, x) > 0.5f)) continue;
      top = (std::min)(top, y), bottom = y;
      left = (std::min)(left, x), right = (std::max)(right, x);
    }
  }
  detail::require(bottom >= 0, [] { return std::string("crop_to_ink: no pixel is above 0.5"); });
  Tensor<2> part(bottom - top + 1, right - left + 1);
  for (Index y = 0; y < part.dimension(0); ++y) {
    std::copy_n(&ink(top + y, left), part.dimension(1), &part(y, 0));
  }
  return part;
}

/// Returns `image` (height, width) as large as a square of `side` pixels holds, in its proportions.
LINNET_COLD inline Tensor<2> scale_to_fit(const Tensor<2>& image, Index side) {
  const Index height = image.dimension(0), width = image.dimension(1), longer = (std::max)(height, width);
  constexpr Index most = 65535;  // pixels of a side, as in load_image
  detail::require(height >= 1 && width >= 1 && side >= 1 && side <= most, [&] {
    return detail::text("scale_to_fit: an image of ", height, " x ", width, " has no form in a square of ", side,
                        " pixels; expected sides from 1 on, and a square of at most ", most);
  });
  const auto scaled = [&](Index size) { return std::max<Index>((2 * size * side + longer) / (2 * longer), 1); };
  return resize(image, scaled(height), scaled(width));
}

/// Returns `ink` on paper (height, width), moved by whole pixels so that its centre of mass is nearest to pixel (height / 2, width / 2), as
/// far as it does not leave the paper. Throws InvalidInput if the paper is smaller or nothing has mass.
LINNET_COLD inline Tensor<2> center_by_mass(const Tensor<2>& ink, Index height, Index width) {
  detail::require(ink.dimension(0) <= height && ink.dimension(1) <= width, [&] {
    return detail::text("center_by_mass: an image of ", ink.dimension(0), " x ", ink.dimension(1), " has no room in ", height,
                        " x ", width);
  });
  double mass = 0.0, y_sum = 0.0, x_sum = 0.0;
  for (Index y = 0; y < ink.dimension(0); ++y) {
    for (Index x = 0; x < ink.dimension(1); ++x) {
      const double value = static_cast<double>(ink(y, x));
      mass += value;
      y_sum += value * static_cast<double>(y);
      x_sum += value * static_cast<double>(x);
    }
  }
  detail::require(mass > 0.0, [] { return std::string("center_by_mass: the image is empty"); });
  const auto offset = [&](double sum, Index size, Index room) {
    const Index middle = room / 2;
    return std::clamp<Index>(std::lround(static_cast<double>(middle) - sum / mass), 0, room - size);
  };
  const Index top = offset(y_sum, ink.dimension(0), height), left = offset(x_sum, ink.dimension(1), width);
  Tensor<2> paper(height, width);
  paper.setZero();
  for (Index y = 0; y < ink.dimension(0); ++y) std::copy_n(&ink(y, 0), ink.dimension(1), &paper(top + y, left));
  return paper;
}

/// Returns a photograph of one digit as an image of MNIST (1, 28, 28): ink 1 on paper 0, the digit fits 20 x 20 pixels, and its centre of
/// mass is the centre. It is a batch of one, so that predict takes it: model.predict(prepare_digit(load_image("seven.jpg"))). The
/// model may have Input<28, 28> or Input<28, 28, 1>.
///
/// `image` is (height, width, channels), RGB or gray, as of load_image, or (height, width), with values in any range. The digit may be dark
/// or bright, have any size and place, but needs paper around it, and should be the only writing; extract_ink and remove_specks say
/// what light and what else they bear. Throws InvalidInput for another number of channels and an image of one brightness.
/// Source of the form: Y. LeCun, C. Cortes, C. Burges, The MNIST database of handwritten digits.
template <class Image>
Tensor<3> prepare_digit(const Image& image) {
  constexpr Index enough = 256;  // pixels of the longer side
  Tensor<2> gray = to_gray(image);
  if ((std::max)(gray.dimension(0), gray.dimension(1)) > enough) gray = scale_to_fit(gray, enough);
  Tensor<2> digit = scale_to_fit(crop_to_ink(remove_specks(extract_ink(gray))), 20);
  const float brightest = *std::max_element(digit.data(), digit.data() + digit.size());
  for (Index i = 0; i < digit.size(); ++i) digit.data()[i] /= brightest;  // thin strokes have become faint
  const Tensor<2> centred = center_by_mass(digit, 28, 28);
  Tensor<3> batch(1, 28, 28);
  std::copy_n(centred.data(), centred.size(), batch.data());
  return batch;
}

}  // namespace linnet
