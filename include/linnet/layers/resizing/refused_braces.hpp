// SPDX-License-Identifier: MIT
// Layers that resize images and sequences, with their sizes between the wrong brackets; see layers/refused_braces.hpp.
#pragma once

#include <linnet/layers/refused_braces.hpp>
#include <linnet/layers/resizing/conv2d_transpose.hpp>
#include <linnet/layers/resizing/cropping.hpp>
#include <linnet/layers/resizing/up_sampling.hpp>
#include <linnet/layers/resizing/zero_padding1d.hpp>
#include <linnet/layers/resizing/zero_padding2d.hpp>

namespace linnet {

Conv2DTranspose(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->Conv2DTranspose<detail::in_braces, detail::in_braces>;
template <>
struct Conv2DTranspose<detail::in_braces, detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr Conv2DTranspose(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(
        detail::never<T>,
        "Conv2DTranspose: filters and kernel stand between < and >, as the compiler needs them: Conv2DTranspose<32, 3>{}");
  }
};

ZeroPadding1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->ZeroPadding1D<detail::in_braces>;
template <>
struct ZeroPadding1D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr ZeroPadding1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "ZeroPadding1D: the numbers of steps stand between < and >, as the compiler needs them: ZeroPadding1D<1>{}");
  }
};

ZeroPadding2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->ZeroPadding2D<detail::in_braces>;
template <>
struct ZeroPadding2D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr ZeroPadding2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "ZeroPadding2D: the sizes stand between < and >, as the compiler needs them: ZeroPadding2D<1>{}");
  }
};

Cropping1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->Cropping1D<detail::in_braces>;
template <>
struct Cropping1D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr Cropping1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "Cropping1D: the numbers of steps stand between < and >, as the compiler needs them: Cropping1D<1>{}");
  }
};

Cropping2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->Cropping2D<detail::in_braces>;
template <>
struct Cropping2D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr Cropping2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>, "Cropping2D: the sizes stand between < and >, as the compiler needs them: Cropping2D<1>{}");
  }
};

UpSampling1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->UpSampling1D<detail::in_braces>;
template <>
struct UpSampling1D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr UpSampling1D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "UpSampling1D: the size stands between < and >, as the compiler needs it: UpSampling1D<2>{}");
  }
};

UpSampling2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {})
    ->UpSampling2D<detail::in_braces>;
template <>
struct UpSampling2D<detail::in_braces> : detail::RefusedLayer {
  template <class T = void>
  constexpr UpSampling2D(detail::Anything = {}, detail::Anything = {}, detail::Anything = {}, detail::Anything = {}) {
    static_assert(detail::never<T>,
                  "UpSampling2D: the size stands between < and >, as the compiler needs it: UpSampling2D<2>{}");
  }
};

}  // namespace linnet
