# SPDX-License-Identifier: MIT
# Toolchain: bare-metal Cortex-M with arm-none-eabi-g++. ctest runs the programs on QEMU's model of LINNET_BOARD.
set(LINNET_BOARD netduinoplus2 CACHE STRING "The board: a machine of qemu-system-arm and a folder of examples/cortex_m/boards")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES LINNET_BOARD)

set(cpu_microbit "-mcpu=cortex-m0 -mfloat-abi=soft")
set(cpu_lm3s6965evb "-mcpu=cortex-m3 -mfloat-abi=soft")
set(cpu_netduinoplus2 "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard")
set(cpu_mps2-an500 "-mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard")
set(cpu_mps2-an505 "-mcpu=cortex-m33 -mfpu=fpv5-sp-d16 -mfloat-abi=hard")
# GCC 12 has no fma for MVE vectors: its automatic vectorisation makes code larger and no faster. The bits are the same.
set(cpu_mps3-an547 "-mcpu=cortex-m55 -mfloat-abi=hard -fno-tree-vectorize")
if(NOT DEFINED cpu_${LINNET_BOARD})
  message(FATAL_ERROR "linnet: no LINNET_BOARD ${LINNET_BOARD}; there are microbit (M0), lm3s6965evb (M3), netduinoplus2 (M4F), "
                      "mps2-an500 (M7), mps2-an505 (M33), mps3-an547 (M55)")
endif()

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)  # a program would need a linker script

set(CMAKE_CXX_FLAGS_INIT "-mthumb ${cpu_${LINNET_BOARD}} -ffunction-sections -fdata-sections -fno-exceptions -fno-rtti \
-fno-threadsafe-statics -fno-unwind-tables -fno-asynchronous-unwind-tables -fno-math-errno")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags for speed; MinSizeRel is -Os")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles --specs=nano.specs -Wl,--gc-sections")

# One instruction takes one nanosecond of the board's time, so that its timers count instructions.
set(CMAKE_CROSSCOMPILING_EMULATOR
    qemu-system-arm -M ${LINNET_BOARD} -display none -monitor none -serial none -chardev stdio,id=semihosting
    -semihosting-config enable=on,target=native,chardev=semihosting -icount shift=0 -kernel)

# Libraries of the host do not work here; header-only packages, such as Eigen, do.
set(CMAKE_FIND_ROOT_PATH /usr/lib/arm-none-eabi)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE NEVER)
list(APPEND CMAKE_PREFIX_PATH /usr/local /usr)
