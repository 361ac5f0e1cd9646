// SPDX-License-Identifier: MIT
// OPTIONS: -ffast-math
// EXPECT: linnet: -ffast-math changes the results from one compiler to the next and hides NaN; compile without it
#if defined(_MSC_VER)
#define _M_FP_FAST  // as /fp:fast has it
#endif
#include <linnet/config.hpp>
