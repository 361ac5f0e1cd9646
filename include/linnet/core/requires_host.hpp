// SPDX-License-Identifier: MIT
// The first include of a header that is for hosts only: a program of a target gets one sentence, not whatever of C++ it lacks.
#pragma once

#include <linnet/config.hpp>

// The comparison keeps the macro's own line out of the error: it then shows this line, and which header includes it.
static_assert(
    LINNET_HOST == 1,
    "linnet: the header that includes this one is for hosts (files, a heap, exceptions); a target includes linnet.hpp or "
    "inference.hpp and has its weights (see export_header) and its data compiled into the firmware");
