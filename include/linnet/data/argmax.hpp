// SPDX-License-Identifier: MIT
// argmax: the predicted classes of probabilities. Source: numpy.argmax over the last axis. Of a list: data/largest.hpp.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>
#include <linnet/data/largest.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

namespace linnet {

/// Returns the index of the largest number along the last axis, the first of equal ones, or the first NaN: Labels (samples) of scores
/// (samples, classes), in general a tensor without the last axis, and of a vector one Index. Scores are a tensor, a map or a row-major
/// matrix. Throws InvalidInput for one score per sample, as of a sigmoid: its class is p(i, 0) > 0.5f, and accuracy_of takes it as it is.
template <detail::EigenData A>
auto argmax(const A& scores) {
  constexpr std::size_t rank = detail::rank_of<A>();
  using T = std::remove_const_t<typename A::Scalar>;
  const ArrayView<T> p(scores);
  if constexpr (rank == 1) {
    return argmax(std::span(p.data(), static_cast<std::size_t>(p.samples())));
  } else {
    const Index width = p.sample_dims().back();
    detail::require(width >= 2, [&] {
      return detail::text("argmax: there ", width == 1 ? "is 1 score" : "are 0 scores",
                          " per sample, expected one for each class; of a sigmoid class 1 is p(i, 0) > 0.5f");
    });
    std::array<Index, rank - 1> dims{p.samples()};
    for (std::size_t k = 1; k + 1 < rank; ++k) dims[k] = p.sample_dims()[k - 1];
    Tensor<static_cast<int>(rank - 1), std::int32_t> classes(dims);
    for (Index i = 0; i < classes.size(); ++i) {
      const auto row = std::span(p.data() + i * width, static_cast<std::size_t>(width));
      classes.data()[i] = static_cast<std::int32_t>(argmax(row));
    }
    return classes;
  }
}

}  // namespace linnet
