# SPDX-License-Identifier: MIT
# Toolchain: Linux on 64-bit RISC-V (rv64gc).
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(LINNET_TRIPLE riscv64-linux-gnu)
include(${CMAKE_CURRENT_LIST_DIR}/linux.cmake)
