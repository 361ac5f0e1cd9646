// SPDX-License-Identifier: MIT
// The first include of a header for hosts: a program for a target gets one sentence instead of errors about missing parts of C++.
#pragma once

#include <linnet/config.hpp>

// The comparison keeps the macro's own line out of the error: it then shows this line, and the header that includes it.
static_assert(
    LINNET_HOST == 1,
    "linnet: the header that includes this one is for hosts (files, a heap, exceptions); a target includes linnet.hpp or "
    "inference.hpp and has its weights (see export_header) and its data compiled into the firmware");
