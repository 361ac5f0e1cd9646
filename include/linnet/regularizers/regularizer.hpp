// SPDX-License-Identifier: MIT
// Penalties on a kernel that are added to the loss: L1, L2, or both. Regularizer is the one fixed type they convert to.
#pragma once

#include <linnet/core/anything.hpp>
#include <linnet/core/check.hpp>
#include <linnet/core/math.hpp>
#include <linnet/kernels/elementwise.hpp>

#include <type_traits>

namespace linnet {

/// Penalty l1 * sum|w| + l2 * sum(w^2); its gradient is l1 * sign(w) + 2 * l2 * w. No penalty if both are 0, the default.
struct Regularizer {
  float l1 = 0.0f;
  float l2 = 0.0f;

  constexpr Regularizer() = default;
  constexpr Regularizer(float factor_l1, float factor_l2) : l1(factor_l1), l2(factor_l2) {}
  /// A text, or one number that does not say of which penalty: refused in a sentence.
  template <class A>
  requires(std::is_convertible_v<A, const char*> || std::is_arithmetic_v<A>) constexpr Regularizer(const A&) {
    static_assert(detail::never<A>,
                  "layer: a regularizer is an object, and no text or number: .kernel_regularizer = L2{1e-4f}");
  }

  constexpr bool active() const { return l1 != 0.0f || l2 != 0.0f; }

  /// Returns nullptr if the settings are valid, otherwise the reason.
  constexpr const char* problem() const {
    return l1 >= 0.0f && l2 >= 0.0f && math::is_finite(l1) && math::is_finite(l2)
               ? nullptr
               : "L1, L2, L1L2: the factors l1 and l2 must be finite and not negative";
  }

  /// Returns the penalty on w (n).
  template <class T>
  LINNET_OWN_CODE LINNET_NOINLINE T penalty(const T* w, Index n) const {
    return math::fma(static_cast<T>(l1), kernels::sum_of_magnitudes(w, n), static_cast<T>(l2) * kernels::sum_of_squares(w, n));
  }

  /// Adds the gradient of the penalty on w (n) to dw (n).
  template <class T>
  LINNET_OWN_CODE LINNET_NOINLINE void add_gradient(const T* w, T* dw, Index n) const {
    const T slope = static_cast<T>(l1);
    const T twice = T(2) * static_cast<T>(l2);
    for (Index i = 0; i < n; ++i) {
      const T sign = w[i] > T(0) ? slope : (w[i] < T(0) ? -slope : T(0));
      dw[i] = math::fma(twice, w[i], dw[i] + sign);
    }
  }
};

/// l1 * sum|w| (Keras: default 0.01).
struct L1 {
  float l1 = 0.01f;
  constexpr operator Regularizer() const { return detail::checked_on_target(Regularizer{l1, 0.0f}); }
};

/// l2 * sum(w^2) (Keras: default 0.01). There is no factor 1/2.
struct L2 {
  float l2 = 0.01f;
  constexpr operator Regularizer() const { return detail::checked_on_target(Regularizer{0.0f, l2}); }
};

/// l1 * sum|w| + l2 * sum(w^2) (Keras: defaults 0.01).
struct L1L2 {
  float l1 = 0.01f;
  float l2 = 0.01f;
  constexpr operator Regularizer() const { return detail::checked_on_target(Regularizer{l1, l2}); }
};

}  // namespace linnet
