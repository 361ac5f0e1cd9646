// SPDX-License-Identifier: MIT
// Pooling whose sizes cannot work.
// EXPECT: pooling: the pool is larger than its input; use Padding::same or a smaller pool
// EXPECT: pooling: strides must be at least 1
// EXPECT: pooling: the pool must be at least 1 x 1
// EXPECT: pooling: Padding::causal is for Conv1D; use Padding::same or Padding::valid
// ERRORS: 4
#include <linnet/linnet.hpp>

namespace nn = linnet;

void sizes() {
  nn::Sequential large_pool{nn::Input<4, 4, 1>{}, nn::MaxPooling2D<5>{}, nn::Flatten{}};
  nn::Sequential no_stride{nn::Input<4, 4, 1>{}, nn::AveragePooling2D<2, nn::PoolingOptions{.strides = 0}>{}};
  nn::Sequential no_pool{nn::Input<4, 1>{}, nn::MaxPooling1D<0>{}};
  nn::Sequential causal{nn::Input<4, 1>{}, nn::MaxPooling1D<2, nn::PoolingOptions{.padding = nn::Padding::causal}>{}};
}
