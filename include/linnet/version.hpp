// SPDX-License-Identifier: MIT
// The version of linnet; CMake also reads it from this file.
#pragma once

#define LINNET_VERSION_MAJOR 0
#define LINNET_VERSION_MINOR 1
#define LINNET_VERSION_PATCH 0
