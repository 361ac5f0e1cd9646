// SPDX-License-Identifier: MIT
// The places between and beyond the pixels of an axis. Source: keras.ops.image.affine_transform.
#pragma once

#include <linnet/core/shape.hpp>

namespace linnet {

/// The pixels beyond the border of an image a b c d.
enum class FillMode {
  reflect,   ///< d c b a | a b c d | d c b a
  constant,  ///< k k k k | a b c d | k k k k, with k the fill_value
  wrap,      ///< a b c d | a b c d | a b c d
  nearest,   ///< a a a a | a b c d | d d d d
};

/// The number at a place between pixels.
enum class Interpolation {
  bilinear,  ///< the weighted mean of the four pixels around it
  nearest,   ///< the nearest pixel
};

/// The numbers of an image between and beyond its pixels.
struct Resampling {
  FillMode fill_mode = FillMode::reflect;
  Interpolation interpolation = Interpolation::bilinear;
  float fill_value = 0.0f;
};

namespace kernels {
inline namespace LINNET_CODE {

/// The largest integer that is not above x.
template <class T>
constexpr Index floor_of(T x) {
  const Index whole = static_cast<Index>(x);
  return static_cast<T>(whole) > x ? whole - 1 : whole;
}

/// The pixel of an axis of `extent` pixels that pixel i repeats; -1 if it is the fill_value.
constexpr Index filled(Index i, Index extent, FillMode mode) {
  if (i >= 0 && i < extent) return i;
  if (mode == FillMode::constant) return -1;
  if (mode == FillMode::nearest) return i < 0 ? 0 : extent - 1;
  const Index period = mode == FillMode::wrap ? extent : 2 * extent, rest = i % period;
  const Index place = rest < 0 ? rest + period : rest;
  return place < extent ? place : period - 1 - place;
}

/// A place on an axis: between pixel `low`, whose weight is 1 - part, and the next one, whose weight is `part`.
template <class T>
struct Place {
  Index low;
  T part;
};
template <class T>
constexpr Place<T> place_at(T coordinate, Interpolation interpolation) {
  if (interpolation == Interpolation::nearest) return {floor_of(coordinate + T(0.5)), T(0)};
  const Index low = floor_of(coordinate);
  return {low, coordinate - static_cast<T>(low)};
}

}  // namespace LINNET_CODE
}  // namespace kernels
}  // namespace linnet
