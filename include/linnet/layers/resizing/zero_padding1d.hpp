// SPDX-License-Identifier: MIT
// ZeroPadding1D: steps of zeros around a sequence. Source: keras.layers.ZeroPadding1D.
#pragma once

#include <linnet/kernels/resizing/copies.hpp>
#include <linnet/network/bound.hpp>
#include <linnet/network/int8_form.hpp>

namespace linnet {

/// Zeros on both ends of a sequence: ZeroPadding1D<1>, or ZeroPadding1D<2, 0> with another number after it.
///
/// Input (N, S, C), output (N, Before + S + After, C).
template <Index Before, Index After = Before>
struct ZeroPadding1D {
  static constexpr std::string_view name = "zero_padding1d";
  static constexpr std::string_view cpp_name = "linnet::ZeroPadding1D";
  static constexpr OutputUse output_use = OutputUse::nothing;

  template <class In>
  static constexpr Windows frame = kernels::frame<1, In>({0, Before}, {0, After});

  template <class In>
  static constexpr auto output_shape() {
    static_assert(Before >= 0 && After >= 0, "ZeroPadding1D: numbers of steps must not be negative");
    static_assert(In::rank == 2, "ZeroPadding1D: the input must be (steps, channels); put a Reshape<...> before it");
    return ImageShape<1, 1, frame<In>.columns.out, frame<In>.channels>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  constexpr std::array<Setting, 1> settings() const { return {{{{}, static_cast<float>(Before)}}}; }
  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Before);
    list(After, Before);
  }

  /// The int8 form; see network/int8_form.hpp.
  static constexpr QuantizedRange quantized_range = QuantizedRange::as_input;
  template <class In>
  using Int8 = quantized::Pad<frame<In>>;

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::pad<frame<typename Pass::Input>>(f.x, f.y, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) kernels::crop<frame<typename Pass::Input>>(f.dy, f.dx, f.n);
  }
};

}  // namespace linnet
