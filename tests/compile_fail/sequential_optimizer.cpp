// SPDX-License-Identifier: MIT
// An optimizer among the layers: it has a name too, but it is no layer.
// EXPECT: Sequential: every entry after Input must satisfy linnet::Layer (network/concepts.hpp)
#include <linnet/linnet.hpp>

linnet::Sequential model{linnet::Input<4>{}, linnet::Dense<2>{}, linnet::Adam{}};
