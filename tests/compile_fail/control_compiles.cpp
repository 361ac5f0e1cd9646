// SPDX-License-Identifier: MIT
// The control: compiles, so that the other files here fail for their own reason and not for a broken include path.
// EXPECT_COMPILES
#include <linnet/linnet.hpp>

linnet::Sequential model{linnet::Input<2>{}, linnet::Dense<1>{}};
