// SPDX-License-Identifier: MIT
// Eigen is the tensor: these are names for its types, row-major, batch first, channels last.
#pragma once

#include <linnet/core/shape.hpp>

#include <Eigen/Core>
#include <unsupported/Eigen/CXX11/Tensor>

#include <cstdint>

namespace linnet {

/// Row-major Eigen tensor. Images are Tensor<4>: (samples, height, width, channels); vectors are Tensor<2>: (samples, features).
template <int Rank, class T = float>
using Tensor = Eigen::Tensor<T, Rank, Eigen::RowMajor>;

/// Class indices, one integer per sample: shape (samples).
using Labels = Tensor<1, std::int32_t>;

}  // namespace linnet
