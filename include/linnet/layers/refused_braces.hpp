// SPDX-License-Identifier: MIT
// Layers whose sizes stand between the wrong brackets, as in Keras: MaxPooling2D{2}, Conv2D(32, {3, 3}), Dense(64, "relu"). Each is deduced
// to be a layer of its own, whose constructor is an error of one sentence; it changes no shape, so that nothing else is one.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/layers/activation.hpp>
#include <linnet/layers/convolution.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/layers/depthwise_conv2d.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/layers/pooling.hpp>
#include <linnet/layers/reshape.hpp>
#include <linnet/layers/separable_conv2d.hpp>

#include <limits>
#include <string_view>

namespace linnet {

namespace detail {

/// The size of a refused layer.
inline constexpr Index in_braces = (std::numeric_limits<Index>::min)();

struct RefusedLayer {
  static constexpr std::string_view name = "refused";
  static constexpr Placement placement = Placement::alias;
  template <class In>
  using Output = In;
};

}  // namespace detail

Input(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})->Input<detail::in_braces>;
template <>
struct Input<detail::in_braces> : TypedInput<float, 28, 28, 1> {
  template <class T = void>
  constexpr Input(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>, "Input: the shape stands between < and >, as the compiler needs it: Input<28, 28>{}");
  }
};

Dense(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})->Dense<detail::in_braces>;
template <>
struct Dense<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr Dense(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "Dense: units and activation stand between < and >, as the compiler needs them: Dense<64, relu>{}");
  }
};

Conv2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->Conv2D<detail::in_braces, detail::in_braces>;
template <>
struct Conv2D<detail::in_braces, detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr Conv2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(
        detail::never<T>,
        "Conv2D: filters, kernel and activation stand between < and >, as the compiler needs them: Conv2D<32, 3, relu>{}");
  }
};

DepthwiseConv2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->DepthwiseConv2D<detail::in_braces>;
template <>
struct DepthwiseConv2D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr DepthwiseConv2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "DepthwiseConv2D: the kernel stands between < and >, as the compiler needs it: DepthwiseConv2D<3>{}");
  }
};

SeparableConv2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->SeparableConv2D<detail::in_braces, detail::in_braces>;
template <>
struct SeparableConv2D<detail::in_braces, detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr SeparableConv2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(
        detail::never<T>,
        "SeparableConv2D: filters and kernel stand between < and >, as the compiler needs them: SeparableConv2D<32, 3>{}");
  }
};

MaxPooling2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->MaxPooling2D<detail::in_braces>;
template <>
struct MaxPooling2D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr MaxPooling2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "MaxPooling2D: the pool stands between < and >, as the compiler needs it: MaxPooling2D<2>{}");
  }
};

MaxPooling1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->MaxPooling1D<detail::in_braces>;
template <>
struct MaxPooling1D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr MaxPooling1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "MaxPooling1D: the pool stands between < and >, as the compiler needs it: MaxPooling1D<2>{}");
  }
};

AveragePooling2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->AveragePooling2D<detail::in_braces>;
template <>
struct AveragePooling2D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr AveragePooling2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "AveragePooling2D: the pool stands between < and >, as the compiler needs it: AveragePooling2D<2>{}");
  }
};

AveragePooling1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->AveragePooling1D<detail::in_braces>;
template <>
struct AveragePooling1D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr AveragePooling1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "AveragePooling1D: the pool stands between < and >, as the compiler needs it: AveragePooling1D<2>{}");
  }
};

Reshape(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})->Reshape<detail::in_braces>;
template <>
struct Reshape<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr Reshape(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>, "Reshape: the shape stands between < and >, as the compiler needs it: Reshape<7, 4>{}");
  }
};

}  // namespace linnet
