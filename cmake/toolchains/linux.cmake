# SPDX-License-Identifier: MIT
# Shared by the toolchains for Linux on another CPU: they set LINNET_TRIPLE, and the programs run in qemu-${CMAKE_SYSTEM_PROCESSOR}.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_CXX_COMPILER ${LINNET_TRIPLE}-g++)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags for speed; MinSizeRel is -Os")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${CMAKE_SYSTEM_PROCESSOR} -L /usr/${LINNET_TRIPLE})

# Libraries of the host do not work here; header-only packages, such as Eigen, do.
set(CMAKE_FIND_ROOT_PATH /usr/${LINNET_TRIPLE})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE NEVER)
