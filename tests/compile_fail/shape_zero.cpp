// SPDX-License-Identifier: MIT
// EXPECT: Shape: every dimension must be at least 1
#include <linnet/core/shape.hpp>

constexpr linnet::Index size = linnet::Shape<0>::size;
