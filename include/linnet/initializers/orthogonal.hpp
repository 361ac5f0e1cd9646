// SPDX-License-Identifier: MIT
// Orthogonal initializer (Saxe et al., 2013), as keras.initializers.Orthogonal: the default of recurrent kernels.
#pragma once

#include <linnet/initializers/initializer.hpp>

namespace linnet {

namespace detail {

/// Makes the `count` vectors of `length` numbers orthonormal, in order (Gram and Schmidt, twice for accuracy), times `gain`. Number k of
/// vector v is numbers[v * vector + k * step].
template <class T>
LINNET_COLD void orthonormalize(T* numbers, Index count, Index length, Index vector, Index step, T gain) {
  for (Index v = 0; v < count; ++v) {
    T* const a = numbers + v * vector;
    const auto dot = [&](const T* b) {
      T sum = T(0);
      for (Index k = 0; k < length; ++k) sum = math::fma(a[k * step], b[k * step], sum);
      return sum;
    };
    for (int pass = 0; pass < 2; ++pass) {
      for (Index w = 0; w < v; ++w) {
        const T* const b = numbers + w * vector;
        const T share = dot(b);
        for (Index k = 0; k < length; ++k) a[k * step] = math::fma(-share, b[k * step], a[k * step]);
      }
      const T norm = math::sqrt(dot(a));
      for (Index k = 0; k < length; ++k) a[k * step] /= norm;
    }
  }
  for (Index v = 0; v < count; ++v) {
    for (Index k = 0; k < length; ++k) numbers[v * vector + k * step] *= gain;
  }
}

/// The same for a matrix of info.size() numbers whose last extent are its columns: the fewer of its rows and columns are orthogonal.
template <class T>
void orthogonalize(T* numbers, const ParameterInfo& info, T gain) {
  const Index columns = info.dims[static_cast<std::size_t>(info.rank - 1)], rows = info.size() / columns;
  if (rows < columns) {
    orthonormalize(numbers, rows, columns, columns, Index{1}, gain);
  } else {
    orthonormalize(numbers, columns, rows, Index{1}, columns, gain);
  }
}

/// Stores `number`, the last one of the tensor, makes the matrix orthogonal, and returns the last number.
template <class T>
float complete_orthogonal(const DrawnTensor& tensor, float number, float gain) {
  T* const numbers = static_cast<T*>(tensor.numbers);
  numbers[tensor.index] = static_cast<T>(number);
  orthogonalize(numbers, tensor, static_cast<T>(gain));
  return static_cast<float>(numbers[tensor.index]);
}

}  // namespace detail

/// A random matrix with orthogonal rows, or columns if there are fewer of them, of length `gain`. Tensors of more axes are matrices with
/// their last extent as columns.
struct Orthogonal {
  float gain = 1.0f;
  constexpr operator Initializer() const {
    return detail::checked_on_target(Initializer{[](const ParameterInfo& info, float a, float, Random& random) {
                                                   const auto& tensor = static_cast<const DrawnTensor&>(info);
                                                   const float number = random.normal<float>();
                                                   if (tensor.index + 1 < tensor.size()) return number;
                                                   return tensor.in_double
                                                              ? detail::complete_orthogonal<double>(tensor, number, a)
                                                              : detail::complete_orthogonal<float>(tensor, number, a);
                                                 },
                                                 gain});
  }
};

}  // namespace linnet
