// SPDX-License-Identifier: MIT
// The control: compiles, so that the other files here fail for their own reason and not for a broken include path.
// EXPECT_COMPILES
#include <linnet/core/shape.hpp>
#include <linnet/core/tensor.hpp>

static_assert(linnet::Shape<28, 28>::size == 784);
linnet::Tensor<2> tensor;
