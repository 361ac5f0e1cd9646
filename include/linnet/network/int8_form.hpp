// SPDX-License-Identifier: MIT
// The int8 form of a layer, as the layer states it. The forms themselves are in quantized/forms.hpp, which only a program that quantises
// includes.
//
//   quantized_range   the scale and the zero of the output (QuantizedRange, `own` by default)
//   Int8<In>          one of the forms below, or a form of your own; none for an alias, and for layers made of branches
//   refuse_int8<In>() instead of Int8: a static_assert whose sentence names the layer
//   int8_parts()      instead: the layer as a std::tuple of simpler ones, whose parameters one after another are its own
//
// A form F has: bytes<Isa>, alignment and scratch_bytes<Isa> of its constants and its working memory; quantize<B>(layer, parameters, state,
// in, record), which makes its canonical numbers from those of the layer that B binds; pack<Isa>(record, in, to), which makes the constants
// of an instruction set; run<Isa>(constants, x, y, n, scratch); and output, its Quantization if the range is fixed. It may have
// require_valid(record, in), which throws InvalidInput for numbers that are not of such a layer: they may come from a file.
//
// A record is a QuantizedLayer; quantize on a chip has a StaticRecord, and takes forms whose functions are templates over the record and which
// state the most numbers in it as record_weights and record_outputs.
#pragma once

#include <linnet/core/window.hpp>

namespace linnet {

/// The origin of the scale and the zero of a layer's int8 output.
enum class QuantizedRange {
  own,       ///< the range of its output on the calibration data
  as_input,  ///< those of its input: pooling, padding
  fixed,     ///< known without data: softmax, sigmoid, tanh
};

namespace quantized {

/// Fully connected layer or convolution: kernel (taps, C, outputs), and a bias if it has a second parameter.
template <Windows S>
struct Product;
/// Depthwise convolution: kernel (taps, outputs), and a bias if it has a second parameter.
template <Windows S>
struct Depthwise;
/// The largest number, or the mean, of each window.
template <Windows S>
struct MaxPool;
template <Windows S>
struct AveragePool;
/// The mean over all positions.
template <Windows S>
struct Mean;
/// Rows and columns of zeros around an image: S.rows.in and S.columns.in become S.rows.out and S.columns.out, `before` in front.
template <Windows S>
struct Pad;
/// An image without its border: S.rows.out and S.columns.out become S.rows.in and S.columns.in, `before` goes in front.
template <Windows S>
struct Crop;
/// Each row and each column several times: S.rows.in and S.columns.in become S.rows.out and S.columns.out.
template <Windows S>
struct Repeat;
/// A function of one number as a table of 256 numbers: the layer's own operator()(x), otherwise its member `activation`, of type A.
template <class A, Index Size>
struct Table;
/// Softmax over the last axis, of extent `Width`.
template <Index Size, Index Width>
struct Softmax;
/// y = (x - mean) * scale + shift for each channel, as affine<B>(parameters, state, channel) of the layer says.
template <Index Size, Index Channels>
struct Affine;

}  // namespace quantized

namespace detail {

/// The quantized_range of layer L.
template <class L>
inline constexpr QuantizedRange quantized_range = [] {
  if constexpr (requires { L::quantized_range; }) {
    return L::quantized_range;
  } else {
    return QuantizedRange::own;
  }
}();

/// True if an int8 layer applies activation A by the range of its output: numbers below and above are clamped anyway.
template <class A>
inline constexpr bool clamps_range = requires {
  requires A::clamps_range;
};

/// True if the range of activation A is known without data.
template <class A>
inline constexpr bool has_fixed_range = requires {
  requires A::fixed_range;
};

}  // namespace detail
}  // namespace linnet
