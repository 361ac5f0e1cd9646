# SPDX-License-Identifier: MIT
# Toolchain: Linux on 32-bit ARM with a VFP that has fma. It avoids NEON, which flushes denormals and estimates divisions, so that its bits differ.
set(CMAKE_SYSTEM_PROCESSOR arm)
set(LINNET_TRIPLE arm-linux-gnueabihf)
set(CMAKE_CXX_FLAGS_INIT "-march=armv7-a -mfpu=vfpv4-d16 -mfloat-abi=hard -Wno-psabi")  # notes about a change in GCC 7 concern nobody
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
