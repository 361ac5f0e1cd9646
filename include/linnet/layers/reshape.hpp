// SPDX-License-Identifier: MIT
// Flatten and Reshape: another shape for the same numbers. Neither computes or stores anything.
#pragma once

#include <linnet/network/streamed.hpp>

namespace linnet {

/// (N, ...) becomes (N, features). Source: keras.layers.Flatten.
struct Flatten {
  static constexpr std::string_view name = "flatten";
  static constexpr std::string_view cpp_name = "linnet::Flatten";
  static constexpr Placement placement = Placement::alias;
  template <class In>
  using Output = Shape<In::size>;

  /// The streamed form, over the last S frames; see network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() requires(In::rank >= 2) {
    return {.carried = LastFrames<In>::form.carried, .first = In::dims[0] - 1, .ends_time = true, .has_window = true};
  }
  template <class Pass>
  static bool push(const Pass& f) {
    return LastFrames<typename Pass::Input>::push(f.carried, f.x, f.y);
  }
};

/// (N, ...) becomes (N, Dims...), row-major. Source: keras.layers.Reshape.
template <Index... Dims>
struct Reshape {
  static constexpr std::string_view name = "reshape";
  static constexpr std::string_view cpp_name = "linnet::Reshape";
  static constexpr Placement placement = Placement::alias;

  template <class In>
  static constexpr auto output_shape() {
    static_assert(Shape<Dims...>::size == In::size,
                  "Reshape: the new shape must hold as many numbers as its input; change the template arguments of Reshape");
    return Shape<Dims...>{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class List>
  static constexpr void cpp_arguments(List& list) {
    (list(Dims), ...);
  }
};

}  // namespace linnet
