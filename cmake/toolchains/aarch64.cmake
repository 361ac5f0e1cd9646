# SPDX-License-Identifier: MIT
# Toolchain: Linux on 64-bit ARM (NEON).
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(LINNET_TRIPLE aarch64-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
