// SPDX-License-Identifier: MIT
// Windows that slide over an image: sizes, strides, padding and output extents, for convolution and pooling.
#pragma once

#include <linnet/core/shape.hpp>

#include <algorithm>

namespace linnet {

/// Height and width. One number sets both: 3 is 3 x 3.
struct Size2D {
  Index height;
  Index width;
  constexpr Size2D(Index side) : height(side), width(side) {}
  constexpr Size2D(Index height_, Index width_) : height(height_), width(width_) {}
  friend constexpr bool operator==(const Size2D&, const Size2D&) = default;
};

/// The treatment of the border of the input.
enum class Padding {
  valid,   ///< windows stay inside: (in - size) / stride + 1 outputs
  same,    ///< ceil(in / stride) outputs; zeros around the input, the odd one after it, as in Keras
  causal,  ///< ceil(in / stride) outputs; zeros in front of the input only: output o sees no input behind o * stride. For Conv1D
};

/// A window of `size` taps along one axis. Output o reads the inputs o * stride - before + tap * dilation that exist.
struct Window {
  Index in = 1;
  Index size = 1;
  Index stride = 1;
  Index dilation = 1;
  Index before = 0;  ///< padding in front of the first input
  Index out = 1;

  /// Extent from the first to the last tap.
  constexpr Index span() const { return (size - 1) * dilation + 1; }
  /// Extent that all windows together see, including padding.
  constexpr Index seen() const { return (out - 1) * stride + span(); }
  /// False if the window is larger than the input and has no padding; numbers below 1 are another mistake.
  constexpr bool fits() const { return out > 0 || size < 1 || stride < 1 || dilation < 1; }
  /// True if some window looks beyond the input.
  constexpr bool clips() const { return before > 0 || seen() > in; }

  /// Taps first_tap(o) .. end_tap(o) - 1 of output o lie on the input.
  constexpr Index first_tap(Index o) const {
    const Index missing = before - o * stride;
    return missing > 0 ? (std::min)((missing + dilation - 1) / dilation, size) : 0;
  }
  constexpr Index end_tap(Index o) const {
    const Index left = in + before - o * stride;
    return left >= span() ? size : std::clamp<Index>((left + dilation - 1) / dilation, 0, size);
  }
  /// Outputs inner_begin .. inner_end - 1 have all their taps on the input.
  constexpr Index inner_begin() const { return (std::min)((before + stride - 1) / stride, out); }
  constexpr Index inner_end() const {
    const Index room = in + before - span();
    return room < 0 ? inner_begin() : std::clamp(room / stride + 1, inner_begin(), out);
  }

  friend constexpr bool operator==(const Window&, const Window&) = default;
};

/// Returns the window over an axis of `in` numbers. `out` is 0 if a valid window does not fit.
constexpr Window make_window(Index in, Index size, Index stride = 1, Index dilation = 1, Padding padding = Padding::valid) {
  Window w{in, size, stride, dilation, 0, 0};
  if (size < 1 || stride < 1 || dilation < 1) return w;
  if (padding == Padding::same) {
    w.out = (in + stride - 1) / stride;
    w.before = std::max<Index>(w.seen() - in, 0) / 2;
  } else if (padding == Padding::causal) {
    w.out = (in + stride - 1) / stride;
    w.before = w.span() - 1;
  } else if (w.span() <= in) {
    w.out = (in - w.span()) / stride + 1;
  }
  return w;
}

/// Returns the window of a transposed convolution over an axis of `out` numbers: `in` is what it makes of them, the input of the
/// convolution that it transposes.
constexpr Window make_transposed_window(Index out, Index size, Index stride = 1, Index dilation = 1,
                                        Padding padding = Padding::valid) {
  const Index beyond = padding == Padding::valid ? std::max<Index>((size - 1) * dilation + 1 - stride, 0) : 0;
  return make_window(out * stride + beyond, size, stride, dilation, padding);
}

/// Windows over both axes of an image with `channels`, giving `outputs` numbers each: filters, or the channels again.
struct Windows {
  Window rows{};
  Window columns{};
  Index channels = 1;
  Index outputs = 1;

  constexpr bool clips() const { return rows.clips() || columns.clips(); }
  constexpr Index taps() const { return rows.size * columns.size; }
  /// Numbers in one row of the input, one sample of the input, one sample of the output.
  constexpr Index in_row() const { return columns.in * channels; }
  constexpr Index in_sample() const { return rows.in * in_row(); }
  constexpr Index positions() const { return rows.out * columns.out; }
  constexpr Index out_sample() const { return positions() * outputs; }
  /// Returns true if each output sees one separate position and no position is skipped: a product of matrices.
  constexpr bool pointwise() const { return taps() == 1 && rows.stride == 1 && columns.stride == 1 && !clips(); }

  friend constexpr bool operator==(const Windows&, const Windows&) = default;
};

namespace detail {
/// Replaces an extent that a static_assert has refused: large enough that later layers do not complain as well.
inline constexpr Index unknown_extent = 1024;

/// The window itself, or, if a static_assert has refused it, one that layers can compute with, so that they do not complain as well.
constexpr Window usable(Window w) {
  if (w.out > 0) return w;
  const auto at_least_1 = [](Index extent) { return extent > 0 ? extent : 1; };
  return {w.in, at_least_1(w.size), at_least_1(w.stride), at_least_1(w.dilation), 0, unknown_extent};
}
}  // namespace detail

/// A sample of shape `In` as an image with `Axes` axes: (height, width, channels), or (steps, channels) as one row of steps.
template <int Axes, class In>
struct Image {
  static_assert(Axes == 1 || Axes == 2);
  static constexpr bool fits = In::rank == Axes + 1;
  static constexpr Index height = Axes == 1 ? 1 : (fits ? In::dims[0] : detail::unknown_extent);
  static constexpr Index width = fits ? In::dims[Axes == 2 ? 1 : 0] : detail::unknown_extent;
  static constexpr Index channels = last_dim<In>;
};

namespace detail {
template <int Axes, Index Height, Index Width, Index Channels>
using image_shape = std::conditional_t<Axes == 2, Shape<Height, Width, Channels>, Shape<Width, Channels>>;
}

/// The shape of such an image; extents below 1, which a static_assert has refused, are replaced.
template <int Axes, Index Height, Index Width, Index Channels>
using ImageShape = detail::image_shape<Axes, (Height > 0 ? Height : detail::unknown_extent),
                                       (Width > 0 ? Width : detail::unknown_extent), (Channels > 0 ? Channels : 1)>;

}  // namespace linnet
