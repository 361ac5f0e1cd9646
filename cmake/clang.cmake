# SPDX-License-Identifier: MIT
# Toolchain: the Clang of Debian 12 if it is installed, otherwise any other Clang.
find_program(LINNET_CLANG NAMES clang++-14 clang++ REQUIRED)
set(CMAKE_CXX_COMPILER ${LINNET_CLANG})
